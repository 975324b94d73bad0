# Containers: pct. proxmox.md §1
load world
load fakes/build-host

setup() { given_host; }
teardown() { end_world; }

@test "status: one line, 0 for both; a stranger is an error (§1.0, §1.1)" {
  given_guest 101 running
  given_guest 102 stopped
  in_world pct status 101
  exits 0
  [[ $stdout == 'status: running' ]]
  in_world pct status 102
  exits 0
  [[ $stdout == 'status: stopped' ]]
  in_world pct status 103
  [[ $status != 0 ]]
  [[ $stderr == "Configuration file 'nodes/pve/lxc/103.conf' does not exist" ]]
}

@test "list: nothing without a container; the lock column is blank (§1.1)" {
  in_world pct list
  exits 0
  [[ -z $stdout ]]
  given_guest 101 running
  given_guest 102 stopped 'lock: backup'
  in_world pct list
  local table
  table=$(printf '%-10s %-10s %-12s %-20s\n' VMID Status Lock Name 101 running '' ct101 102 stopped backup ct102)
  [[ $stdout == "$table" ]]
}

@test "config: sorted properties, then raw lines, no snapshot section (§1.1)" {
  given_guest 101 stopped 'unprivileged: 1' 'lxc.mount.entry = /dev/nvidia0 dev/nvidia0 none bind' 'arch: amd64' '[snap]' 'memory: 1'
  in_world pct config 101
  exits 0
  [[ $stdout == $'arch: amd64\nhostname: ct101\nostype: debian\nunprivileged: 1\nlxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind' ]]
}

@test "start and stop are not idempotent; failures inside the task end in 255 (§1.0, §1.1)" {
  given_guest 101 running
  in_world pct start 101
  [[ $status != 0 ]]
  says 'CT 101 already running'
  in_world pct stop 101
  exits 0
  in_world pct stop 101
  exits 255
  says 'CT 101 not running'
  in_world pct start 101
  exits 0
}

@test "shutdown: a stubborn guest needs --forceStop (§1.1)" {
  given_guest 101 running
  : >"$WORLD/state/guests/101.stubborn"
  in_world pct shutdown 101 --timeout 5
  exits 255
  [[ $stderr == 'container did not stop' ]]
  in_world pct shutdown 101 --timeout 5 --forceStop 1
  exits 0
  in_world pct status 101
  [[ $stdout == 'status: stopped' ]]
}

@test "a locked guest refuses, a guest under HA obeys later (§1.0)" {
  given_guest 101 running 'lock: backup'
  in_world pct stop 101
  [[ $status != 0 ]]
  says 'CT is locked \(backup\)'
  given_guest 102 running
  printf '2\n' >"$WORLD/state/guests/102.ha"
  in_world bash -c 'pct shutdown 102; for i in 1 2 3; do pct status 102; done'
  [[ $stdout == $'Requesting HA stop for CT 102\nstatus: running\nstatus: running\nstatus: stopped' ]]
}

@test "a guest with nodes of the driver keeps it in use, whichever way they are passed; a snapshot section does not count" {
  given_gpus 1
  given_driver_loaded 580.76.05
  given_guest 101 running 'dev0: /dev/nvidia0,mode=0666'
  given_guest 102 running 'lxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind,optional,create=file'
  given_guest 103 running '[snap]' 'dev0: /dev/nvidia0'
  [[ $(<"$WORLD/sys/module/nvidia/refcnt") == 4 ]]
  in_world pct shutdown 101
  [[ $(<"$WORLD/sys/module/nvidia/refcnt") == 3 ]]
  in_world pct stop 102
  [[ $(<"$WORLD/sys/module/nvidia/refcnt") == 2 ]]
}

@test "devN: a missing node, or one that is none, and the guest does not start (§3.1)" {
  given_gpus 1
  given_guest 101 stopped 'dev0: /dev/nvidia-uvm,mode=0666'
  in_world pct start 101
  exits 255
  says 'Device /dev/nvidia-uvm does not exist'
  : >"$WORLD/dev/nvidia-uvm"
  in_world pct start 101
  says '/dev/nvidia-uvm is not a device'
  rm "$WORLD/dev/nvidia-uvm"
  given_driver_loaded 580.76.05
  in_world pct start 101
  exits 0
  [[ $(<"$WORLD/sys/module/nvidia/refcnt") == 3 ]]
}
