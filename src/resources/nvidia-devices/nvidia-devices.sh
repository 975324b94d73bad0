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

# The number under which the kernel knows a driver's nodes; some change with every boot, and names resemble each other.
character_major() { # <result variable> <name>
  local number name last=''
  while read -r number name _; do
    [[ $number != Block ]] || break
    last=$number
    [[ $name == "$2" ]] || continue
    printf -v "$1" '%s' "$number"
    return 0
  done </proc/devices
  [[ -n $last ]] || {
    cannot_tell 'the character devices in /proc/devices' 'nothing'
    return
  }
  drift "$2 among the character devices of the kernel" 'no such driver'
}

# A directory or an empty file of that name, as a bind mount leaves it, is no node.
node_is() { # <path> <major:minor>
  local numbers=''
  [[ -c $1 ]] || {
    drift "character device $1 ($2)" 'none'
    return
  }
  [[ ! -v file_facts[$1] ]] || read -r _ _ _ numbers _ <<<"${file_facts[$1]}"
  [[ $numbers =~ ^[0-9]+:[0-9]+$ ]] || {
    cannot_tell "the numbers of $1" "${numbers:-nothing}"
    return
  }
  [[ $numbers == "$2" ]] || drift "character device $1 ($2)" "$numbers"
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
