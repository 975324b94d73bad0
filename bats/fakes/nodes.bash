# Device nodes of the driver. Needs fake.bash and modules.bash.
# shellcheck shell=bash
readonly LIBRARIES=/usr/lib/x86_64-linux-gnu

# Makes a node, or mends one of another type, number or mode.
node() { # <path> <pool name> <major> <minor>
  if in_lab; then own_node "$1" "$3" "$4"; else pooled_node "$1" "$2"; fi || return
  chmod 0666 "$1"
}

own_node() { # <path> <major> <minor>
  local numbers
  printf -v numbers '%x %x' "$2" "$3"
  if [[ -c $1 && $(stat --format='%t %T' "$1") == "$numbers" ]]; then return; fi
  rm -f "$1" && mknod "$1" c "$2" "$3"
}

# The sandbox may not make nodes, so there they are links to a pool that the world prepared.
pooled_node() { # <path> <pool name>
  [[ -c /dev/.pool/$2 ]] || return
  if [[ $1 -ef /dev/.pool/$2 ]]; then return; fi
  rm -f "$1" && ln "/dev/.pool/$2" "$1"
}

nvidia_node() { # <minor>
  case $1 in
    255) node /dev/nvidiactl nvidiactl 195 255 ;;
    254) node /dev/nvidia-modeset nvidia-modeset 195 254 ;;
    *) node "/dev/nvidia$1" "nvidia$1" 195 "$1" ;;
  esac
}

# The -c of nvidia-modprobe is the base minor here: anything but 0 gives wrong nodes.
uvm_nodes() { # <base minor>
  local major
  major=$(uvm_major)
  node /dev/nvidia-uvm "nvidia-uvm.$1" "$major" "$1"
  node /dev/nvidia-uvm-tools "nvidia-uvm.$(($1 + 1))" "$major" "$(($1 + 1))"
}

# The version of the user space: what the library files are called.
library_version() {
  local file version=''
  for file in "$LIBRARIES"/libnvidia-ml.so.+([0-9]).+([0-9.]); do version=${file##*.so.}; done
  printf '%s\n' "$version"
}
