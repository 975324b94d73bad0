# Everything that stands in the way is collected, and only then the run is refused, before the first change.
declare -g findings=0 doubts=0

preflight() { # <step> <function> <text>
  step=$1 expected='' found='' advice='' last_command=''
  "$2" && return
  local answer=$? line
  if ((answer == 1)); then findings=$((findings + 1)); else doubts=$((doubts + 1)); fi
  count[failed]=$((count[failed] + 1))
  printf -v line '%-20s %s' "$step" "$3"
  say failed "$line"
  detail "source:   ${step_source[$step]}"
  detail "expected: $expected"
  detail "found:    $found"
  [[ -z $last_command ]] || detail "command:  $last_command (exit $last_exit)"
  [[ -z $advice ]] || detail "next:     $advice"
  journal precondition "$step" text "$3" ${CTID:+container "$CTID"} expected "$expected" found "$found"
}

# A remark that does not stop the run.
warn() { # <text>
  say warning "$step: $1"
}

refuse_on_findings() {
  ((doubts == 0)) || end_run 1
  ((findings == 0)) || end_run 4
}
