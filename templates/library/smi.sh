# The answers of nvidia-smi, on the host as in a container.

# The version that the driver of each GPU has, one line a GPU.
ask_driver() { # <result variable>
  local said=''
  # A GPU that has fallen off the bus can keep it waiting for ever.
  probe said timeout --kill-after=5 60 nvidia-smi --query-gpu=driver_version --format=csv,noheader || {
    explain_no_answer "$last_exit" "$said"
    return
  }
  printf -v "$1" '%s' "$said"
}

# One line a GPU. What comes with exit code 0 and is no version is not an answer.
versions_agree() { # <version> <answer>
  local line lines=()
  mapfile -t lines <<<"$2"
  for line in "${lines[@]}"; do
    [[ $line =~ ^[0-9]{3}(\.[0-9]+){1,2}$ ]] || {
      cannot_tell 'a version from nvidia-smi for each GPU' "${line:-nothing}"
      return
    }
    [[ $line == "$1" ]] || {
      drift "driver $1 from nvidia-smi" "$line"
      return
    }
  done
}

# nvidia-smi prints its errors on stdout; its exit code tells which one it is.
explain_no_answer() { # <exit code> <what it printed>
  local text=${2%%$'\n'*}
  case $1 in
    6) advice='a node /dev/nvidia0… is missing, or the GPU is not there for this driver: dmesg tells' ;;
    9) advice='the module is not loaded, or /dev/nvidiactl is missing' ;;
    12) advice='libnvidia-ml.so.1 is not found: ldconfig, then run again' ;;
    15) advice='the GPU does not answer on the bus: the host must be switched off and on' ;;
    17) advice='something forbids access to the nodes' ;;
    124)
      cannot_tell 'an answer of nvidia-smi' 'none within 60 s'
      return
      ;;
    18) advice='library and loaded module are of different versions: reboot, then run again' ;;
    *)
      cannot_tell 'an answer of nvidia-smi' "exit code $1: ${text:-nothing}"
      return
      ;;
  esac
  drift 'an answer of nvidia-smi' "exit code $1: ${text:-nothing}"
}
