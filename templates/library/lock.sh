# One run at a time on a host. Children inherit the lock, so what a killed run left working still holds it.
lock_host() {
  local lock=$state_directory/host.lock share=--exclusive
  if [[ $run_mode == plan ]]; then
    # A plan writes nothing: where no lock file is, nobody runs. It only looks, and keeps nobody from working.
    [[ -e $lock ]] || return 0
    share=--shared
    exec {lock_fd}<"$lock"
  else
    # Another first run may make it at the same moment.
    [[ -d $state_directory ]] || (umask 077 && mkdir --parents -- "$state_directory")
    exec {lock_fd}>>"$lock"
  fi
  flock --nonblock "$share" "$lock_fd" || refuse_second_run "$lock" "$?"
  [[ $run_mode != plan ]] || exec {lock_fd}<&-
}

refuse_second_run() { # <lock file> <exit code of flock>
  local holders
  (($2 == 1)) || die 6 "cannot tell whether another run holds $1: flock ended with exit code $2"
  holders=$(holders_of "$1")
  die 6 "another run holds $1: $holders" \
    'wait until it has ended; what a killed run left working still changes this host'
}

# Who has a file open, found without any tool: a process whose descriptor is the same file.
holders_of() { # <file>
  local descriptor process names='' words=()
  for descriptor in /proc/[0-9]*/fd/*; do
    process=${descriptor#/proc/}
    process=${process%%/*}
    if [[ $process == "$$" || $process == "$BASHPID" ]] || ! [[ $descriptor -ef $1 ]]; then continue; fi
    words=()
    mapfile -d '' -t words <"/proc/$process/cmdline" || true # a process that has just ended has none
    names+="${names:+, }process $process (${words[*]})"
  done
  printf '%s' "${names:-nobody any more}"
}
