#!/usr/bin/env bats
# The host script dies at every boundary of its steps, and at any time: alone, or because the power fails. A normal run
# then comes to the same end as one that nothing has disturbed.
load ../lab

# Just before each step's change, and just after it.
readonly boundaries='@(apply_*: [a-z]|prove: local)'

setup_file() {
  raise_lab debian12
  choose_seed
  given_fresh_host
  timed run_script "$HOST_SCRIPT"
  converges
  export UNDISTURBED=$milliseconds
  remember_end undisturbed
  power_cycle
  remember_end rebooted
}

teardown_file() {
  tell_kills
  fell_lab
}

# A power cut is to bring the same kernel again: what is built depends on the one that runs.
given_fresh_host() {
  given_host
  given_config .
  given_next_kernel "$KERNEL"
}

same_end_of_run() { same_end undisturbed; }

# The installer loads modules that a boot does not.
same_end_of_boot() {
  power_cycle
  same_end rebooted
}

@test 'killed alone before and after each step, again and again' {
  given_fresh_host
  kill_at "$boundaries" script each
  run_through_kills "$HOST_SCRIPT"
  converges
  killed_at '^apply_runfile: '
  killed_at '^prove: .* <- cuda_toolkit$'
  killed 24
  same_end_of_run
  count_kills "$kills"
}

@test 'the power fails before and after each step, again and again' {
  given_fresh_host
  kill_at "$boundaries" all each
  run_through_kills "$HOST_SCRIPT"
  converges
  killed_at '^apply_runfile: '
  killed_at '^prove: .* <- cuda_toolkit$'
  # Modules and nodes have come with the boots.
  killed 20
  same_end_of_boot
  count_kills "$kills"
}

@test 'killed alone at any time' {
  kill_at_random 3 "$UNDISTURBED" script given_fresh_host same_end_of_run "$HOST_SCRIPT"
}

@test 'the power fails at any time' {
  kill_at_random 3 "$UNDISTURBED" all given_fresh_host same_end_of_boot "$HOST_SCRIPT"
}
