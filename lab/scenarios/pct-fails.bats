#!/usr/bin/env bats
# Wherever the script for a container calls pct, that call fails once: the run says so, and the next run goes on, to the
# same end as one in which none has failed.
load ../lab

readonly calls_of_pct=': @(run |probe * |)pct[ ]'

setup_file() {
  raise_lab debian12
  given_unconverged_container
  run_script "$CONTAINER_SCRIPT" 901
  converges
  remember_end undisturbed
}

teardown_file() { fell_lab; }

# Run again and again, with one call more that fails, until none is left that has not.
run_through_failures() { # SCRIPT ARGUMENT…
  local sweep
  sweep=$(<"$WORLD/state/kill-at")
  failures=0 forgiven=0
  while :; do
    printf '%s\n' "$sweep" >"$WORLD/state/kill-at"
    run_script "$@"
    (($(count_lines "$WORLD/state/kill-places") == failures + 1)) || break
    failures=$((failures + 1))
    says_which_call_failed
  done
}

# What is asked again and again while the container starts may fail once without harm.
says_which_call_failed() {
  printf 'failed: %s\n' "$(tail -n 1 "$WORLD/state/kill-places")"
  if [[ $status == 0 ]]; then
    forgiven=$((forgiven + 1))
    return
  fi
  exits 1
  says '^failed '
  says '^ +command: +pct .* \(exit 1\)$'
}

@test 'a call of pct fails, each of a whole run in its turn' {
  given_unconverged_container
  kill_at "$calls_of_pct" pct each
  run_through_failures "$CONTAINER_SCRIPT" 901
  converges
  same_end undisturbed
  killed_at '^start_guest: run pct start'
  killed_at '^push_to_container: run pct push'
  killed_at '^run_inside: pct exec .* <- change_inside cuda_toolkit$'
  printf '# %d calls of pct failed, %d of them without harm\n' "$failures" "$forgiven" >&3
  ((failures >= 18 && forgiven <= 2)) || fails 'calls that failed' 'those of a whole run' "$failures, of them without harm: $forgiven"
}
