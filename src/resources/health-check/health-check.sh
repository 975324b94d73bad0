# How often the command has been tried since somebody waits for it.
declare -g health_tries=0

# As long as all tries may take, one after the other.
tell_health_deadline() { # <result variable> <tries> <seconds between two>
  printf -v "$1" '%s' "$((${2:-3} * ${3:-5}))"
}

# Whoever polls this looks next to without a pause, and the command may be anything.
container_is_healthy() { # <command> <seconds between two tries>
  local printed='' lines=() pause=${2:-5}
  ((health_tries == 0)) || sleep "$pause"
  health_tries=$((health_tries + 1))
  probe printed with_all_it_says timeout -k 5 "$pause" bash -c "$1" || true # the exit code is judged below
  last_command=$1
  if ((last_exit == 0)); then return 0; fi
  mapfile -t lines <<<"$printed"
  drift "exit code 0 of $1" "exit code $last_exit: ${lines[-1]:-it says nothing}"
}

with_all_it_says() { # <command> [argument…]
  "$@" 2>&1
}
