# The last command that was to change something, for the message when it fails.
declare -g last_command='' last_output='' last_exit=0 ticker=''
# A file that grows while a command runs, and the size it is to get.
declare -g growing_file='' growing_to=''

# Runs a command that changes something: no stdin, its words kept for the log and for the failure message.
run() { # <command> [argument…]
  last_command=$* last_output=$run_directory/output last_exit=0
  log "run: $last_command"
  [[ -d $run_directory ]] || mkdir --mode=0700 -- "$run_directory"
  start_ticker
  if [[ $verbosity == verbose ]]; then
    run_verbosely "$@" || last_exit=$?
  else
    "$@" </dev/null >"$last_output" 2>&1 || last_exit=$?
  fi
  stop_ticker
  log_output
  return "$last_exit"
}

# The operator reads along; tee is waited for, so that the kept output is whole.
run_verbosely() { # <command> [argument…]
  local code=0 copy
  coproc tee -- "$last_output" >&2
  copy=${COPROC[1]}
  "$@" </dev/null >&"$copy" 2>&1 || code=$?
  exec {copy}>&-
  wait
  return "$code"
}

# Runs a command that only looks, and keeps what it prints. Its stderr stays on ours, so that nothing is lost.
# Its own names are unlike any a caller would give to the result: bash would take the nearer one.
probe() { # <result variable> <command> [argument…]
  local probe_result=$1 probe_printed=''
  shift
  last_command=$* last_output='' last_exit=0
  probe_printed=$("$@" </dev/null) || last_exit=$?
  printf -v "$probe_result" '%s' "$probe_printed"
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
  local seconds=0 progress
  while sleep 1 && [[ -d /proc/$1 ]]; do
    seconds=$((seconds + 1))
    progress=$(show_growth)
    printf '\r%-8s %s %ds%s\e[K' '...' "$step" "$seconds" "$progress" >&2
  done
}

# How much of a download is there, and of how much where that is known.
show_growth() {
  local size
  [[ -s $growing_file ]] || return 0
  size=$(stat --format=%s -- "$growing_file") || return 0 # it has just got its name
  printf ' %d MB%s' "$((size / 1000000))" "${growing_to:+ of $((growing_to / 1000000)) MB}"
}

stop_ticker() {
  [[ -n $ticker ]] || return 0
  kill "$ticker" 2>/dev/null || true # it may have ended by itself
  wait "$ticker" 2>/dev/null || true # its exit code is our kill
  ticker=''
  printf '\r\e[K' >&2
}
