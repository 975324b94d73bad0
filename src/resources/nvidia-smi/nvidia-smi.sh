# The driver answers for its GPUs, and library, module and configuration speak of one version. It is asked only where
# module and nodes are there already: as root the question itself would load and make them.
driver_answers() { # <version>
  local answer loaded
  loaded_version loaded nvidia || return
  [[ $loaded == "$1" ]] || {
    drift "module nvidia $1 in the kernel" "${loaded:-not loaded}"
    return
  }
  [[ -c /dev/nvidiactl && -c /dev/nvidia0 ]] || {
    drift 'the nodes /dev/nvidiactl and /dev/nvidia0' 'not both'
    return
  }
  ask_driver answer || return
  versions_agree "$1" "$answer"
}
