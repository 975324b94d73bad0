# The user space of an NVIDIA driver, as its `.run` leaves it.
readonly driver_libraries=/usr/lib/x86_64-linux-gnu
# Stands here, with the version in it, from the moment an installer starts until it has succeeded. One path for all
# versions: the next run may be told to install another one.
readonly unfinished_driver=/var/lib/phoenix_hypervisor/unfinished-driver
# What a driver with its kernel module brings to run.
readonly driver_commands=(/usr/bin/nvidia-smi /usr/bin/nvidia-modprobe)
# Each run of the installer writes it anew.
readonly installer_log=/var/log/nvidia-installer.log
# A directory of our own, so that the next run can remove the gigabytes that an installer unpacked before it was killed.
readonly unpack_directory=/var/lib/phoenix_hypervisor/unpack

# Files of this version, of no other, and of the kind of kernel module that the configuration names, if it names one.
driver_is_complete() { # <version> <open|proprietary|''>
  driver_files_are "$1" "${driver_commands[@]}" || return
  [[ -z $2 ]] || module_type_is "$1" "$2"
}

# The libraries and commands of this version are there, of no other, and the installer that put them there succeeded.
driver_files_are() { # <version> <command…>
  local file versions recorded='' unfinished
  [[ ! -e $unfinished_driver ]] || {
    read_word unfinished "$unfinished_driver"
    drift 'an installation that came to its end' "one of ${unfinished:-a driver} that did not ($unfinished_driver)"
    return
  }
  find_library_versions versions
  [[ $versions == "$1" ]] || {
    drift "driver $1 and no other in $driver_libraries" "${versions:-none}"
    return
  }
  for file in "$driver_libraries/libcuda.so.$1" "${@:2}"; do
    [[ -s $file ]] || {
      drift "$file of driver $1" 'nothing'
      return
    }
  done
  installer_recorded recorded
  [[ $recorded == "$1" ]] || drift "driver $1 from its .run (/var/lib/nvidia/log)" "${recorded:-no record of one}"
}

# By the names of the files: `580.76.05`, and another one behind a blank where there is one.
find_library_versions() { # <result variable>
  local library releases=()
  for library in "$driver_libraries"/libnvidia-ml.so.[0-9]*.*; do
    [[ ! -e $library ]] || releases+=("${library##*.so.}")
  done
  printf -v "$1" '%s' "${releases[*]}"
}

# NVIDIA has two kernel modules. While the module is loaded the kernel says which of them it is: of the flags in
# `taint` P stands for a proprietary licence. Before that modinfo reads the licence from the file.
module_type_is() { # <version> <open|proprietary>
  local loaded mark type=''
  read_word loaded /sys/module/nvidia/version
  if [[ $loaded == "$1" ]]; then
    read_word mark /sys/module/nvidia/taint
    case $mark in
      *[!A-Z]* | '') ;;
      *P*) type=proprietary ;;
      *) type=open ;;
    esac
  else
    type_on_disk type
  fi
  [[ -n $type ]] || {
    cannot_tell 'whether the kernel module is the open or the proprietary one' "${mark:-nothing}"
    return
  }
  [[ $type == "$2" ]] || drift "the $2 kernel module" "$type"
}

# By its licence; `none` where there is no module for the running kernel, and nothing where that cannot be told.
type_on_disk() { # <result variable>
  local licence='' kind=''
  probe licence modinfo --field=license nvidia || true # the exit code is judged with the answer
  case $last_exit:$licence in
    0:NVIDIA) kind=proprietary ;;
    '0:Dual MIT/GPL') kind=open ;;
    1:) kind=none ;;
    *) ;;
  esac
  printf -v "$1" '%s' "$kind"
}

# The version that an installer put down last: its record begins with a line like `1.0-58007605 (580.76.05)`.
installer_recorded() { # <result variable>
  local in_parentheses=''
  if [[ -r /var/lib/nvidia/log ]]; then read -r _ in_parentheses _ </var/lib/nvidia/log || true; fi
  in_parentheses=${in_parentheses#'('}
  printf -v "$1" '%s' "${in_parentheses%')'}"
}

# Unpacked the .run has four times its size, and the installed files add to that.
has_room_for_driver() { # <size of the .run in bytes>
  has_room /var/lib "$((6 * $1))" 'unpacking the .run' || return
  has_room /usr "$((3 * $1))" 'the files of the driver'
}

# What is going to run has the sha256 of the configuration. A file that has not is fetched anew by the step that keeps it.
check_installer() { # <installer> <sha256> <what to do when it has another>
  local digest
  digest_of digest "$1"
  [[ $digest != "$2" ]] || return 0
  rm --force -- "$1.verified"
  expected="sha256 $2" found="sha256 $digest" advice=$3
  fail_step "$1 is not the file it was when it was fetched"
}

# A run that is killed in here leaves its mark: the files of the driver may then be half old, half new.
run_installer() { # <version> <installer> <option…>
  mkdir --parents -- "${unfinished_driver%/*}"
  replace_file "$unfinished_driver" 0644 "$1"$'\n'
  rm --recursive --force -- "$installer_log" "$unpack_directory"
  mkdir --mode=0700 -- "$unpack_directory"
  last_log=$installer_log
  TMPDIR=$unpack_directory run sh "$2" "${@:3}"
}

# The mark goes last, after what was there for the installation alone.
end_installation() { # <path…>
  rm --recursive --force -- "$@" "$unfinished_driver"
}

# A container has the modules of its host's kernel: no step in there can change them.
host_module_is() { # <version>
  local loaded
  loaded_version loaded nvidia || return
  [[ $loaded == "$1" ]] || {
    advice='run the script that installs the driver on the host, then this one again'
    cannot_tell "module nvidia $1 in the kernel of the host" "${loaded:-none}"
  }
}
