# When: runs. Each sets status, stdout, stderr, output and calls.
# shellcheck shell=bash

run_script() { # SCRIPT ARGUMENT…
  run_in_world "$(script_path "$1")" "${@:2}"
  rm -f -- "$WORLD/state/kill-at"
}

in_world() { run_in_world "$@"; } # COMMAND ARGUMENT…

script_path() { # SCRIPT
  case $1 in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$PHOENIX/bin/$1" ;; esac
}

# Two overlays cannot share one upper layer, so both runs are in one sandbox.
run_twice_at_once() { # SCRIPT ARGUMENT…
  # shellcheck disable=SC2016
  run_in_world bash -c '"$@" 2>/world/second.stderr >/dev/null & second=$!; code=0; "$@" || code=$?
    second_code=0; wait "$second" || second_code=$?; echo "$second_code" >/world/second.status; exit "$code"' \
    - "$(script_path "$1")" "${@:2}"
  second_status=$(<"$WORLD/state/second.status")
  second_stderr=$(<"$WORLD/state/second.stderr")
  export second_status second_stderr
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
