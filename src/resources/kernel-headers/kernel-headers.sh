# Packages that are to bring the missing headers, and those that apt does not have.
declare -ga header_packages=() headers_unobtainable=()

# Headers of the running kernel, of the one that boots next, and the package that brings those of all to come.
headers_are_installed() {
  local kernel missing=()
  packages_are_known || return
  find_kernels_in_use || return
  for kernel in "${kernels_in_use[@]}"; do
    has_headers "$kernel" || missing+=("of $kernel")
  done
  follows_headers || missing+=('of kernels to come')
  ((${#missing[@]} == 0)) \
    || drift "headers of ${kernels_in_use[*]} and of kernels to come" "missing: ${missing[*]}"
}

follows_headers() {
  package_is_installed proxmox-default-headers || package_is_installed pve-headers
}

# The headers are installed; or those of the running kernel are gone from the archive while another kernel waits. Then
# nothing more can be installed: the boot of that kernel is what is missing, and the reboot gate asks for it.
headers_suffice() {
  local answer=0
  headers_are_installed || answer=$?
  ((answer == 1)) || return "$answer"
  [[ $found == "missing: of ${kernels_in_use[0]}" ]] || return 1
  headers_await_boot || return
  choose_header_packages || return
  ((${#header_packages[@]} == 0)) || return 1
  warn "there are no headers of the running kernel ${kernels_in_use[0]}: the next kernel has to be booted"
}

# Before the first change: what is missing can be installed, as far as apt knows it already.
headers_are_installable() {
  packages_are_known || return
  find_kernels_in_use || return
  # Sources that apt refuses to read are another step's matter, which comes first.
  choose_header_packages || return "$((last_exit == 100 ? 0 : 2))"
  ((${#header_packages[@]} > 0)) || return 0
  as_far_as_apt_knows transaction_is_possible "${header_packages[@]}"
}

# What exists is installed in one transaction.
install_headers() { # <seconds to wait for a lock>
  choose_header_packages
  if ((${#headers_unobtainable[@]} > 0)); then
    apt_update "$1"
    choose_header_packages
  fi
  ((${#header_packages[@]} == 0)) || install_checked "$1" transaction_is_possible "${header_packages[@]}"
}

# Proxmox renamed these packages: of the two names the one is taken that apt has.
choose_header_packages() {
  local policy='' name wanted=() known=()
  header_packages=() headers_unobtainable=()
  for name in "${kernels_in_use[@]}"; do
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
