#!/usr/bin/env bats
# What the host and its containers are found in: other drivers, modules in use, snapshots. The scripts name it, leave
# nothing half done, and converge when it is gone.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

# ── another driver ──

readonly CONTAINER_TOOLKIT=(nvidia-container-toolkit nvidia-container-toolkit-base libnvidia-container1 libnvidia-container-tools)

given_container_toolkit() {
  quietly apt-get update
  given_installed "${CONTAINER_TOOLKIT[@]}"
}

container_toolkit_stays() {
  local package
  for package in "${CONTAINER_TOOLKIT[@]}"; do package_is "$package" installed; done
}

@test 'the driver of the distribution goes with consent only, and the toolkit for containers stays' {
  local package
  given_host
  given_config '.nvidia_driver.host_toolkit = false'
  given_container_toolkit
  given_installed "proxmox-headers-$KERNEL" nvidia-driver
  quietly modprobe nvidia-current
  tree_snapshot before
  run_script "$HOST_SCRIPT"
  exits 4
  ended_at old_driver
  says 'found: +packages .*nvidia-driver .*/usr/lib/nvidia/alternate-install-present'
  says 'next: +run with --purge, or set nvidia_driver.purge_existing to true$'
  never_says 'found: .*container'
  same_tree before
  run_script "$HOST_SCRIPT" --purge
  exits 0
  step changed old_module
  step changed old_driver
  step ok driver_answers
  for package in nvidia-driver nvidia-kernel-dkms nvidia-smi libcuda1 nvidia-installer-cleanup; do
    package_is "$package" absent
  done
  file_is /usr/bin/nvidia-smi 0755
  no_file /var/lib/dkms/nvidia-current
  container_toolkit_stays
  stays_converged "$HOST_SCRIPT"
}

# Host and container 901 have 570.124.06, and 580.76.05 is wanted.
given_older_driver() {
  given_older_host_and_container
  given_no_file "$CONFIG"
  given_config .
}

@test 'an older driver of a .run: a container that uses it is named, stopped with consent, and follows; the toolkit for containers stays' {
  given_older_driver
  given_container_toolkit
  given_running 901
  given_booted 901
  tree_snapshot before
  run_script "$HOST_SCRIPT"
  exits 4
  ended_at old_module
  says 'found: +containers 901$'
  says 'next: +stop them, or run with --stop-guests; they are not started again$'
  same_tree before
  run_script "$HOST_SCRIPT" --stop-guests
  exits 0
  step changed old_module
  step ok old_driver
  step changed driver
  step ok driver_answers
  container_state 901 stopped
  file_has /sys/module/nvidia/version '^580.76.05$'
  no_file /usr/lib/x86_64-linux-gnu/libcuda.so.570.124.06
  container_toolkit_stays
  stays_converged "$HOST_SCRIPT"
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  step changed driver
  step ok driver_answers
  container_file_has 901 /var/lib/nvidia/log 580.76.05
  stays_converged "$CONTAINER_SCRIPT" 901
}

# ── modules in use ──

# A process has a node of the driver open.
given_node_user() { # .|CTID
  in_place "$1" systemd-run --quiet --unit user /usr/local/lib/ashlar-fakes/hold-node /dev/nvidia0
  in_place "$1" sh -c 'until ls -l /proc/$(pgrep --exact hold-node)/fd 2>/dev/null | grep -q /dev/nvidia0; do sleep 0.1; done'
}

@test 'a process of the host has a node open: it is named, and not ended even with --stop-guests' {
  given_older_driver
  given_node_user .
  tree_snapshot before
  run_script "$HOST_SCRIPT" --stop-guests
  exits 4
  ended_at old_module
  says 'found: +process [0-9]+ \(hold-node\)$'
  says 'next: +end these processes, then run again$'
  same_tree before
  inside systemctl stop user
  converges_now "$HOST_SCRIPT"
}

@test 'a process of a container whose conf has lost its lines has a node open: it counts as that container' {
  given_older_driver
  given_running 901
  given_booted 901
  given_node_user 901
  inside sed -i '/^lxc\./d' /etc/pve/lxc/901.conf
  run_script "$HOST_SCRIPT"
  exits 4
  says 'found: +containers 901$'
  run_script "$HOST_SCRIPT" --stop-guests
  exits 0
  step changed old_module
  step changed driver
  container_state 901 stopped
}

@test 'somebody unknown uses the module: it stays whole, the script asks for a reboot, and the run after that converges' {
  given_older_driver
  given_driver_user somebody
  run_script "$HOST_SCRIPT"
  exits 10
  ended_at old_module
  says 'a reboot is needed: something still uses the loaded nvidia$'
  file_has /sys/module/nvidia_uvm/version '^570.124.06$'
  no_step driver
  reboot_host
  run_script "$HOST_SCRIPT"
  exits 0
  step changed driver
  step ok driver_answers
  stays_converged "$HOST_SCRIPT"
}

# ── snapshots ──

section_of() { conf_of "$1" | sed -n "/^\[$2\]/,/^\$/p"; } # CTID SNAPSHOT

section_is() { # CTID SNAPSHOT TEXT
  [[ "$(section_of "$1" "$2")" == "$3" ]] || fails "section $2 of $1" "$3" "$(section_of "$1" "$2")"
}

current_lacks() { # CTID REGEX
  local lines
  lines=$(conf_of "$1" | sed '/^\[/,$d' | grep -E -- "$2") || return 0
  fails "the current section of $1" "no $2" "$lines"
}

@test 'a snapshot keeps its section to the byte; after a rollback the next run brings the same lines back' {
  local section with_lines
  given_converged_host
  given_container 901
  given_booted 901
  quietly pct snapshot 901 before_gpu --description 'taken by hand: 100 %'
  section=$(section_of 901 before_gpu)
  run_script "$CONTAINER_SCRIPT" 901 --only passthrough
  exits 0
  step changed passthrough
  section_is 901 before_gpu "$section"
  conf_has 901 'lxc.cgroup2.devices.allow: c 195:0 rw'
  with_lines=$(conf_of 901)
  quietly pct rollback 901 before_gpu
  current_lacks 901 '^lxc\.'
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  step changed passthrough
  step changed driver
  container_node 901 /dev/nvidia0 ok
  conf_is 901 "$with_lines"$'\n'
  stays_converged "$CONTAINER_SCRIPT" 901
}

@test 'a snapshot with lines of its own: what is missing in force is written, the section stays; after a rollback nothing is to do' {
  local section
  given_converged_container
  quietly pct snapshot 901 with_gpu
  section=$(section_of 901 with_gpu)
  inside sed -i '0,/195:1 rw$/{/195:1 rw$/d}' /etc/pve/lxc/901.conf
  current_lacks 901 '195:1 rw$'
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  changed_only passthrough restart
  never_says 'has GPU lines of its own'
  section_is 901 with_gpu "$section"
  conf_has 901 'lxc.cgroup2.devices.allow: c 195:1 rw'
  quietly pct rollback 901 with_gpu --start 1
  given_booted 901
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  changed_only
  section_is 901 with_gpu "$section"
}
