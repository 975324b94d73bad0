# Written anew by each run of the installer.
readonly installer_log=/var/log/nvidia-installer.log
# A place of our own: what an installer that was killed unpacked, gigabytes, goes with the next run.
readonly unpack_directory=/var/tmp/phoenix_hypervisor
# Kernels that need the module: the running one, and the one that boots next.
declare -ga driver_kernels=()

# User space and, for the running and the next kernel, the module: all of this version.
driver_is_installed() { # <version> <installer>
  local kernel
  driver_files_are "$1" "$2" || return
  find_driver_kernels || return
  for kernel in "${driver_kernels[@]}"; do
    module_is_built "$1" "$kernel" || {
      drift "module nvidia $1 built by dkms for kernel $kernel" 'none'
      return
    }
  done
}

find_driver_kernels() {
  local running next
  running_kernel running || return
  next_boot_kernel next || return
  driver_kernels=("$running")
  [[ $running == "$next" ]] || driver_kernels+=("$next")
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

# After a change, what the module itself says counts too.
driver_is_proven() { # <version> <installer>
  local kernel on_disk
  driver_is_installed "$@" || return
  for kernel in "${driver_kernels[@]}"; do
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
driver_can_be_installed() { # <version> <installer> <module type>
  local size=${download_size[$2]:-0}
  if driver_files_are "$1" "$2"; then return 0; fi
  # What is going to run is hashed whole before anything is removed for it.
  flags["verify-cache"]=yes
  [[ -z $3 ]] || version_at_least "$1" 555.42.02 || {
    advice='leave kernel_module_type out of the configuration'
    drift "kernel_module_type $3 with a driver that offers a choice (555.42.02 or newer)" "driver $1"
    return
  }
  [[ ! -v file_facts[$2] ]] || read -r _ _ size _ <<<"${file_facts[$2]}"
  has_room_for_driver "$size"
}

# The .run unpacks to four times its size and its files come on top of that.
has_room_for_driver() { # <size of the .run in bytes>
  has_room /var/tmp "$((6 * $1))" 'unpacking the .run' || return
  has_room /usr "$((3 * $1))" 'the files of the driver'
}

# Only the installer replaces files; a module that a new kernel lacks is dkms's own work.
install_driver() { # <version> <installer> <sha256> <module type>
  local kernel
  driver_files_are "$1" "$2" || run_installer "$@"
  find_driver_kernels
  for kernel in "${driver_kernels[@]}"; do
    module_is_built "$1" "$kernel" || build_module "$1" "$kernel"
  done
}

# The mark says that the files of the driver may be half old, half new; a run that was killed leaves it.
run_installer() { # <version> <installer> <sha256> <module type>
  local options=()
  check_installer "$2" "$3"
  installer_options options "$1" "$4"
  : >"$2.unfinished"
  rm --recursive --force -- "$installer_log" "$unpack_directory"
  mkdir --mode=0700 -- "$unpack_directory"
  last_log=$installer_log
  TMPDIR=$unpack_directory run sh "$2" "${options[@]}"
  rm --recursive --force -- "$unpack_directory" "$2.unfinished"
}

# The bytes that run are the bytes that the configuration names.
check_installer() { # <installer> <sha256>
  local digest
  digest_of digest "$1"
  [[ $digest != "$2" ]] || return 0
  rm --force -- "$1.verified"
  expected="sha256 $2" found="sha256 $digest" advice='run the same command again: the file is then fetched anew'
  fail_step "$1 is not the file it was when it was fetched"
}

# An option that its branch does not know makes the installer refuse everything, and it takes no `--`.
installer_options() { # <result array> <version> <module type>
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

# dkms takes for installed what it once installed, whatever became of the file, so that comes away first.
build_module() { # <version> <kernel>
  [[ ! -e /var/lib/dkms/nvidia/$1/$2 ]] || run dkms remove -m nvidia -v "$1" -k "$2"
  last_log=/var/lib/dkms/nvidia/$1/build/make.log
  run dkms install -m nvidia -v "$1" -k "$2"
}
