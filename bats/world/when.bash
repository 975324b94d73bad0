# When: runs. Each sets status, stdout, stderr, output and calls.
# shellcheck shell=bash

run_script() { # SCRIPT ARGUMENT…
  run_in_world "$(script_path "$1")" "${@:2}"
  rm -f -- "$WORLD/state/kill-at"
  record_shown "$1"
}

# What the runs themselves reported: `ashlar test` demands every step and every wait of it.
record_shown() { # SCRIPT
  [[ -n ${ASHLAR_SHOWN:-} ]] || return 0
  sed -En "s#^(ok|would|changed|failed|skipped) +([a-z0-9_]+) .*#$1 \1 \2#p; \
    s#^failed +([a-z0-9_]+) +wait ([a-z0-9_]+): .*#$1 timeout \1/\2#p" <<<"$stderr" >>"$ASHLAR_SHOWN"
}

in_world() { run_in_world "$@"; } # COMMAND ARGUMENT…

script_path() { # SCRIPT
  case $1 in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$PHOENIX/bin/$1" ;; esac
}

run_twice_at_once() { two_runs at-once "$@"; }       # SCRIPT ARGUMENT…
run_after_a_killed_run() { two_runs killed-first "$@"; } # SCRIPT ARGUMENT…

two_runs() { # at-once|killed-first SCRIPT ARGUMENT…
  run_in_world /usr/local/lib/ashlar-fakes/two-runs "$1" "$(script_path "$2")" "${@:3}"
  first_status=$(<"$WORLD/state/first.status")
  first_stderr=$(<"$WORLD/state/first.stderr")
  export first_status first_stderr
}

trace_points() { # REGEX SCRIPT ARGUMENT…
  kill_at "$1" trace
  : >"$WORLD/state/trace"
  run_script "${@:2}"
  mapfile -t points <"$WORLD/state/trace"
  rm -f -- "$WORLD/state/trace"
  export points
}

reboot_host() { world_reboot "$WORLD"; }
