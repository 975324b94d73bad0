# The driver can be installed in the boot that runs: no GPU is bound to one of these drivers, which only the next boot
# keeps away, and the running kernel has headers.
boot_is_right() { # <vendor> <drivers, blank separated> <class…>
  local address driver held='' drivers=() answer=0
  read -ra drivers <<<"$2"
  find_pci_devices "$1" "${@:3}" || return
  for address in "${pci_addresses[@]}"; do
    for driver in "${drivers[@]}"; do
      if is_bound "$address" "$driver"; then held+=", $driver holds $address"; fi
    done
  done
  [[ -z $held ]] || {
    drift "no device held by ${drivers[*]}" "${held#, }"
    return
  }
  headers_await_boot || answer=$?
  case $answer in
    0) drift 'headers of the running kernel' 'none; they are there for the kernel that boots next' ;;
    1) return 0 ;;
    *) return "$answer" ;;
  esac
}

reboot_to_go_on() {
  request_reboot "$found"
}
