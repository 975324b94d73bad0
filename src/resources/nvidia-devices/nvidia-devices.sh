# There is a node for every GPU, for the driver's control and for its memory manager, with the numbers of this boot.
device_nodes_are_there() { # <vendor> <driver that keeps devices> <class…>
  local index major uvm=/dev/nvidia-uvm
  find_free_pci_devices "$@" || return
  character_major major nvidia-uvm || return
  for index in "${!pci_addresses[@]}"; do
    node_is "/dev/nvidia$index" "195:$index" || return
  done
  node_is /dev/nvidiactl 195:255 || return
  node_is "$uvm" "$major:0" || return
  node_is "${uvm}-tools" "$major:1"
}

# nvidia-modprobe makes one kind of node a call and ends with 0 even when it made none, so the nodes are waited for.
make_device_nodes() { # <deadline in seconds> <vendor> <driver that keeps devices> <class…>
  local index minors=() answer began=$SECONDS
  find_free_pci_devices "${@:2}"
  for index in "${!pci_addresses[@]}"; do minors+=(-c "$index"); done
  run nvidia-modprobe "${minors[@]}" -c 255
  run nvidia-modprobe -u -c 0
  while true; do
    observe
    answer=0 last_command=''
    device_nodes_are_there "${@:2}" || answer=$?
    ((answer != 0)) || return 0
    ((answer == 1)) || fail_step 'waiting is no use: the nodes cannot be looked at'
    ((SECONDS - began < $1)) || time_out device_nodes "$expected" "$1"
    sleep 0.2
  done
}
