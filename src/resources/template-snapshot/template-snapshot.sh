# The snapshot is there, made from what is declared now. One made from something else is named and kept, unless the
# operator wants it anew: containers may have been cloned from it, and whoever rolls back to it expects it.
snapshot_is_taken() { # <CTID> <name> <digest>
  read_conf "$1" || return
  find_snapshot "$2"
  if [[ $snapshot_is_there == no ]]; then
    drift "snapshot $2 of container $1" 'none'
  elif [[ -n $snapshot_state ]]; then
    advise_on_unfinished_snapshot "$1" "$2"
    cannot_tell "whether snapshot $2 of container $1 is whole" "snapstate: $snapshot_state"
  elif [[ $snapshot_digest != "$3" ]]; then
    judge_stale_snapshot "$1" "$2"
  fi
}

judge_stale_snapshot() { # <CTID> <name>
  if run_refreshes_snapshot "$1"; then
    drift "snapshot $2 of container $1 made from what is declared now" "${snapshot_digest:-a description without digest}"
  else
    say note "$step: snapshot $2 of container $1 is stale: it was made from something else than what is declared now;\
 --refresh $1 takes it anew"
  fi
}

advise_on_unfinished_snapshot() { # <CTID> <name>
  advice="wait until the task has ended that works on it; only where none is left: pct unlock $1 if the container is"
  advice+=" still locked, then pct delsnapshot $1 $2 --force 1, then run again"
}

# Every disk must be on a storage that has snapshots, and a directory of the host as mount point is none.
snapshot_is_possible() { # <CTID> <name> <storage> <mount points>
  local storage=$3 mount_point
  conf_settings=() conf_lines=() conf_head=0
  [[ ! -e /etc/pve/lxc/$1.conf ]] || read_settings "$1" || return
  find_snapshot "$2"
  [[ $snapshot_is_there == no ]] || ! run_refreshes_snapshot "$1" || snapshot_is_there=no
  if [[ $snapshot_is_there == yes ]]; then return 0; fi
  [[ -z ${conf_settings[rootfs]:-} ]] || storage=${conf_settings[rootfs]%%:*}
  if [[ -n $storage ]]; then storage_has_snapshots "$storage" || return; fi
  find_bind_mount mount_point "$4"
  [[ -z $mount_point ]] || {
    advice="declare no template_snapshot_name for $1, or pass the directory with a raw line lxc.mount.entry"
    drift "container $1 without mount points that are no volumes, as snapshots demand" "$mount_point"
  }
}

# The first mount point that the container has or is to have and that is no volume of a storage; or nothing.
find_bind_mount() { # <result variable> <declared mount points>
  local key value=$2
  for key in "${!conf_settings[@]}"; do
    [[ $key != mp[0-9]* || ${conf_settings[$key]} != /* ]] || value=${conf_settings[$key]}
  done
  printf -v "$1" '%s' "${value%%$'\t'*}"
}

# All of the container has been verified by now.
take_snapshot() { # <CTID> <name> <digest>
  demand_unlocked_container "$1"
  find_snapshot "$2"
  [[ $snapshot_is_there == no ]] || run pct delsnapshot "$1" "$2"
  run pct snapshot "$1" "$2" --description "phoenix:sha256=$3"
}
