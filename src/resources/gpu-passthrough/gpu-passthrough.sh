# Open while the configuration is rewritten: what Proxmox itself locks.
declare -g conf_fd=''

# The configuration passes the nodes of these GPUs and of no other, in one of the two ways.
passthrough_is_configured() { # <CTID> <GPUs> <mount|devices>
  local text differences=''
  plan_passthrough "$@" || return
  name_doubts "$1"
  if ! own_lines_are_wanted; then
    tell_line_difference differences
    new_conf text
    show_content_diff "/etc/pve/lxc/$1.conf" "$text"
  fi
  if ((${#device_arguments[@]} > 0)); then
    differences+="${differences:+; }devN properties that need ${device_arguments[*]}"
  fi
  [[ -z $differences ]] || drift "nodes of ${2:+GPU }${2:-no GPU} in /etc/pve/lxc/$1.conf" "$differences"
}

# What the configuration says, and what it is to say. Nothing is changed.
plan_passthrough() { # <CTID> <GPUs> <mount|devices>
  read_conf "$1" || return
  find_wanted_nodes "$2" || return
  find_wanted_lines "$3"
  find_own_lines
  plan_device_properties "$3"
}

# Properties for devices ask for a Proxmox that knows them, before anything is changed.
passthrough_is_possible() { # <CTID> <GPUs> <mount|devices>
  # A container that is not there is found by another precondition.
  [[ $3 == devices && -e /etc/pve/lxc/$1.conf ]] || return 0
  plan_passthrough "$@" || return
  ((${#device_arguments[@]} == 0)) || proxmox_knows_devices
}

# Our lines first, under the lock of Proxmox; then the properties, for which pct takes that lock itself.
configure_host_gpu_passthrough() { # <CTID> <GPUs> <mount|devices> <deadline of the lock in seconds>
  lock_conf "$1" "$4"
  demand_unlocked_container "$1"
  plan_passthrough "$1" "$2" "$3"
  if ! own_lines_are_wanted; then replace_conf "$1"; fi
  exec {conf_fd}>&-
  set_device_properties "$1"
  proxmox_reads_conf "$1"
}

lock_conf() { # <CTID> <deadline in seconds>
  local lock=/run/lock/lxc/pve-config-$1.lock
  mkdir --parents -- /run/lock/lxc
  exec {conf_fd}>>"$lock"
  run flock --timeout "$2" "$conf_fd" || {
    ((last_exit == 1)) || fail_step "cannot tell whether $lock is held"
    expected="nobody who holds $lock" found=$(holders_of "$lock")
    time_out conf_lock "the lock of the configuration of container $1" "$2"
  }
}

# One write and one rename: every write in the cluster file system goes to all nodes, and a reader meets the old file or
# the new one. Mode and owner are given there, and cannot be set.
replace_conf() { # <CTID>
  local directory fresh text written=''
  probe directory readlink --canonicalize-existing -- /etc/pve/lxc
  drop_stale_confs "$directory/$1.conf"
  fresh=$directory/$1.conf.tmp.$$
  new_conf text
  printf '%s' "$text" >"$run_directory/conf"
  run dd "if=$run_directory/conf" "of=$fresh" bs=1M status=none || discard_conf "$fresh"
  # Reading to the end of the file is what makes read answer 1.
  IFS= read -r -d '' written <"$fresh" || true
  [[ $written == "$text" ]] || discard_conf "$fresh"
  run mv --force --no-target-directory -- "$fresh" "$directory/$1.conf" || discard_conf "$fresh"
}

# What a killed run has left; while the lock is held, a process that is gone is the only one that may have.
drop_stale_confs() { # <configuration>
  local file
  for file in "$1".tmp.*; do
    if [[ -e $file && ! -e /proc/${file##*.} ]]; then rm --force -- "$file"; fi
  done
}

discard_conf() { # <new file>
  rm --force -- "$1" || true # said below
  fail_step 'the new configuration could not be written; the old one stands'
}

# Proxmox drops lines that it does not understand at its next change, with a warning only.
proxmox_reads_conf() { # <CTID>
  local listing='' line warnings=()
  probe listing pct config "$1" 2>"$run_directory/warnings"
  mapfile -t warnings <"$run_directory/warnings"
  for line in "${warnings[@]}"; do warn "pct config $1: $line"; done
  for line in "${wanted_lines[@]}"; do
    [[ $'\n'$listing$'\n' == *$'\n'"$line"$'\n'* ]] || {
      expected="$line from pct config $1" found=${warnings[*]:-nothing of it}
      fail_step 'Proxmox does not take the GPU lines'
    }
  done
}
