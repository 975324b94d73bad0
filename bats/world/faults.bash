# Given: what misbehaves, and when the script dies.
# shellcheck shell=bash

given_fault() { # COMMAND 'N|* ACTION [REGEX]'…
  given_recorded "$1"
  printf '%s\n' "${@:2}" >>"$WORLD/state/fault/$1"
}

# A fake records by itself; a real command needs the wrapper before it in PATH.
given_recorded() { # COMMAND…
  local command
  mkdir -p "$WORLD/upper/usr/local/sbin"
  for command; do
    is_fake "$command" || ln -sfn /usr/local/lib/ashlar-fakes/wrapper "$WORLD/upper/usr/local/sbin/$command"
  done
}

is_fake() { # COMMAND
  case $1 in preinst | postinst | prerm | nvcc | pct-task | *.run) return 0 ;; *) [[ -e $BATS_WORLD/fakes/$1 ]] ;; esac
}

no_more_faults() {
  rm -rf -- "$WORLD/state/fault" "$WORLD/state/kill-at"
  mkdir "$WORLD/state/fault"
}

kill_at() { # GLOB [script|all|pct] [N|each]
  : >"$WORLD/state/kill-places"
  printf '%s %s %s\n' "${2:-script}" "${3:-1}" "$1" >"$WORLD/state/kill-at"
}
