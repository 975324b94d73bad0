# Open while a configuration is rewritten: what Proxmox itself locks.
declare -g conf_fd=''

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
replace_conf() { # <CTID> <text>
  local directory fresh written=''
  probe directory readlink --canonicalize-existing -- /etc/pve/lxc
  drop_stale_confs "$directory/$1.conf"
  fresh=$directory/$1.conf.tmp.$$
  printf '%s' "$2" >"$run_directory/conf"
  run dd "if=$run_directory/conf" "of=$fresh" bs=1M status=none || discard_conf "$fresh"
  # Reading to the end of the file is what makes read answer 1.
  IFS= read -r -d '' written <"$fresh" || true
  [[ $written == "$2" ]] || discard_conf "$fresh"
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
proxmox_reads_conf() { # <CTID> <line…>
  local listing='' line warnings=()
  probe listing pct config "$1" 2>"$run_directory/warnings"
  mapfile -t warnings <"$run_directory/warnings"
  for line in "${warnings[@]}"; do warn "pct config $1: $line"; done
  for line in "${@:2}"; do
    [[ $'\n'$listing$'\n' == *$'\n'"$line"$'\n'* ]] || {
      expected="$line from pct config $1" found=${warnings[*]:-nothing of it}
      fail_step 'Proxmox does not take these lines'
    }
  done
}
