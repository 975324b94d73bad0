# Kernels whose headers are wanted, and the packages that are to bring what is missing.
declare -ga header_kernels=() header_packages=() headers_unobtainable=()

# Headers of the running kernel, of the one that boots next, and the package that brings those of all to come.
headers_are_installed() {
  local kernel missing=()
  packages_are_known || return
  find_header_kernels || return
  for kernel in "${header_kernels[@]}"; do
    has_headers "$kernel" || missing+=("of $kernel")
  done
  follows_headers || missing+=('of kernels to come')
  ((${#missing[@]} == 0)) \
    || drift "headers of ${header_kernels[*]} and of kernels to come" "missing: ${missing[*]}"
}

find_header_kernels() {
  local running next
  running_kernel running || return
  next_boot_kernel next || return
  header_kernels=("$running")
  [[ $running == "$next" ]] || header_kernels+=("$next")
}

follows_headers() {
  package_is_installed proxmox-default-headers || package_is_installed pve-headers
}

# After an installation: old headers may be gone from the archive. While a newer kernel waits, the boot that starts it is
# what is missing, and the reboot gate asks for it.
headers_suffice() {
  local answer=0
  headers_are_installed || answer=$?
  ((answer == 1)) || return "$answer"
  headers_await_boot || return
  [[ $found == "missing: of ${header_kernels[0]}" ]] || return 1
  warn "there are no headers of the running kernel ${header_kernels[0]}: the next kernel has to be booted"
}

# Before the first change: room for what is missing, as far as apt knows it already.
headers_fit() {
  packages_are_known || return
  find_header_kernels || return
  # Sources that apt refuses to read are another step's matter, which comes first.
  choose_header_packages || return "$((last_exit == 100 ? 0 : 2))"
  ((${#header_packages[@]} > 0)) || return 0
  advice='make room, or clear the archives: apt-get clean'
  packages_fit "${header_packages[@]}"
}

# What exists is installed in one transaction.
install_headers() { # <seconds to wait for a lock>
  choose_header_packages
  if ((${#headers_unobtainable[@]} > 0)); then
    apt_update "$1"
    choose_header_packages
  fi
  ((${#header_packages[@]} == 0)) || install_packages "$1" "${header_packages[@]}"
}

# Proxmox renamed these packages: of the two names the one is taken that apt has.
choose_header_packages() {
  local policy='' name wanted=() known=()
  header_packages=() headers_unobtainable=()
  for name in "${header_kernels[@]}"; do
    has_headers "$name" || wanted+=("proxmox-headers-$name")
  done
  follows_headers || wanted+=(proxmox-default-headers)
  ((${#wanted[@]} > 0)) || return 0
  for name in "${wanted[@]}"; do known+=("$name" "$(former_name "$name")"); done
  if ! ask_apt policy apt-cache policy dpkg "${known[@]}" || [[ $policy != dpkg:* ]]; then
    cannot_tell 'which headers apt has' "exit code $last_exit, ${policy:0:60}"
    return
  fi
  for name in "${wanted[@]}"; do choose_header_package "$name" "$policy"; done
}

former_name() { # <name>
  case $1 in
    proxmox-default-headers) printf 'pve-headers' ;;
    *) printf '%s' "pve-${1#proxmox-}" ;;
  esac
}

choose_header_package() { # <name> <what apt-cache policy said>
  local name former
  former=$(former_name "$1")
  for name in "$1" "$former"; do
    if has_candidate "$name" "$2"; then
      header_packages+=("$name")
      return
    fi
  done
  headers_unobtainable+=("$1")
}
