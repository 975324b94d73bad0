# One run at a time on a host. Children inherit the lock, so what a killed run left working still holds it.
lock_host() {
  local lock=$state_directory/host.lock share=--exclusive
  if [[ $run_mode == plan ]]; then
    # A plan writes nothing: where no lock file is, nobody runs. Plans do not disturb each other.
    [[ -e $lock ]] || return 0
    share=--shared
    exec {lock_fd}<"$lock"
  else
    [[ -d $state_directory ]] || mkdir --mode=0700 -- "$state_directory"
    exec {lock_fd}>>"$lock"
  fi
  flock --nonblock "$share" "$lock_fd" || die 6 "another run holds $lock: $(holders_of "$lock")" \
    'wait until it has ended; a process left behind by a killed run ends by itself or is yours to judge'
}

# Who has a file open, found without any tool: a process whose descriptor is the same file.
holders_of() { # <file>
  local descriptor process words names=''
  for descriptor in /proc/[0-9]*/fd/*; do
    process=${descriptor#/proc/}
    process=${process%%/*}
    if [[ $process == "$$" || $process == "$BASHPID" ]] || ! [[ $descriptor -ef $1 ]]; then continue; fi
    words=''
    IFS= read -r -d '' words <"/proc/$process/cmdline" || true # a process that has just ended has none
    names+="${names:+, }process $process ($words)"
  done
  printf '%s' "${names:-nobody any more}"
}
