# User space and, for the running and the next kernel, the module: all of this version, the module of this type.
driver_is_installed() { # <version> <open|proprietary|''>
  local kernel
  driver_files_are "$1" "${driver_commands[@]}" || return
  find_kernels_in_use || return
  for kernel in "${kernels_in_use[@]}"; do
    module_is_built "$1" "$kernel" || {
      drift "module nvidia $1 built by dkms for kernel $kernel" 'none'
      return
    }
  done
  driver_is_complete "$1" "$2"
}

# dkms keeps a link to the version it installed for a kernel; the file is where modprobe finds it.
module_is_built() { # <version> <kernel>
  local file
  [[ /var/lib/dkms/nvidia/kernel-$2-x86_64 -ef /var/lib/dkms/nvidia/$1/$2/x86_64 ]] || return
  for file in "/lib/modules/$2/updates/dkms/nvidia.ko"*; do
    [[ ! -s $file ]] || return 0
  done
  return 1
}

# After a change modinfo is asked too: the files of the modules must be of this version.
driver_is_proven() { # <version> <open|proprietary|''>
  local kernel on_disk
  driver_is_installed "$@" || return
  for kernel in "${kernels_in_use[@]}"; do
    probe on_disk modinfo --set-version="$kernel" --field=version nvidia || on_disk="exit code $last_exit"
    [[ $on_disk =~ ^[0-9]{3}(\.[0-9]+){1,2}$ ]] || {
      cannot_tell "the version of the module for kernel $kernel" "${on_disk:-nothing}"
      return
    }
    [[ $on_disk == "$1" ]] || {
      drift "module nvidia $1 for kernel $kernel" "$on_disk"
      return
    }
  done
}

# What the installer would only find out when the old driver is gone. The step that fetches the .run knows its size.
driver_can_be_installed() { # <version> <installer> <open|proprietary|''>
  local size=${download_size[$2]:-0} answer=0
  driver_is_complete "$1" "$3" || answer=$?
  ((answer == 1)) || return "$answer"
  # A damaged .run is to be noticed, and fetched anew, before the old driver is removed.
  hash_anew[$2]=yes
  [[ -z $3 ]] || version_at_least "$1" 555.42.02 || {
    advice='leave kernel_module_type out of the configuration'
    drift "kernel_module_type $3 with a driver that offers a choice (555.42.02 or newer)" "driver $1"
    return
  }
  [[ ! -v file_facts[$2] ]] || read -r _ _ size _ <<<"${file_facts[$2]}"
  has_room_for_driver "$size"
}

# The installer runs where files or the type of the module are wrong; a module that only one kernel lacks dkms builds.
install_driver() { # <version> <installer> <sha256> <open|proprietary|''>
  local kernel answer=0
  driver_is_complete "$1" "$4" || answer=$?
  case $answer in
    0) ;;
    1) install_from_runfile "$@" ;;
    *) fail_step 'cannot tell whether the installer has to run' ;;
  esac
  find_kernels_in_use
  for kernel in "${kernels_in_use[@]}"; do
    module_is_built "$1" "$kernel" || build_module "$1" "$kernel"
  done
}

install_from_runfile() { # <version> <installer> <sha256> <open|proprietary|''>
  local options=()
  check_installer "$2" "$3" 'run the same command again: the file is then fetched anew'
  installer_options options "$1" "$4"
  run_installer "$1" "$2" "${options[@]}"
  end_installation "$unpack_directory"
}

# The installer refuses an option that its release does not know, and ignores all that follows `--`.
installer_options() { # <result array> <version> <open|proprietary|''>
  local -n chosen=$1
  chosen=(
    --silent
    --no-x-check
    --no-nouveau-check
    --dkms
    --tmpdir "$unpack_directory"
  )
  # The initramfs is a step of its own.
  ! version_at_least "$2" 545.23.06 || chosen+=(--no-rebuild-initramfs)
  [[ -z $3 ]] || chosen+=("--kernel-module-type=$3")
}

# dkms does not notice that a module it has installed is gone from the disk: its own record of it has to go first.
build_module() { # <version> <kernel>
  [[ ! -e /var/lib/dkms/nvidia/$1/$2 ]] || run dkms remove -m nvidia -v "$1" -k "$2"
  last_log=/var/lib/dkms/nvidia/$1/build/make.log
  run dkms install -m nvidia -v "$1" -k "$2"
}
