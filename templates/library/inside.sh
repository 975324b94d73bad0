# What runs inside the container is sent there with each call, and told to the host record by record. Whether this does.
declare -g inside=no

# One record for the host: fields without control characters, which are what separates them.
relay() { # <word> <field…>
  local record='' field
  for field in "$@"; do record+=$'\x1f'${field//[[:cntrl:]]/ }; done
  printf '%s\n' "$record" >&3
}

# Something that a guard knows and the host needs.
tell_host() { # <name> <value>
  relay said "$1" "$2"
}

begin_inside() {
  exec 3>&1 1>&2
  inside=yes run_depth=$BASH_SUBSHELL
  trap 'on_error "$?" "${BASH_SOURCE[0]##*/}:$LINENO" "$BASH_COMMAND"' ERR
}

# The guards of these steps, in order. In a run the first that does not hold is where the work begins; a plan wants all.
look_inside() { # <step…>
  local question answer
  lock_inside --shared
  observe_inside
  for step in "$@"; do
    answer=0 expected='' found='' advice='' last_command='' last_exit=0 question=inside_guard_$step
    if [[ $step == "$to_prove" ]] && declare -F "inside_verify_$step" >/dev/null; then question=inside_verify_$step; fi
    "$question" || answer=$?
    relay_answer "$answer"
    ((answer == 0)) || [[ $run_mode == plan ]] || return 0
  done
}

relay_answer() { # <answer>
  relay answer "$step" "$1" "$expected" "$found" "$advice" "$last_command" "$last_exit"
}

change_inside() { # <step>
  local answer=0
  step=$1 expected='' found='' advice='' last_command='' last_log=''
  lock_inside --exclusive
  open_container
  observe_inside
  last_command=''
  if declare -F "inside_preflight_$1" >/dev/null; then "inside_preflight_$1" || answer=$?; fi
  ((answer != 1)) || fail_step 'refused' 4
  ((answer == 0)) || fail_step 'cannot tell whether this can be done'
  "inside_apply_$1"
  rm --recursive --force -- "$run_directory"
}

await_inside() { # <step> <deadline in seconds>
  local answer=0 began=$SECONDS
  step=$1
  lock_inside --shared
  while true; do
    answer=0 expected='' found='' advice='' last_command='' last_exit=0
    if declare -F "inside_observe_$1" >/dev/null; then "inside_observe_$1"; fi
    "inside_guard_$1" || answer=$?
    if ((answer != 1 || SECONDS - began >= $2)); then break; fi
    sleep 0.1
  done
  relay_answer "$answer"
}

# What a killed run left there goes now.
open_container() {
  run_directory=$state_directory/$run_name
  [[ ! -e $run_directory ]] || rm --recursive --force -- "$run_directory"
  mkdir --mode=0700 -- "$run_directory"
}

make_room_inside() { # <directory>
  mkdir --parents -- "$1"
}

compare_inside() { # <path> <sha256>
  local digest=''
  digest_of digest "$1" || true # what it could not read is told below
  [[ $digest != "$2" ]] || return 0
  rm --force -- "$1"
  expected="sha256 $2 of $1" found=${digest:-no such file}
  advice='see whether the container has room, then run the same command again'
  fail_step 'the file did not arrive whole'
}

# The failure of a step inside is told to the host, with the end of what the last command said.
fail_inside() { # <message> <exit code>
  trap - ERR
  relay_tail "$last_output"
  relay_tail "$last_log"
  relay failed "$1" "$2" "$expected" "$found" "$advice" "$last_command" "$last_exit"
  exit "$2"
}

relay_tail() { # <file>
  local line lines=()
  [[ -n $1 && -s $1 ]] || return 0
  mapfile -t lines <"$1"
  ((${#lines[@]} <= 15)) || lines=("${lines[@]: -15}")
  for line in "${lines[@]}"; do relay output "$line"; done
}
