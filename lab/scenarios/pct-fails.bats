#!/usr/bin/env bats
# Each call of pct that the script for a container makes fails once: the run says which one, and the next run comes to the
# same end as one in which none has failed.
load ../lab

setup_file() {
  raise_lab debian12
  given_unconverged_container
  run_script "$CONTAINER_SCRIPT" 901
  converges
  remember_end undisturbed
  CALLS=$(count_pct_calls)
  export CALLS
}

teardown_file() { fell_lab; }

count_pct_calls() { grep -c '^pct ' <<<"$calls"; }

# What is asked again and again while the container starts may fail once without harm.
says_which_call_failed() { # CALL
  if [[ $status == 0 ]]; then
    forgiven=$((forgiven + 1))
    return
  fi
  exits 1
  says '^failed '
  says '^ +command: +pct .* \(exit 1\)$'
  [[ $(count_pct_calls) == "$1" ]] || fails 'the last call of pct' "number $1" "$(count_pct_calls)"
}

@test 'a call of pct fails, each of a whole run in its turn' {
  forgiven=0
  for ((call = 1; call <= CALLS; call++)); do
    given_unconverged_container
    given_fault pct "$call exit 1"
    run_script "$CONTAINER_SCRIPT" 901
    printf 'call %d failed\n' "$call"
    says_which_call_failed "$call"
    no_more_faults
    run_script "$CONTAINER_SCRIPT" 901
    converges
    same_end undisturbed
  done
  printf '# %d calls of pct failed, %d of them without harm\n' "$CALLS" "$forgiven" >&3
  ((CALLS >= 15 && forgiven <= 5)) || fails 'calls that failed' 'most of a run' "$CALLS, of them without harm: $forgiven"
}
