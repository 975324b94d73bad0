# The driver answers inside the container, for every GPU that it was given, and with the version of the module in the
# host's kernel.
container_driver_answers() { # <version> <container that the driver is inherited from, or nothing>
  local answer='' code=0
  host_module_is "$1" || return
  driver_fits_module "$1" "$2" || return
  assigned_nodes_are_there || return
  ask_driver answer || code=$?
  # There is nothing to reboot here, and the file names were right.
  ((last_exit != 18)) || advice='a library of another version is found first: look at LD_LIBRARY_PATH and ldconfig --print-cache'
  ((code == 0)) || return "$code"
  versions_agree "$1" "$answer" || return
  every_gpu_answers "$answer"
}

# After an update of the host the containers are to follow. A clone has the driver of the container it was made from, and
# where nothing is installed in it, nothing else finds out that an installation was killed halfway.
driver_fits_module() { # <version> <container that the driver is inherited from, or nothing>
  local versions
  find_library_versions versions
  advice='run the same command again: the driver is then installed anew'
  [[ -z $2 ]] || advice="it is inherited from container $2: run this for $2 and clone it again, or say --reinstall here"
  [[ $versions == "$1" ]] || {
    drift "user space $1, as the module in the kernel of the host" "${versions:-none}"
    return
  }
  driver_files_are "$1" /usr/bin/nvidia-smi || return
  advice=''
}

# Without its nodes the driver would be asked in vain.
assigned_nodes_are_there() {
  local node
  for node in "${wanted_nodes[@]% *}"; do
    [[ -c $node ]] || {
      drift "character device $node" 'none'
      return
    }
  done
}

every_gpu_answers() { # <versions, one line a GPU>
  local node lines=() assigned=0
  mapfile -t lines <<<"$1"
  for node in "${wanted_nodes[@]% *}"; do
    [[ ! $node =~ ^/dev/nvidia[0-9]+$ ]] || assigned=$((assigned + 1))
  done
  ((${#lines[@]} == assigned)) || drift "an answer for each of the $assigned assigned GPUs" "${#lines[@]}"
}
