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
  CALLS=$(grep -c '^pct ' <<<"$calls")
  export CALLS
}

teardown_file() { fell_lab; }

# What is asked again and again while the container starts may fail once without harm.
says_which_call_failed() {
  if [[ $status == 0 ]]; then
    forgiven=$((forgiven + 1))
    return
  fi
  exits 1
  says '^failed '
  says '^ +command: +pct .* \(exit 1\)$'
}

@test 'a call of pct fails, each of a whole run in its turn' {
  forgiven=0
  for ((call = 1; call <= CALLS; call++)); do
    given_unconverged_container
    given_fault pct "$call exit 1"
    run_script "$CONTAINER_SCRIPT" 901
    printf 'call %d failed\n' "$call"
    says_which_call_failed
    no_more_faults
    run_script "$CONTAINER_SCRIPT" 901
    converges
    same_end undisturbed
  done
  printf '# %d calls of pct failed, %d of them without harm\n' "$CALLS" "$forgiven" >&3
  ((CALLS >= 15 && forgiven <= 5)) || fails 'calls that failed' 'most of a run' "$CALLS, of them without harm: $forgiven"
}
