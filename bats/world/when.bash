# When: runs. Each sets status, stdout, stderr, output and calls.
# shellcheck shell=bash

run_script() { # SCRIPT ARGUMENT…
  run_in_world "$(script_path "$1")" "${@:2}"
  [[ ! -e $WORLD/state/kill-at ]] || rm -- "$WORLD/state/kill-at"
  record_shown "$1"
  remember_words "$@"
}

# What the runs themselves reported: `ashlar test` demands every step and every wait of it.
record_shown() { # SCRIPT
  [[ -n ${ASHLAR_SHOWN:-} ]] || return 0
  sed -En -e "s#^failed +([a-z0-9_]+) +wait ([a-z0-9_]+): .*#$1 timeout \1/\2\n$1 failed \1#p; t" \
    -e "s#^(ok|would|changed|failed|skipped) +([a-z0-9_]+) .*#$1 \1 \2#p" <<<"$stderr" >>"$ASHLAR_SHOWN"
}

in_world() { run_in_world "$@"; } # COMMAND ARGUMENT…

script_path() { # SCRIPT
  case $1 in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$PHOENIX/bin/$1" ;; esac
}

trace_points() { # GLOB SCRIPT ARGUMENT…
  kill_at "$1" trace
  : >"$WORLD/state/trace"
  run_script "${@:2}"
  mapfile -t points <"$WORLD/state/trace"
  rm -f -- "$WORLD/state/trace"
  export points
}

reboot_host() { world_reboot "$WORLD"; }
