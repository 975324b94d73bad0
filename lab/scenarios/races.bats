#!/usr/bin/env bats
# What comes late, what never comes, and what ends in the middle of a run.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

# ── late, and never ──

@test 'the nodes come three seconds after the container: the script waits for them' {
  given_converged_container
  given_container_node 901 '*' 'late 3'
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  changed_only restart
  container_node 901 /dev/nvidia-uvm-tools ok
}

@test 'a node never comes: it gives up at the deadline, and says which and what it saw' {
  given_converged_container
  given_container_node 901 /dev/nvidia1 never
  given_config '.nvidia_driver.device_deadline_seconds = 3'
  run_script "$CONTAINER_SCRIPT" 901
  exits 5
  ended_at devices
  says 'expected: character device /dev/nvidia1 \(195:1\)$'
  says 'found: +no such file$'
}

@test 'the network comes five seconds after the container: the script waits for the name of the mirror' {
  given_converged_host
  given_container 901 stopped
  given_container_boot 901 network=5
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  container_package 901 cuda-toolkit-12-8 installed
}

@test 'the network never comes: it gives up at the deadline, says for whom it waited, and installs nothing' {
  given_converged_host
  given_container 901 stopped
  given_container_boot 901 network=never
  given_config '.nvidia_driver.initialization_deadline_seconds = 5'
  run_script "$CONTAINER_SCRIPT" 901
  exits 5
  ended_at initialization
  says 'expected: an address for mirror\.example$'
  no_step driver
}

@test 'a container whose init never comes to its end: it gives up at the deadline' {
  given_converged_container
  given_container_boot 901 init=never
  given_config '.nvidia_driver.initialization_deadline_seconds = 4'
  run_script "$CONTAINER_SCRIPT" 901
  exits 5
  ended_at initialization
  says 'found: +starting$'
}

# ── boots of the host ──

@test 'a container that starts with its host has its nodes after a power cut, and the script finds nothing to do' {
  given_converged_container
  quietly pct set 901 --onboot 1
  power_cycle
  given_booted 901
  container_node 901 /dev/nvidia0 ok
  container_node 901 /dev/nvidia-uvm ok
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  changed_only
}

@test 'nvidia-uvm has another number after a reboot: the container cannot open it until the script has run' {
  given_converged_container
  quietly pct set 901 --onboot 1
  given_uvm_major_after_reboot 508
  reboot_host
  given_booted 901
  container_node 901 /dev/nvidia-uvm refused
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  changed_only passthrough restart
  conf_has 901 'lxc.cgroup2.devices.allow: c 508:0 rw'
  conf_lacks 901 'c 511:'
  container_node 901 /dev/nvidia-uvm ok
}

# ── in the middle ──

# While the mirror keeps the toolkit back, apt works in the container, and nothing else moves.
toolkit_is_asked_for() { asks_for '^GET /cuda/.*/cuda-toolkit-12-8_.*\.deb '; }

given_a_stalling_toolkit() {
  given_mirror 'stall /cuda/repos/debian12/x86_64/cuda-toolkit-12-8_12.8.1-1_amd64.deb'
}

converges_again() { # CTID
  given_mirror
  run_script "$CONTAINER_SCRIPT" "$1"
  exits 0
  never_says '^failed'
  container_package "$1" cuda-toolkit-12-8 installed
  run_script "$CONTAINER_SCRIPT" "$1"
  exits 0
  changed_only
}

stop_container() { inside pct stop 901; }
kill_init() { inside bash -c 'kill -KILL "$(lxc-info --name 901 --pid --no-humanize)"'; }

@test 'somebody stops the container while apt works in it: the step says so, and the next run converges' {
  given_converged_host
  given_container 901
  given_a_stalling_toolkit
  run_and toolkit_is_asked_for stop_container "$CONTAINER_SCRIPT" 901
  exits 1
  ended_at cuda_toolkit
  says '^failed +cuda_toolkit +container 901 was lost in the middle of the step$'
  says 'found: +a stopped container$'
  converges_again 901
}

@test 'the init of the container is killed while apt works in it: the step says so, and the next run converges' {
  given_converged_host
  given_container 901
  given_a_stalling_toolkit
  run_and toolkit_is_asked_for kill_init "$CONTAINER_SCRIPT" 901
  exits 1
  ended_at cuda_toolkit
  says 'container 901 was lost in the middle of the step$'
  converges_again 901
}

@test 'the power of the host fails while apt works in the container: the next run converges' {
  given_converged_host
  given_container 901
  given_a_stalling_toolkit
  run_and toolkit_is_asked_for power_cycle "$CONTAINER_SCRIPT" 901
  container_state 901 stopped
  converges_again 901
}

@test 'the power of the host fails while apt works on it: the next run converges' {
  given_host
  given_config .
  given_a_stalling_toolkit
  run_and toolkit_is_asked_for power_cycle "$HOST_SCRIPT"
  given_mirror
  run_script "$HOST_SCRIPT"
  exits 0
  package_is cuda-toolkit-12-8 installed
  run_script "$HOST_SCRIPT"
  exits 0
  changed_only
}
