#!/usr/bin/env bats
# The script for containers that were cloned from one in which it has run.
load ../lab

readonly rebuild='next: +it is inherited from container 901: run this for 901 and clone it again, or say --reinstall here$'

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

# What apt and the driver's installer have left in a container: nothing of it is newer than the clone.
what_was_installed() { # CTID
  in_container "$1" sha256sum /var/lib/dpkg/status /var/log/apt/history.log /var/lib/nvidia/log
}

installs_nothing() { # CTID
  never_fetches '\.(run|deb) '
  never_calls '^pct push'
  [[ "$(what_was_installed "$1")" == "$(what_was_installed 901)" ]] \
    || fails "what is installed in $1" 'what is installed in 901' "$(what_was_installed "$1")"
}

@test 'two clones with different GPUs: each gets its own nodes, is verified, and nothing is installed in it' {
  given_converged_container
  given_clone 901 910
  given_clone 901 911
  given_running 901
  run_script "$CONTAINER_SCRIPT" 910
  exits 0
  step ok driver_answers
  step ok nvcc
  step skipped driver
  step skipped cuda_toolkit
  installs_nothing 910
  container_node 910 /dev/nvidia0 ok
  container_node 910 /dev/nvidia1 ok
  run_script "$CONTAINER_SCRIPT" 911
  exits 0
  step changed passthrough
  step ok driver_answers
  step ok nvcc
  step skipped driver
  installs_nothing 911
  conf_lacks 911 'nvidia1|195:1 '
  container_node 911 /dev/nvidia0 ok
  # The driver's helper makes the node of every GPU; the kernel does not let it be opened.
  container_node 911 /dev/nvidia1 refused
  tree_snapshot before
  run_script "$CONTAINER_SCRIPT" 911
  exits 0
  pct_execs 1
  same_tree before
}

@test 'a clone whose driver is not the one of the host: it says what to rebuild; --reinstall mends it here' {
  given_converged_container
  given_clone 901 911
  given_running 911
  given_booted 911
  given_container_driver 911 570.124.06
  run_script "$CONTAINER_SCRIPT" 911
  exits 1
  ended_at driver_answers
  step skipped driver
  says 'found: +570\.124\.06$'
  says "$rebuild"
  run_script "$CONTAINER_SCRIPT" 911 --reinstall
  exits 0
  container_file_has 911 /var/lib/nvidia/log 580.76.05
  run_script "$CONTAINER_SCRIPT" 911
  exits 0
  step ok driver_answers
}
