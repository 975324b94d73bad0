# The last command that was to change something, for the message when it fails.
declare -g last_command='' last_output='' last_exit=0 ticker=''
# A file that grows while a command runs, and the size it is to get.
declare -g growing_file='' growing_to=''

# Runs a command that changes something: no stdin, what it prints kept for the log and for the failure message.
run() { # <command> [argument…]
  last_command=$* last_output=$run_directory/output last_exit=0
  log "run: $last_command"
  [[ -d $run_directory ]] || mkdir --mode=0700 -- "$run_directory"
  start_ticker
  if [[ $verbosity == verbose ]]; then
    run_verbosely "$@" || last_exit=$?
  else
    survive_hangup "$@" || last_exit=$?
  fi
  stop_ticker
  log_output
  return "$last_exit"
}

# A lost connection ends this run when the command is done, never apt, dpkg or an installer halfway.
survive_hangup() { # <command> [argument…]
  # Redirected here, not by the caller: what our own traps say meanwhile is for the operator.
  (
    trap '' HUP
    exec "$@"
  ) </dev/null >"$last_output" 2>&1
}

# The operator reads along from the file that the command writes to, so a terminal that is gone is not the command's
# matter. tail ends when cat does, after it has shown the rest, and cat ends with this function or with this run.
run_verbosely() { # <command> [argument…]
  local code=0 signal_end reader COPROC_PID=''
  : >"$last_output"
  coproc { exec cat; }
  signal_end=${COPROC[1]}
  (
    release_locks
    exec tail --follow --lines=+1 --sleep-interval=0.1 --pid="$COPROC_PID" -- "$last_output" >&2
  ) &
  reader=$!
  survive_hangup "$@" || code=$?
  exec {signal_end}>&-
  wait "$reader" || true # the operator may be gone
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
  while IFS= read -r line || [[ -n $line ]]; do log "$line_mark  $line"; done <"$last_output"
}

# A long step shows that it lives, on a terminal only. The ticker ends by itself when this run is killed, and
# does not hold the lock.
start_ticker() {
  [[ -t 2 && $verbosity == normal ]] || return 0
  tick "$$" &
  ticker=$!
}

tick() { # <pid of the run>
  local seconds=0 progress
  release_locks
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
  printf '\r\e[K' >&2 || true # a terminal that is gone ends nothing
}
