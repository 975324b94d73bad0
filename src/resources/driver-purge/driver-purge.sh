# What is there of a driver that no .run brought: packages, builds of dkms, files that belong to nobody any more.
declare -ga foreign_packages=() foreign_builds=() foreign_files=()
# Packages of others that apt would take along.
declare -ga dependent_packages=()

foreign_driver_is_gone() { # <version>
  packages_are_known || return
  find_foreign_packages
  find_foreign_builds "$1"
  find_foreign_files "$1"
  ((${#foreign_packages[@]} + ${#foreign_builds[@]} + ${#foreign_files[@]} == 0)) || describe_foreign_driver
}

# Packages that are removed but have left their configuration count too: it still steers modprobe.
find_foreign_packages() {
  local status name
  foreign_packages=()
  while read -r status name _; do
    [[ $name == *@(nvidia|cuda|nvcuvid|nvoptix)* && $status != ?n* ]] || continue
    if is_driver_package "$name"; then foreign_packages+=("$name"); fi
  done <<<"$installed_packages"
}

# The wanted version and the one that an older .run registered are the installer's own business.
find_foreign_builds() { # <version>
  local build recorded
  foreign_builds=()
  installer_recorded recorded
  for build in /var/lib/dkms/nvidia{,-current,-open,-srv}/[0-9]*; do
    build=${build#/var/lib/dkms/}
    [[ -d /var/lib/dkms/$build && $build != "nvidia/$1" && $build != "nvidia/$recorded" ]] || continue
    foreign_builds+=("$build")
  done
}

# Libraries of a third version would be taken for the driver's; the mark of a package manager stops the installer.
find_foreign_files() { # <version>
  local file recorded release
  foreign_files=()
  installer_recorded recorded
  for file in "$driver_libraries"/lib{nvidia-,cuda,nvcuvid,nvoptix,*_nvidia}*.so.[0-9]*.*; do
    release=${file##*.so.}
    # Three digits before the first dot: what belongs to containers or to the toolkit counts otherwise.
    [[ -e $file && $release =~ ^[0-9]{3}(\.[0-9]+){1,2}$ ]] || continue
    [[ $release == "$1" || $release == "$recorded" ]] || foreign_files+=("$file")
  done
  file=/usr/lib/nvidia/alternate-install-present
  [[ ! -e $file ]] || foreign_files+=("$file")
}

describe_foreign_driver() {
  local file list=''
  [[ -z ${foreign_packages[*]} ]] || list+="packages ${foreign_packages[*]}; "
  [[ -z ${foreign_builds[*]} ]] || list+="builds of dkms ${foreign_builds[*]}; "
  # A driver has dozens of libraries; their version says it all.
  for file in "${foreign_files[@]}"; do
    file=${file/#*\/lib*.so./$driver_libraries/lib*.so.}
    [[ $list == *"$file"* ]] || list+="$file; "
  done
  drift 'no driver of another origin' "${list%; }"
}

# Before anything is changed: apt is asked what would go, and the operator whether it may.
purge_is_agreed() { # <version> <consent>
  local answer=0
  foreign_driver_is_gone "$1" || answer=$?
  ((answer == 1)) || return "$answer"
  purge_is_harmless || return
  [[ $2 != true && ${flags[purge]} != yes ]] || return 0
  advice='run with --purge, or set nvidia_driver.purge_existing to true' last_command=''
  found+=${dependent_packages[*]:+; and what depends on them: ${dependent_packages[*]}}
  drift 'consent to remove all of this' "$found"
}

# Other packages may hang on those that go. Some of them nobody can want to lose.
purge_is_harmless() {
  local listing name going=0 lost=()
  ((${#foreign_packages[@]} > 0)) || return 0
  ask_apt listing apt-get --simulate purge -- "${foreign_packages[@]}" || true # an answer without them is none
  find_dependent_packages going "$listing"
  ((last_exit == 0 && going >= ${#foreign_packages[@]})) || {
    cannot_tell 'from apt-get --simulate purge what would go' "${listing:-nothing}"
    return
  }
  for name in "${dependent_packages[@]}"; do
    if is_indispensable "$name"; then lost+=("$name"); fi
  done
  ((${#lost[@]} == 0)) || {
    advice='these depend on packages of the driver: part them by hand' last_command=''
    drift 'a purge that leaves what the host needs' "it would take ${lost[*]} along"
  }
}

# Each package that apt would remove stands on a line of its own, `Purg NAME [version]`.
find_dependent_packages() { # <result: how many would go> <what apt said>
  local word name number=0
  dependent_packages=()
  while read -r word name _; do
    [[ $word == Purg || $word == Remv ]] || continue
    number=$((number + 1))
    [[ " ${foreign_packages[*]} " == *" $name "* ]] || dependent_packages+=("$name")
  done <<<"$2"
  printf -v "$1" '%s' "$number"
}

# What a host or its containers cannot do without, whatever depends on it.
is_indispensable() { # <package>
  case $1 in
    proxmox-* | pve-* | qemu-server | lxc* | libpve-* | corosync* | ceph*) return 0 ;;
    systemd* | linux-image-* | linux-headers-* | grub-* | zfs* | lvm2 | ifupdown2 | openssh-server) return 0 ;;
    apt | dpkg | bash | libc6 | *container* | firmware-* | cuda-keyring | cuda-toolkit*) return 0 ;;
    *) return 1 ;;
  esac
}

purge_foreign_driver() { # <version> <seconds to wait for a lock>
  local build file
  find_foreign_packages
  if ((${#foreign_packages[@]} > 0)); then
    purge_is_harmless || fail_step 'apt would take more than the driver' 4
    apt_get "$2" purge -- "${foreign_packages[@]}"
  fi
  # Most of these went with their packages.
  find_foreign_builds "$1"
  for build in "${foreign_builds[@]}"; do run dkms remove -m "${build%/*}" -v "${build#*/}" --all; done
  find_foreign_files "$1"
  for file in "${foreign_files[@]}"; do run rm --force -- "$file"; done
}
