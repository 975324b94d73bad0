# At least one device of these classes is on the bus, and not in the hands of a driver that keeps it for others.
pci_device_is_free() { # <vendor> <driver that keeps devices> <class…>
  local address occupied=() free=()
  find_pci_devices "$1" "${@:3}" || return
  for address in "${pci_addresses[@]}"; do
    if is_bound "$address" "$2"; then occupied+=("$address"); else free+=("$address"); fi
  done
  if ((${#free[@]} > 0)); then
    ((${#occupied[@]} == 0)) || warn "left alone, because $2 holds it: ${occupied[*]}"
    return 0
  fi
  ((${#occupied[@]} > 0)) || {
    drift "a PCI device of vendor $1 and class ${*:3}" 'none'
    return
  }
  advice="take it from the virtual machine that has it, so that $2 lets it go"
  drift "a device that $2 does not hold" "$2 holds ${occupied[*]}"
}
