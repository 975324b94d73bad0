# What is there of a driver that was not installed from a .run beside packages: builds of dkms, and files.
declare -ga foreign_builds=() foreign_files=()
# Other packages that apt would remove with those, and files that belong to such packages.
declare -ga dependent_packages=() owned_files=()

foreign_driver_is_gone() { # <version>
  packages_are_known || return
  find_foreign_packages
  find_foreign_builds "$1"
  find_foreign_files "$1"
  ((${#foreign_packages[@]} + ${#foreign_builds[@]} + ${#foreign_files[@]} == 0)) || describe_foreign_driver
}

# The wanted version and the one that an older .run registered are left out: the installer replaces them itself.
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

# Libraries of another version than the wanted one and that of an older .run, which programs would take for the driver's;
# and the mark of the distribution's packages, with which the installer refuses to work.
find_foreign_files() { # <version>
  local file recorded release
  foreign_files=()
  installer_recorded recorded
  for file in "$driver_libraries"/lib{nvidia-,cuda,nvcuvid,nvoptix,*_nvidia}*.so.[0-9]*.*; do
    release=${file##*.so.}
    # Versions of drivers have three digits before the first dot, those of the container and CUDA toolkits have not.
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
  # A driver has dozens of libraries: they are named by their version, once.
  for file in "${foreign_files[@]}"; do
    file=${file/#*\/lib*.so./$driver_libraries/lib*.so.}
    [[ $list == *"$file"* ]] || list+="$file; "
  done
  drift 'no driver that was not installed from the .run' "${list%; }"
}

# Before anything is changed: dpkg is asked whom the files belong to, apt what would go, and the operator whether it may.
purge_is_agreed() { # <version> <consent>
  local answer=0 all
  foreign_driver_is_gone "$1" || answer=$?
  ((answer == 1)) || return "$answer"
  all=$found
  files_are_removable || return
  driver_packages_are_whole || return
  purge_is_harmless || return
  all+=${dependent_packages[*]:+; and what depends on them: ${dependent_packages[*]}}
  if [[ $2 == true || ${flags[purge]} == yes ]]; then
    warn "will be removed: $all"
    return 0
  fi
  advice='run with --purge, or set nvidia_driver.purge_existing to true' last_command=''
  drift 'consent to remove all of this' "$all"
}

# A file of a package goes with its package or not at all.
files_are_removable() {
  find_owned_files || return
  ((${#owned_files[@]} > 0)) || return 0
  advice='decide what becomes of these packages; their files are not removed by this script' last_command=''
  drift 'no libraries of other drivers in packages that are to stay' "${owned_files[*]}"
}

# dpkg-query has a line for each file: `package, other:amd64: /file`, or that it found none.
find_owned_files() {
  local listing line name names=() answers=0
  owned_files=()
  ((${#foreign_files[@]} > 0)) || return 0
  probe listing search_files "${foreign_files[@]}" || true # 1 also when only one of them belongs to nobody
  while IFS= read -r line; do
    [[ $line != 'dpkg-query: no path found matching pattern /'* ]] || answers=$((answers + 1))
    [[ $line =~ ^([a-z0-9][a-z0-9.+:,\ -]*):\ (/.*)$ && $line != 'diversion by '* ]] || continue
    answers=$((answers + 1))
    IFS=', ' read -ra names <<<"${BASH_REMATCH[1]}"
    for name in "${names[@]%%:*}"; do
      [[ " ${foreign_packages[*]} " == *" $name "* ]] || owned_files+=("${BASH_REMATCH[2]} of $name")
    done
  done <<<"$listing"
  ((last_exit <= 1 && answers >= ${#foreign_files[@]})) \
    || cannot_tell 'from dpkg-query --search whom files belong to' "exit code $last_exit, ${listing:-nothing}"
}

# What dpkg-query has not found stands on stderr.
search_files() { # <file…>
  dpkg-query --search -- "$@" 2>&1
}

# dpkg refuses to remove what was cut off while it was unpacked; half of the driver would be gone by then.
driver_packages_are_whole() {
  local name cut_off=()
  for name in "${foreign_packages[@]}"; do
    if package_is_cut_off "$name"; then cut_off+=("$name"); fi
  done
  ((${#cut_off[@]} == 0)) || {
    advice="apt-get install --reinstall ${cut_off[*]}; where no archive has it, dpkg --purge --force-remove-reinstreq"
    advice+=" --force-depends ${cut_off[*]} and apt-get --fix-broken install; then run again" last_command=''
    drift 'packages of a driver that can be removed' "dpkg died while it unpacked ${cut_off[*]}, or is still at it"
  }
}

# Other packages may depend on those that go, and some of them the host must not lose.
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
    advice='these depend on packages of the driver: resolve that by hand' last_command=''
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

# What a host or its containers cannot do without.
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
    unpack_cut_off_packages "$2"
    apt_get "$2" purge -- "${foreign_packages[@]}"
  fi
  # Most of these went with their packages.
  find_foreign_builds "$1"
  for build in "${foreign_builds[@]}"; do run dkms remove -m "${build%/*}" -v "${build#*/}" --all; done
  find_foreign_files "$1"
  foreign_packages=()
  files_are_removable || fail_step 'some files are not removed' 4
  for file in "${foreign_files[@]}"; do run rm --force -- "$file"; done
}
