# The steps of this script, in order, and how each ended.
declare -ga step_ids=()
declare -gA step_source=() step_why=() step_after=() step_deadline=() step_state=()
# The steps that changed something, or would; for one container of many, in a process of its own at this depth.
declare -ga changes=()
declare -g is_one_of_many=no run_depth=0
declare -g step='' expected='' found='' advice='' last_log=''

# <after> names the earlier steps whose pending change may alter what this step's guard sees.
declare_step() { # <id> <source> <after> <deadline> <why>
  step_ids+=("$1")
  step_source[$1]=$2 step_after[$1]=$3 step_deadline[$1]=$4 step_why[$1]=$5 step_state[$1]=skipped
}

# A precondition is looked at before everything else: it cannot be selected, and nothing waits behind it.
declare_precondition() { # <id> <source> <why>
  declare_step "$1" "$2" '' '' "$3"
  step_state[$1]=precondition
}

list_steps() {
  local id
  for id in "${step_ids[@]}"; do
    if [[ $json == yes ]]; then
      journal step "$id" source "${step_source[$id]}" deadline "${step_deadline[$id]}" why "${step_why[$id]}"
    else
      printf '%-22s %s\n' "$id" "${step_why[$id]}"
      printf '%-22s %s%s\n' '' "${step_source[$id]}" "${step_deadline[$id]:+, deadline ${step_deadline[$id]}}"
    fi
  done
}

# A guard that sees drift answers with what it wanted and what it saw.
drift() { # <expected> <found>
  expected=$1 found=$2
  return 1
}

# A guard whose probe failed, was killed or printed nonsense must not say drift: nothing is applied on a guess.
cannot_tell() { # <what could not be read> <what came instead>
  expected=$1 found=$2
  return 2
}

# The result of a step: one line for the operator, one object for machines.
report() { # <word> <text> [seconds]
  local line
  step_state[$step]=$1
  count[$1]=$((count[$1] + 1))
  [[ $1 != @(changed|would) ]] || changes+=("$step")
  printf -v line '%-20s %s' "$step" "$2"
  say "$1" "$line"
  journal step "$step" result "$1" text "$2" source "${step_source[$step]}" ${CTID:+container "$CTID"} seconds "${3:-0}"
}

# Guard, apply, and the same guard again (or a stronger verify).
converge() { # <step> <text>
  local answer=0 began=$SECONDS
  begin_step "$1" "$2" || return 0
  "guard_$1" || answer=$?
  case $answer in
    0) report ok "$2" ;;
    1) converge_drift "$1" "$2" "$began" ;;
    *) fail_step "cannot tell whether this holds: $2" ;;
  esac
}

converge_drift() { # <step> <text> <began>
  refuse_before_selection
  if [[ $run_mode == plan ]]; then
    report would "$2"
    detail "expected: $expected; found: $found"
    return 0
  fi
  # What the guard would have advised is no advice for a failure of the apply.
  advice=''
  "apply_$1"
  observe
  prove "$1"
  report changed "$2" "$((SECONDS - $3))"
}

# After an apply the step must hold, by the stronger verify where there is one.
prove() { # <step>
  local proof=guard_$1 answer=0
  # What to do if the apply had failed is no advice now.
  advice=''
  ! declare -F "verify_$1" >/dev/null || proof=verify_$1
  "$proof" || answer=$?
  case $answer in
    0) ;;
    1) fail_step 'applied, but it still does not hold' ;;
    *) fail_step 'applied, but cannot tell whether it holds' ;;
  esac
}

# A step that changes nothing itself: what it looks at must hold.
verify() { # <step> <text>
  local answer=0
  begin_step "$1" "$2" || return 0
  "guard_$1" || answer=$?
  case $answer in
    0) report ok "$2" ;;
    1) fail_step "does not hold: $2" ;;
    *) fail_step "cannot tell whether this holds: $2" ;;
  esac
}

# Says no when the step is not to be looked at: not selected, or in a plan behind a change that is still to come.
begin_step() { # <step> <text>
  step=$1 expected='' found='' advice='' last_command='' last_log=''
  if [[ $selection == only && ${step_state[$selected_step]} != skipped ]]; then
    report skipped "$2"
    return 1
  fi
  if [[ $run_mode == plan ]] && is_behind_pending "$1"; then
    report unknown "$2"
    return 1
  fi
}

