# A driver runs every CUDA release of its time or older. Below the release's own minimum, but not below the floor of its
# major version, most programs still run.
driver_is_new_enough() { # <driver version> <CUDA release>
  local floor='' minimum=''
  find_cuda_floor floor "$2" || return
  version_at_least "$1" "$floor" || {
    advice="take a driver from $floor on, or an older CUDA release"
    drift "a driver from $floor on, which CUDA ${2%%.*} needs" "$1"
    return
  }
  find_cuda_minimum minimum "$2"
  if [[ -z $minimum ]]; then
    warn "no minimum driver is known for CUDA $2; $1 is above the floor of CUDA ${2%%.*}, $floor"
  elif ! version_at_least "$1" "$minimum"; then
    warn "driver $1 is older than $minimum, which CUDA $2 was made for: new features and PTX may not work"
  fi
}

find_cuda_floor() { # <result variable> <CUDA release>
  case $2 in
    11.*) printf -v "$1" 450.80.02 ;;
    12.*) printf -v "$1" 525.60.13 ;;
    13.*) printf -v "$1" 580.65.06 ;;
    *) drift 'a CUDA release from 11 to 13' "$2" ;;
  esac
}

# For the last update of each release, which is what apt installs.
find_cuda_minimum() { # <result variable> <CUDA release>
  case $2 in
    11.8) printf -v "$1" 520.61.05 ;;
    12.0) printf -v "$1" 525.85.12 ;;
    12.1) printf -v "$1" 530.30.02 ;;
    12.2) printf -v "$1" 535.104.05 ;;
    12.3) printf -v "$1" 545.23.08 ;;
    12.4) printf -v "$1" 550.54.15 ;;
    12.5) printf -v "$1" 555.42.06 ;;
    12.6) printf -v "$1" 560.35.05 ;;
    12.8) printf -v "$1" 570.124.06 ;;
    12.9) printf -v "$1" 575.57.08 ;;
    13.0) printf -v "$1" 580.95.05 ;;
    13.1) printf -v "$1" 590.48.01 ;;
    13.2) printf -v "$1" 595.58.03 ;;
    13.3) printf -v "$1" 610.43.02 ;;
    *) ;;
  esac
}
