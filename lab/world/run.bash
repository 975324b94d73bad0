# How anything gets into the lab.
# shellcheck shell=bash

# Plain access for given and then: on the host.
inside() { attach "$@"; } # COMMAND ARGUMENT…

# Without pct, which would record it.
in_container() { # CTID COMMAND ARGUMENT…
  inside lxc-attach --name "$1" --clear-env --set-var HOME=/root \
    --set-var PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin -- "${@:2}"
}

# The command of a scenario, with a limit on its time that counts in there, where what it started is ended too.
run_in_world() { # COMMAND ARGUMENT…
  local calls_before requests_before
  calls_before=$(count_calls)
  requests_before=$(count_lines "$WORLD/state/requests")
  [[ ! -s $WORLD/state/kill-at ]] || set -- env BASH_ENV=/usr/local/lib/ashlar-fakes/kill-at.bash "$@"
  status=0
  inside timeout --kill-after=1 "${WORLD_TIMEOUT:-120}" "$@" >"$WORLD/out/stdout" 2>"$WORLD/out/stderr" </dev/null \
    || status=$?
  collect "$calls_before"
  requests=''
  [[ ! -e $WORLD/state/requests ]] || requests=$(tail -n "+$((requests_before + 1))" "$WORLD/state/requests")
  export requests
}

count_lines() { # FILE
  if [[ -e $1 ]]; then wc -l <"$1"; else printf '0\n'; fi
}

# A run that ends with the host going down; returns when the host is up again. What it said last may be lost.
run_to_its_reboot() { # SCRIPT ARGUMENT…
  local before
  before=$(host_init)
  run_script "$@"
  await_reboot "$before"
}

# ── in the middle of a run ──

# As soon as CONDITION holds, STRIKE happens; both are functions. It fails where the run ends first.
run_and() { # CONDITION STRIKE SCRIPT ARGUMENT…
  local striker
  rm -f -- "$WORLD/out/over"
  asked_before=$(count_lines "$WORLD/state/requests")
  strike_when "$1" "$2" &
  striker=$!
  run_script "${@:3}"
  : >"$WORLD/out/over"
  wait "$striker" || fails 'in the middle of the run' "$1" 'it never was so'
}

strike_when() { # CONDITION STRIKE
  until "$1"; do
    [[ ! -e $WORLD/out/over ]] || return 1
    sleep 0.1
  done
  "$2"
}

# A condition: the run has asked the mirror for this.
asks_for() { # REGEX
  [[ -e $WORLD/state/requests ]] && tail -n "+$((asked_before + 1))" "$WORLD/state/requests" | grep -Eq -- "$1"
}
