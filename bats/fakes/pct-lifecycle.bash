# pct start, stop, shutdown and reboot. proxmox.md §1.1. Needs guests.bash and pct-conf.bash.
# shellcheck shell=bash
# /world/guests/<id>.stubborn: ignores a shutdown. <id>.ha: managed by HA, still runs for that many `status` calls.

# A guest under HA is only asked; it obeys later.
request_ha() { # <stop|start> <id>
  [[ -f /world/guests/$2.ha ]] || return
  printf 'Requesting HA %s for CT %s\n' "$1" "$2"
  : >"/world/guests/$2.ha-$1"
}

shutdown() { # <id> [option]...
  local id=$1 force='' words
  shift
  words=" $* "
  if [[ $words == *' --forceStop '* || $words == *' --forceStop=1 '* ]]; then force=yes; fi
  if request_ha stop "$id"; then return; fi
  running_or_die "CT $id" "$id"
  if [[ -e /world/guests/$id.stubborn && -z $force ]]; then task_failed 'container did not stop'; fi
  stop_guest "$id"
}

stop() { # <id> [option]...
  if request_ha stop "$1"; then return; fi
  running_or_die "CT $1" "$1"
  stop_guest "$1"
}

running_or_die() { # <name> <id>
  [[ $(guest_state "$2") == running ]] || task_failed "$1 not running"
}

start() { # <id> [option]...
  if request_ha start "$1"; then return; fi
  if [[ $(guest_state "$1") == running ]]; then die 255 "CT $1 already running"; fi
  if [[ $(head_value "$1" template) == 1 ]]; then die 255 "you can't start a CT if it's a template"; fi
  bring_up "$1"
}

# Stops hard after its time-out, so a stubborn guest is no matter.
reboot() { # <id> [option]...
  running_or_die "VM $1" "$1"
  stop_guest "$1"
  bring_up "$1"
}

bring_up() { # <id>
  local node
  if [[ -e /world/no-quorum ]]; then die 255 'cluster not ready - no quorum?'; fi
  apply_pending "$1"
  # Before pve-container 5.0.7 a devN is a line without effect. §3.1
  if [[ ! -e /world/pct-old ]]; then
    for node in $(passed_devices "$1"); do refuse_missing "$node"; done
  fi
  if [[ -e /world/guests/$1.broken ]]; then task_failed "startup for container '$1' failed"; fi
  start_guest "$1" || task_failed "startup for container '$1' failed"
}

refuse_missing() { # <node>
  if [[ ! -e $1 ]]; then task_failed "Device $1 does not exist"; fi
  if [[ ! -c $1 && ! -b $1 ]]; then task_failed "$1 is not a device"; fi
}
