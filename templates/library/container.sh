# The container is running or stopped, as far as that is known. A call into it may take so many seconds.
declare -g container_state='' container_deadline=3600
# Steps that are answered inside, in order; what was answered when the container was looked into last; what its guards
# handed over beside that.
declare -ga inside_steps=() inside_functions=() inside_variables=()
declare -gA container_answers=() container_said=()
# A step whose change is to be proven, not only looked at.
declare -g to_prove=''
# What a call into the container came to.
declare -g call_exit='' call_ended=no call_failure='' call_failure_exit=0
declare -ga stray_lines=()

# What a guard inside the container answers. All that come after it are asked in the same call, so that a container which
# has converged is entered once.
ask_container() { # <step>
  local answer
  [[ -v container_answers[$1] ]] || look_into_container "$1"
  last_output=''
  IFS=$'\x1f' read -r answer expected found advice last_command last_exit <<<"${container_answers[$1]}"
  number_said last_exit "$last_exit"
  return "$answer"
}

look_into_container() { # <step>
  local id asked=()
  for id in "${inside_steps[@]}"; do
    if [[ $id == "$1" ]] || ((${#asked[@]} > 0)); then asked+=("$id"); fi
  done
  call_inside look_inside "${asked[@]}"
  [[ $call_ended == yes || $call_exit != 124 ]] || fail_lost_call
  case $call_ended:$container_state in
    yes:*) ;;
    no:stopped) container_answers[$1]=$'1\x1fa running container\x1fstopped\x1f\x1f\x1f0' ;;
    *) container_answers[$1]=$'2\x1fwhat container '"$CTID says"$'\x1f'"$(lost_call)"$'\x1f\x1f'"pct exec $CTID"$'\x1f'"$call_exit" ;;
  esac
  [[ -v container_answers[$1] ]] || container_answers[$1]=$'2\x1fan answer\x1fnone\x1f\x1f\x1f0'
}

# After a start, a stop or a change nothing is known any more.
forget_container() {
  container_answers=() container_state=''
}

# Makes a step's change inside the container; what fails there is this step's failure.
change_container() { # <step>
  [[ -d $run_directory ]] || mkdir --mode=0700 -- "$run_directory"
  last_command='' last_output=$run_directory/output
  : >"$last_output"
  call_inside change_inside "$1"
  [[ $call_ended == yes ]] || fail_lost_call
  last_output=''
  to_prove=$1
}

# Polls a guard inside the container, where looking costs next to nothing, until it holds.
wait_inside() { # <step> <text> <deadline in seconds>
  local answer=0 began=$SECONDS
  begin_step "$1" "$2" || return 0
  ask_container "$1" || answer=$?
  if ((answer == 1)); then
    refuse_before_selection
    if [[ $run_mode == plan ]]; then
      report would "wait up to $3 s: $2"
      return 0
    fi
    forget_container
    call_inside await_inside "$1" "$3"
    [[ $call_ended == yes ]] || fail_lost_call
    answer=0
    ask_container "$1" || answer=$?
  fi
  ((answer < 2)) || fail_step "waiting is no use: $2"
  ((answer == 0)) || time_out "$1" "$2" "$3"
  report ok "$2" "$((SECONDS - began))"
}

# The file is compared inside: pct push ends with 0 also when nothing, or not all, has arrived.
push_to_container() { # <file> <path inside> <sha256>
  call_inside make_room_inside "${2%/*}"
  [[ $call_ended == yes ]] || fail_lost_call
  run pct push "$CTID" "$1" "$2" --perms 0600
  call_inside compare_inside "$2" "$3"
  [[ $call_ended == yes ]] || fail_lost_call
}

# One `pct exec`, whatever is asked. The program comes over stdin, its answers line by line over stdout.
call_inside() { # <function> [argument…]
  call_exit='' call_ended=no call_failure='' stray_lines=()
  log "inside container $CTID: $*"
  start_ticker
  hear_all < <(run_inside "$@" || true) # its last line tells how it ended
  stop_ticker
  judge_lost_call
  [[ -z $call_failure ]] || fail_step "$call_failure" "$call_failure_exit"
}

# Until the call says how it ended: a service that was started in there may keep the pipe open for as long as it runs.
hear_all() {
  local line='' answer
  while [[ -z $call_exit ]]; do
    answer=0
    IFS= read -r -t "$((container_deadline + 30))" line || answer=$?
    # Beyond 128 the time was up; else it is the end, perhaps in the middle of a line.
    if ((answer > 128)); then
      call_exit=124
    elif ((answer > 0)) && [[ -z $line ]]; then
      call_exit=255
    else
      hear "$line"
    fi
  done
}

# A lost terminal or Ctrl-C ends this run and not what works in there: pct would not stop it either. Only its deadline does.
run_inside() { # <function> [argument…]
  local code=0 environment=()
  # Whoever reads what this run says would wait for its end as well.
  exec 2>&1
  trap '' HUP INT
  find_environment_option
  # What pct does not read of the program is not missed: then it has ended. The timeout of busybox has no long options.
  pct exec "$CTID" "${environment[@]}" timeout -k 10 "$container_deadline" bash -s \
    < <(inside_program "$@" || true) || code=$?
  # What was said last may have no end of its line.
  printf '\n\x1fexit\x1f%s\n' "$code"
}

