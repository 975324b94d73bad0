# One run at a time on a host, and one for each container. Children inherit the locks, so what a killed run left working
# still holds them.
# Their descriptors, the last one last; nothing is to hold them that only shows what happens.
declare -ga held_locks=()

# A run for a container keeps the host as it is, so such runs share the host's lock; each has its container for itself.
lock_run() {
  if [[ -z $CTID ]]; then
    take_lock host.lock --exclusive
  else
    take_lock host.lock --shared
    take_lock "container-$CTID.lock" --exclusive
  fi
}

# A plan writes nothing: where no lock file is, nobody runs. It only looks, and keeps nobody from working.
take_lock() { # <name> <--exclusive|--shared>
  local descriptor='' lock=$state_directory/$1 share=$2
  if [[ $run_mode == plan ]]; then
    [[ -e $lock ]] || return 0
    share=--shared
    exec {descriptor}<"$lock"
  else
    # Another first run may make it at the same moment.
    [[ -d $state_directory ]] || (umask 077 && mkdir --parents -- "$state_directory")
    exec {descriptor}>>"$lock"
  fi
  flock --nonblock "$share" "$descriptor" || refuse_second_run "$lock" "$?"
  if [[ $run_mode == plan ]]; then exec {descriptor}<&-; else held_locks+=("$descriptor"); fi
}

# Inside the container: a look makes no file, and where there is none nobody has changed anything since the boot.
lock_inside() { # <--exclusive|--shared>
  local descriptor='' lock=$state_directory/container.lock
  [[ $1 == --exclusive || -e $lock ]] || return 0
  [[ -d $state_directory ]] || (umask 077 && mkdir --parents -- "$state_directory")
  exec {descriptor}>>"$lock"
  flock --nonblock "$1" "$descriptor" || refuse_second_run "$lock" "$?"
  held_locks=("$descriptor")
  # A plan keeps nobody from working.
  [[ $run_mode != plan ]] || release_locks
}

release_locks() {
  local descriptor
  for descriptor in "${held_locks[@]}"; do exec {descriptor}>&-; done
  held_locks=()
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
  printf '%s' "${names:-a process that has just ended}"
}
