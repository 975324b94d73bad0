# The user space of an NVIDIA driver, as its `.run` leaves it.
readonly driver_libraries=/usr/lib/x86_64-linux-gnu

# This version is there, alone, by a run of the installer that came to its end.
driver_files_are() { # <version> <installer>
  local file versions=() recorded=''
  [[ ! -e $2.unfinished ]] || {
    drift 'an installation that came to its end' "one that did not ($2.unfinished)"
    return
  }
  for file in "$driver_libraries"/libnvidia-ml.so.[0-9]*.*; do
    [[ ! -e $file ]] || versions+=("${file##*.so.}")
  done
  [[ ${versions[*]} == "$1" ]] || {
    drift "driver $1 and no other in $driver_libraries" "${versions[*]:-none}"
    return
  }
  for file in "$driver_libraries/libcuda.so.$1" /usr/bin/nvidia-smi /usr/bin/nvidia-modprobe; do
    [[ -s $file ]] || {
      drift "$file of driver $1" 'nothing'
      return
    }
  done
  installer_recorded recorded
  [[ $recorded == "$1" ]] || drift "driver $1 from its .run (/var/lib/nvidia/log)" "${recorded:-no record of one}"
}

# The version that an installer put down last: `1.0-58007605 (580.76.05)` is how its record begins.
installer_recorded() { # <result variable>
  local in_parentheses=''
  if [[ -r /var/lib/nvidia/log ]]; then read -r _ in_parentheses _ </var/lib/nvidia/log || true; fi
  in_parentheses=${in_parentheses#'('}
  printf -v "$1" '%s' "${in_parentheses%')'}"
}