# Nothing of the host's environment is for the container. Before pve-container 5.0.9 pct knew no option for that; then
# env takes it away inside (the one of busybox has no long options).
find_environment_option() {
  local pct=/usr/share/perl5/PVE/CLI/pct.pm text=''
  # Reading to the end of the file is what makes read answer 1.
  [[ ! -r $pct ]] || IFS= read -r -d '' text <"$pct" || true
  environment=(-- env -i)
  [[ $text != *keep-env* ]] || environment=(--keep-env 0 --)
}

# What a function needs of this script, and its call. Nothing inside reads the rest of the program: it has no stdin.
inside_program() { # <function> [argument…]
  printf '%s\n' 'set -Eeuo pipefail' 'shopt -s inherit_errexit' 'umask 022' 'cd /' \
    'export HOME=/root LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  declare -p "${inside_variables[@]}"
  declare -f "${inside_functions[@]}"
  printf '%s\n' 'observe() { observe_inside; }'
  printf '{ begin_inside; '
  printf '%q ' "$@"
  printf '\nrelay end; exit; } </dev/null\n'
}

# One line of what came back: a record of ours, or something that pct or bash said.
hear() { # <line>
  local fields=() line=${1%$'\r'}
  # The terminal is not to obey a container.
  line=${line//[$'\x01'-$'\x1e\x7f']/ }
  if [[ $line != $'\x1f'* ]]; then
    [[ -n $line ]] || return 0
    stray_lines+=("$line")
    log "  $line"
    [[ $verbosity != verbose ]] || printf '%s\n' "$line" >&2 || true # a terminal that is gone ends nothing
    return 0
  fi
  IFS=$'\x1f' read -r -a fields <<<"${line#?}"
  case ${fields[0]} in
    # Other words are for what this host has seen itself.
    say) [[ ${fields[1]:-} != @(note|warning) ]] || say "${fields[1]}" "${fields[2]:-}" ;;
    detail) detail "${fields[1]:-}" ;;
    log) log "${fields[1]:-}" ;;
    difference) show_difference "${fields[1]:-}" ;;
    answer) container_state=running container_answers[${fields[1]}]=${line#*$'\x1f'answer$'\x1f'*$'\x1f'} ;;
    said) container_said[${fields[1]}]=${fields[2]:-} ;;
    output) [[ -z $last_output ]] || printf '%s\n' "${fields[1]:-}" >>"$last_output" ;;
    failed) hear_failure "${fields[@]:1}" ;;
    end) call_ended=yes ;;
    exit) call_exit=${fields[1]} ;;
    *) stray_lines+=("$line") ;;
  esac
}

hear_failure() { # <message> <exit code> <expected> <found> <advice> <command> <its exit code>
  call_failure=$1 expected=${3:-} found=${4:-} advice=${5:-} last_command=${6:-}
  number_said call_failure_exit "${2:-}"
  ((call_failure_exit > 0)) || call_failure_exit=1
  number_said last_exit "${7:-}"
}

# A container may say anything, and bash would execute what stands in a subscript where it reads a number.
number_said() { # <result variable> <text>
  local number=1
  [[ ! $2 =~ ^[0-9]{1,3}$ ]] || number=$((10#$2))
  printf -v "$1" '%s' "$number"
}

# A call that did not come to its end may tell why.
judge_lost_call() {
  [[ $call_ended == no ]] || return 0
  if [[ "${stray_lines[*]}" == *"container '$CTID' not running"* ]]; then container_state=stopped; fi
}

# Or no timeout; a container without GPU may be anything.
container_lacks_bash() {
  [[ $call_ended == no && $call_exit == 12[67] ]]
}

# In the middle of a call nobody says that it stops, and while its last processes are killed it counts as running.
container_has_stopped() {
  local state=''
  [[ $call_exit != 137 ]] || sleep 2
  probe state pct status "$CTID" || true # only one answer counts
  [[ $state == 'status: stopped' ]]
}

# What a call came to that did not reach its end.
lost_call() {
  local last=''
  ((${#stray_lines[@]} == 0)) || last=${stray_lines[-1]}
  if [[ ! -e /etc/pve/lxc/$CTID.conf ]]; then
    printf 'no container %s any more' "$CTID"
  elif [[ $container_state == stopped ]]; then
    printf 'a stopped container'
  elif [[ $call_exit == 124 ]]; then
    printf 'no answer within %s s' "$container_deadline"
  elif container_lacks_bash; then
    printf 'no bash or no timeout in there: %s' "$last"
  elif container_has_stopped; then
    printf 'a stopped container'
  else
    printf 'exit code %s of pct exec: %s' "$call_exit" "${last:-nothing}"
  fi
}

fail_lost_call() {
  expected="container $CTID running until the step is done" found=$(lost_call)
  last_command="pct exec $CTID" last_exit=$call_exit
  if [[ $call_exit == 124 ]]; then
    advice='find out what holds it up, or raise the deadline of a call into a container in the configuration'
    time_out container_call "the end of this call into container $CTID" "$container_deadline"
  fi
  advice="look at the container (pct status $CTID), then run again; what is done is kept"
  fail_step "container $CTID was lost in the middle of the step"
}
