# It runs, and with the settings that its configuration has now.
container_runs_as_set() { # <CTID>
  container_is_running "$1" || return
  if container_is_stale "$1"; then
    drift "container $1 started with its configuration" 'started before the configuration was changed'
    return
  fi
  read_conf "$1" || return
  ! container_has_pending "$1" || drift "container $1 started with its settings" 'settings that wait for a restart'
}

# Somebody else may have started it by now: then pct would fail.
start_container() { # <CTID> <deadline in seconds>
  local state=''
  demand_unlocked_container "$1"
  read_guest_state state "$1"
  [[ $state == running ]] || start_guest "$1" "$2"
}

# With what its configuration says now. In whatever state a killed run has left it.
start_container_anew() { # <CTID> <deadline in seconds>
  local state=''
  demand_unlocked_container "$1"
  read_guest_state state "$1"
  if [[ $state == running ]]; then
    # It could be stopped without, and not be started again.
    cluster_has_quorum || fail_step "container $1 cannot be restarted now" 4
    warn "container $1 is restarted (expected: $expected; found: $found)"
    stop_guest "$1" "$2"
  fi
  start_guest "$1" "$2"
  rm --force -- "$stale_mark$1"
}

read_guest_state() { # <result variable> <CTID>
  local answer
  probe answer pct status "$2"
  [[ $answer == 'status: '@(running|stopped) ]] \
    || fail_step "cannot tell whether container $2 runs: ${answer:-pct status says nothing}"
  printf -v "$1" '%s' "${answer#status: }"
}
