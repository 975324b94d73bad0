# The nodes that a container is to have, as "path major:minor"; empty where no GPU is assigned.
declare -ga wanted_nodes=()

# The nodes of these GPUs, of the driver's control and of its memory manager, with the numbers of this boot.
find_wanted_nodes() { # <GPUs>
  local index major uvm=/dev/nvidia-uvm indices=()
  wanted_nodes=()
  read -r -a indices <<<"$1"
  ((${#indices[@]} > 0)) || return 0
  character_major major nvidia-uvm || return
  for index in "${indices[@]}"; do wanted_nodes+=("/dev/nvidia$index 195:$index"); done
  wanted_nodes+=('/dev/nvidiactl 195:255' "$uvm $major:0" "${uvm}-tools $major:1")
}

# The number under which the kernel knows a driver's nodes; some change with every boot, and names resemble each other.
character_major() { # <result variable> <name>
  local number name seen=''
  while read -r number name _; do
    [[ $number != Block ]] || break
    seen+=$number # a blank line stands before the block devices
    [[ $name == "$2" ]] || continue
    printf -v "$1" '%s' "$number"
    return 0
  done </proc/devices
  [[ -n $seen ]] || {
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
  # One that has come since all were looked at is looked at by itself.
  [[ -v file_facts[$1] || -v file_facts[nothing] ]] || observe_file "$1"
  [[ ! -v file_facts[$1] ]] || read -r _ _ _ numbers _ <<<"${file_facts[$1]}"
  [[ $numbers =~ ^[0-9]+:[0-9]+$ ]] || {
    cannot_tell "the numbers of $1" "${numbers:-nothing}"
    return
  }
  [[ $numbers == "$2" ]] || drift "character device $1 ($2)" "$numbers"
}

# Whether a node may be opened where this runs. That no driver answers behind it (ENXIO) is another matter.
node_opens() { # <path>
  local said descriptor
  # The braces let bash's own words about the redirection be kept; the descriptor is gone with the subshell.
  said=$({ exec {descriptor}<"$1"; } 2>&1) && return
  said=${said##*: }
  case $said in
    'No such device or address') return 0 ;;
    'Operation not permitted' | 'Permission denied') drift "$1 may be opened" "refused: $said" ;;
    *) cannot_tell "whether $1 may be opened" "${said:-nothing}" ;;
  esac
}