# The configuration does without these steps.
skip_steps() { # <reason> <step…>
  local reason=$1
  shift
  for step in "$@"; do
    report skipped "$reason"
    # One that --only or --from names is behind us now, as if it had held.
    step_state[$step]=left_out
  done
}

is_behind_pending() { # <step>
  local earlier
  for earlier in ${step_after[$1]}; do
    [[ ${step_state[$earlier]} != @(would|unknown) ]] || return 0
  done
  return 1
}

# With --only and --from, steps before the named one are looked at, never applied.
refuse_before_selection() {
  [[ $selection != all && $step != "$selected_step" && ${step_state[$selected_step]} == skipped ]] || return 0
  die 4 "$step must hold before $selected_step: expected $expected, found $found" \
    "run without --$selection, or with --from $step"
}

# A failure says everything the next reader needs.
fail_step() { # <message> [exit code]
  [[ $inside == no ]] || fail_inside "$1" "${2:-1}"
  stop_ticker
  report failed "$1"
  detail "source:   ${step_source[$step]}"
  [[ -z $expected ]] || detail "expected: $expected"
  [[ -z $found ]] || detail "found:    $found"
  [[ -z $last_command ]] || detail "command:  $last_command (exit $last_exit)"
  show_last_output
  detail "next:     ${advice:-mend the cause and run the same command again; what is done is kept}"
  end_run "${2:-1}"
}

# What the last command said, and the end of the log it keeps itself where the step has named one.
show_last_output() {
  show_tail "$last_output"
  show_tail "$last_log"
}

show_tail() { # <file>
  local line lines=()
  [[ -n $1 && -s $1 ]] || return 0
  mapfile -t lines <"$1"
  ((${#lines[@]} <= 15)) || lines=("${lines[@]: -15}")
  for line in "${lines[@]//[[:cntrl:]]/ }"; do
    hide_passwords line "$line"
    printf '%s         | %s\n' "$line_mark" "$line" >&2 || true # a terminal that is gone ends nothing
  done
}

# Any command that fails where nothing expects it ends the run, named. Subshells leave the word to their parent.
on_error() { # <exit code> <file:line> <command>
  ((BASH_SUBSHELL == run_depth)) || exit "$1"
  trap - ERR
  case $3 in
    run\ * | probe\ * | return*) ;; # last_command says which
    *) last_command="$3 (in $2)" last_output='' last_exit=$1 ;;
  esac
  [[ -n $step ]] || die 1 "$last_command failed with exit code $1"
  fail_step 'a command failed'
}

# Ctrl-C, a kill or a lost terminal: the operator learns where it stopped.
on_signal() { # <signal> <exit code>
  # That of a read which the signal has interrupted is none.
  local IFS=$' \t\n'
  trap '' INT TERM HUP
  advice='run the same command again; what is done is kept'
  [[ -n $step ]] || die "$2" "ended by SIG$1"
  fail_step "ended by SIG$1" "$2"
}

# The run ends here, before all steps are done.
end_run() { # <exit code>
  # What a container came to stands in the table of all.
  [[ $is_one_of_many == no ]] || exit "$1"
  # conclude answers with the code it is given.
  conclude "$1" || true
  exit "$1"
}

# The last line: counts, time, and where the whole story is. Its own exit code is that of the run.
conclude() { # [exit code]
  local code=${1:-0} word summary=''
  trap - ERR
  for word in ok changed would unknown failed; do
    ((count[$word] == 0)) || summary+="${summary:+, }${count[$word]} $word"
  done
  if ((code == 0 && count[would] + count[unknown] > 0)); then code=3; fi
  if ((code == 0)) && [[ -d $run_directory ]]; then rm --recursive --force -- "$run_directory"; fi
  say "done" "${summary:-nothing to do} in $((SECONDS - run_started)) s${run_log:+ (log: $run_log)}"
  journal event end exit "$code" ${CTID:+container "$CTID"} seconds "$((SECONDS - run_started))"
  return "$code"
}
