# A unit that makes the node of every GPU before the guests start. Its text depends on how many there are.
boot_nodes_are_made() { # <unit> <vendor> <driver that keeps devices> <class…>
  local text
  find_free_pci_devices "${@:2}" || return
  boot_nodes_unit text "${#pci_addresses[@]}"
  unit_is "$1" "$text" multi-user.target
}

install_boot_nodes() { # <unit> <vendor> <driver that keeps devices> <class…>
  local text
  find_free_pci_devices "${@:2}"
  boot_nodes_unit text "${#pci_addresses[@]}"
  install_unit "$1" "$text" multi-user.target
}

# The kernel modules make no nodes, and a container that names one that is missing does not start.
boot_nodes_unit() { # <result variable> <number of GPUs>
  local index minors=''
  for ((index = 0; index < $2; index++)); do minors+=" -c $index"; done
  printf -v "$1" '%s\n' \
    '[Unit]' \
    'Description=NVIDIA device nodes, before containers need them' \
    'After=systemd-modules-load.service' \
    'Before=pve-guests.service' \
    '' \
    '[Service]' \
    'Type=oneshot' \
    'RemainAfterExit=yes' \
    "ExecStart=/usr/bin/nvidia-modprobe$minors -c 255" \
    'ExecStart=/usr/bin/nvidia-modprobe -u -c 0' \
    '' \
    '[Install]' \
    'WantedBy=multi-user.target'
}
