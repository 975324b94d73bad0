# The last command that was to change something, for the message when it fails.
declare -g last_command='' last_output='' last_exit=0 ticker=''

# Runs a command that changes something: no stdin, its words kept for the log and for the failure message.
run() { # <command> [argument…]
  last_command=$* last_output=$run_directory/output last_exit=0
  log "run: $last_command"
  start_ticker
  if [[ $verbosity == verbose ]]; then
    "$@" </dev/null 2>&1 | tee -- "$last_output" >&2 || last_exit=${PIPESTATUS[0]}
  else
    "$@" </dev/null >"$last_output" 2>&1 || last_exit=$?
  fi
  stop_ticker
  log_output
  return "$last_exit"
}

# Runs a command that only looks, and keeps what it prints. Its stderr stays on ours, so that nothing is lost.
probe() { # <result variable> <command> [argument…]
  local -n probed=$1
  shift
  last_command=$* last_output='' last_exit=0
  probed=$("$@" </dev/null) || last_exit=$?
  return "$last_exit"
}

log_output() {
  local line
  while IFS= read -r line || [[ -n $line ]]; do log "  $line"; done <"$last_output"
}

# A long step shows that it lives, on a terminal only. The ticker ends by itself when this run is killed, and
# does not hold the lock.
start_ticker() {
  [[ -t 2 && $verbosity == normal ]] || return 0
  tick "$$" {lock_fd}>&- &
  ticker=$!
}

tick() { # <pid of the run>
  local seconds=0
  while sleep 1 && [[ -d /proc/$1 ]]; do
    seconds=$((seconds + 1))
    printf '\r%-8s %s %ds\e[K' '...' "$step" "$seconds" >&2
  done
}

stop_ticker() {
  [[ -n $ticker ]] || return 0
  kill "$ticker" 2>/dev/null || true # it may have ended by itself
  wait "$ticker" 2>/dev/null || true # its exit code is our kill
  ticker=''
  printf '\r\e[K' >&2
}
