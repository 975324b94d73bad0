# Every node of the assigned GPUs stands in the container with the numbers that it has on the host, and may be opened.
wait_for_nvidia_device() {
  local node
  for node in "${wanted_nodes[@]}"; do node_is_present "${node% *}" "${node#* }" || return; done
  nodes_have_numbers || return
  for node in "${wanted_nodes[@]}"; do
    advice='the device rules of the container do not allow it: a restart makes new rules count'
    node_opens "${node% *}" || return
    advice=''
  done
}

# An `optional` mount leaves an empty file where the host had no node when the container started. It stays one.
node_is_present() { # <path> <major:minor>
  local kind='something else'
  [[ ! -c $1 ]] || return 0
  [[ -e $1 || -L $1 ]] || {
    drift "character device $1 ($2)" 'no such file'
    return
  }
  [[ ! -f $1 ]] || kind='a regular file'
  [[ ! -d $1 ]] || kind='a directory'
  advice="restart the container: it was started when its host had no $1"
  cannot_tell "character device $1 ($2)" "$kind in its place"
}

# The number of nvidia-uvm changes with the boots of the host: a node with another one is of no use to anybody.
nodes_have_numbers() {
  local listing='' lines=() index
  probe listing stat --printf='%Hr:%Lr\n' -- "${wanted_nodes[@]% *}" || listing=''
  mapfile -t lines <<<"$listing"
  ((${#lines[@]} == ${#wanted_nodes[@]})) || {
    cannot_tell "the numbers of ${wanted_nodes[*]% *}" "${listing:-nothing}"
    return
  }
  last_command=''
  for index in "${!lines[@]}"; do
    [[ ${lines[index]} == "${wanted_nodes[index]#* }" ]] || {
      advice='restart the container: it has the node of an earlier boot of its host'
      cannot_tell "character device ${wanted_nodes[index]% *} (${wanted_nodes[index]#* })" "${lines[index]}"
      return
    }
  done
}
