# Headers of a kernel are a package named after it; Proxmox called it pve-headers before 2023.
has_headers() { # <kernel>
  package_is_installed "proxmox-headers-$1" || package_is_installed "pve-headers-$1"
}

# The running kernel has no headers and another one boots next: nothing can be built before that boot.
headers_await_boot() {
  local running next
  packages_are_known || return
  running_kernel running || return
  next_boot_kernel next || return
  [[ $running != "$next" ]] && ! has_headers "$running"
}
