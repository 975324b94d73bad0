# What the kernel says of itself in small files, read without a process.

# Addresses of the PCI devices that find_pci_devices or find_free_pci_devices has found last.
declare -ga pci_addresses=()

# The first word of a file, or nothing where there is no such file.
read_word() { # <result variable> <file>
  local first_word=''
  if [[ -r $2 ]]; then read -r first_word _ <"$2" || true; fi # a last line without its end is a line all the same
  printf -v "$1" '%s' "$first_word"
}

# A class is named by how it begins: 0x0300 are all VGA controllers, 0x0302 all 3D ones.
find_pci_devices() { # <vendor> <class…>
  local device vendor class wanted
  pci_addresses=()
  for device in /sys/bus/pci/devices/*; do
    read_word vendor "$device/vendor"
    read_word class "$device/class"
    [[ $vendor =~ ^0x[0-9a-f]{4}$ && $class =~ ^0x[0-9a-f]{6}$ ]] || {
      cannot_tell "vendor and class of the PCI device in $device" "'$vendor' and '$class'"
      return
    }
    [[ $vendor == "$1" ]] || continue
    for wanted in "${@:2}"; do
      [[ $class != "$wanted"* ]] || pci_addresses+=("${device##*/}")
    done
  done
}

# The same without devices that are bound to a driver which keeps them for others, such as vfio-pci.
find_free_pci_devices() { # <vendor> <driver> <class…>
  local address free=()
  find_pci_devices "$1" "${@:3}" || return
  for address in "${pci_addresses[@]}"; do
    is_bound "$address" "$2" || free+=("$address")
  done
  pci_addresses=("${free[@]}")
}

is_bound() { # <PCI address> <driver>
  [[ -e /sys/bus/pci/drivers/$2/$1 ]]
}

# A module in the kernel: its version, or nothing when it is not loaded. Fails when it is and does not say which.
loaded_version() { # <result variable> <module>
  local in_kernel
  read_word in_kernel "/sys/module/$2/version"
  printf -v "$1" '%s' "$in_kernel"
  [[ -d /sys/module/$2 ]] || return 0
  [[ $in_kernel =~ ^[0-9]{3}(\.[0-9]+){1,2}$ ]] \
    || cannot_tell "the version of the loaded module $2" "${in_kernel:-nothing}"
}
