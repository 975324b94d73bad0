# Kernels that need headers and modules: the running one and, where it is another, the one that boots next.
declare -ga kernels_in_use=()

# The kernel that runs. A file of its own, so that nothing has to be asked.
running_kernel() { # <result variable>
  local running_release
  read_word running_release /proc/sys/kernel/osrelease
  [[ $running_release =~ ^[0-9]+\.[0-9]+[A-Za-z0-9.+~-]*$ ]] || {
    cannot_tell 'the release of the running kernel' "${running_release:-nothing}"
    return
  }
  printf -v "$1" '%s' "$running_release"
}

# The kernel that boots next: the pinned one, else the newest that is installed, as proxmox-boot-tool has it.
next_boot_kernel() { # <result variable>
  local image release newest=''
  pinned_kernel newest
  if [[ -z $newest ]]; then
    for image in /boot/vmlinuz-*; do
      release=${image#/boot/vmlinuz-}
      if [[ -e $image ]] && ! version_at_least "${newest:-0}" "$release"; then newest=$release; fi
    done
  fi
  [[ -n $newest ]] || {
    cannot_tell 'the kernel that boots next' 'no vmlinuz in /boot'
    return
  }
  printf -v "$1" '%s' "$newest"
}

# `proxmox-boot-tool kernel pin` writes these; the pin for one boot comes before the lasting one.
pinned_kernel() { # <result variable>
  local pin pinned_release
  for pin in /etc/kernel/next-boot-pin /etc/kernel/proxmox-boot-pin; do
    read_word pinned_release "$pin"
    [[ -n $pinned_release && -e /boot/vmlinuz-$pinned_release ]] || continue
    printf -v "$1" '%s' "$pinned_release"
    break
  done
}

find_kernels_in_use() {
  local running next
  running_kernel running || return
  next_boot_kernel next || return
  kernels_in_use=("$running")
  [[ $running == "$next" ]] || kernels_in_use+=("$next")
}
