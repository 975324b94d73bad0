# Device nodes of the driver. The sandbox may not make nodes, so they are links to a pool that the world prepared.
# shellcheck shell=bash
readonly LIBRARIES=/usr/lib/x86_64-linux-gnu

# Makes a node, or mends one of another type, number or mode.
node() { # <path> <pool name>
  [[ -c /dev/.pool/$2 ]] || return
  if ! [[ $1 -ef /dev/.pool/$2 ]]; then
    rm -f "$1"
    ln "/dev/.pool/$2" "$1"
  fi
  chmod 0666 "$1"
}

nvidia_node() { # <minor>
  case $1 in
    255) node /dev/nvidiactl nvidiactl ;;
    254) node /dev/nvidia-modeset nvidia-modeset ;;
    *) node "/dev/nvidia$1" "nvidia$1" ;;
  esac
}

# The -c of nvidia-modprobe is the base minor here: anything but 0 gives wrong nodes.
uvm_nodes() { # <base minor>
  node /dev/nvidia-uvm "nvidia-uvm.$1"
  node /dev/nvidia-uvm-tools "nvidia-uvm.$(($1 + 1))"
}

# The version of the user space: what the library files are called.
library_version() {
  local file version=''
  for file in "$LIBRARIES"/libnvidia-ml.so.+([0-9]).+([0-9.]); do version=${file##*.so.}; done
  printf '%s\n' "$version"
}
