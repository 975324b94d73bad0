# pct start, stop, shutdown and reboot. proxmox.md §1.1. Needs guests.bash and pct-conf.bash.
# shellcheck shell=bash
# /world/guests/<id>.stubborn: ignores a shutdown. <id>.ha: managed by HA, still runs for that many `status` calls.

# A guest under HA is only asked; it obeys later.
request_ha() { # <stop|start> <id>
  [[ -f /world/guests/$2.ha ]] || return
  printf 'Requesting HA %s for CT %s\n' "$1" "$2"
  : >"/world/guests/$2.ha-$1"
}

# Before there is a task, and so before any lock.
running_or_die() { # <name> <id>
  [[ $(guest_state "$2") == running ]] || die 255 "$1 not running"
}

shutdown() { # <id> [option]...
  local id=$1 words=" $* "
  running_or_die "CT $id" "$id"
  if request_ha stop "$id"; then return; fi
  lock_conf "$id" task
  load_conf "$id"
  refuse_locked
  if [[ -e /world/guests/$id.stubborn && $words != *@( --forceStop | --forceStop=1 )* ]]; then die 255 'container did not stop'; fi
  stop_guest "$id"
}

stop() { # <id> [option]...
  running_or_die "CT $1" "$1"
  if request_ha stop "$1"; then return; fi
  lock_conf "$1" task
  load_conf "$1"
  refuse_locked
  stop_guest "$1"
}

start() { # <id> [option]...
  if [[ $(guest_state "$1") == running ]]; then die 255 "CT $1 already running"; fi
  if [[ -e /world/no-quorum ]]; then die 255 'cluster not ready - no quorum?'; fi
  if request_ha start "$1"; then return; fi
  lock_conf "$1" task
  load_conf "$1"
  if [[ ${values[current/template]:-} == 1 ]]; then die 255 "you can't start a CT if it's a template"; fi
  refuse_locked
  bring_up "$1"
}

# Stops hard after its time-out, so a stubborn guest is no matter; nor is a lock in the conf.
reboot() { # <id> [option]...
  running_or_die "VM $1" "$1"
  lock_conf "$1" task
  stop_guest "$1"
  load_conf "$1"
  bring_up "$1"
}

bring_up() { # <id>
  apply_pending "$1"
  check_devices
  if [[ -e /world/guests/$1.broken ]] || ! start_guest "$1"; then die 255 "startup for container '$1' failed"; fi
}
