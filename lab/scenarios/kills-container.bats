#!/usr/bin/env bats
# The script for a container dies at every boundary of its steps, and at any time: alone, or because the power of the host
# fails. A normal run then comes to the same end as one that nothing has disturbed.
load ../lab

# On the host after each step's change, and before each call that stops or starts the container, sends it a file or makes
# a change in it.
readonly boundaries='@(prove: local|guest: run pct|container: run pct|change_container: call)'

setup_file() {
  raise_lab debian12
  choose_seed
  given_unconverged_container
  timed run_script "$CONTAINER_SCRIPT" 901
  converges
  export UNDISTURBED=$milliseconds
  remember_end undisturbed
}

teardown_file() {
  tell_kills
  fell_lab
}

same_end_of_run() { same_end undisturbed; }

@test 'what would be left over is noticed, on the host and in the container' {
  inside sh -c 'echo more >>/etc/apt/preferences.d/phoenix-cuda'
  in_container 901 touch /var/lib/phoenix_hypervisor/unfinished-driver
  run same_end_of_run
  ((status == 1))
  [[ $output == *'> content'*' /etc/apt/preferences.d/phoenix-cuda'* ]]
  [[ $output == *'> -rw-'*' /ct901/var/lib/phoenix_hypervisor/unfinished-driver'* ]]
}

@test 'killed alone at each boundary, again and again' {
  given_unconverged_container
  kill_at "$boundaries" script each
  run_through_kills "$CONTAINER_SCRIPT" 901
  converges
  killed_at '^start_guest: '
  killed_at '^push_to_container: run '
  killed_at '^change_container: call_inside .* <- cuda_toolkit$'
  killed_at '^prove: .* <- cuda_toolkit$'
  same_end_of_run
  count_kills "$kills"
}

@test 'the power fails at each boundary, again and again' {
  given_unconverged_container
  kill_at "$boundaries" all each
  run_through_kills "$CONTAINER_SCRIPT" 901
  converges
  killed_at '^push_to_container: run '
  killed_at '^change_container: call_inside .* <- cuda_toolkit$'
  killed_at '^prove: .* <- cuda_toolkit$'
  same_end_of_run
  count_kills "$kills"
}

@test 'killed alone at any time' {
  kill_at_random 3 "$UNDISTURBED" script given_unconverged_container same_end_of_run "$CONTAINER_SCRIPT" 901
}

@test 'the power fails at any time' {
  kill_at_random 3 "$UNDISTURBED" all given_unconverged_container same_end_of_run "$CONTAINER_SCRIPT" 901
}
