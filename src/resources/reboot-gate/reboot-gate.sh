# Nothing of this boot stands in the way: no device in the hands of a driver that is forbidden from the next boot on,
# and headers for the kernel that runs.
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
