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

@test "set: the whole file is rewritten, other sections stay; the conf of a stopped container changes at once (§2.1, §2.5)" {
  given_gpus 1
  given_driver_loaded 580.76.05
  given_container 901 stopped $'memory: 512\r' '# a note' 'lxc.mount.entry = /dev/fuse dev/fuse none bind,create=file' '' '[snap]' 'memory: 1' '# kept'
  in_world pct set 901 --dev0 /dev/nvidia0,mode=0666 --dev1=/dev/nvidiactl
  exits 0
  [[ -z $output ]]
  conf_is 901 $'# a note\ndev0: /dev/nvidia0,mode=0666\ndev1: /dev/nvidiactl\nhostname: ct901\nmemory: 512\nostype: debian\nlxc.mount.entry: /dev/fuse dev/fuse none bind,create=file\n\n[snap]\nmemory: 1\n# kept\n'
  in_world pct set 901 --delete dev0,dev1
  exits 0
  conf_lacks 901 '^dev'
}

@test "set: a node is looked at first; nothing to set; an old pct knows no devN (§1.1, §3.1)" {
  given_container 901 stopped
  in_world pct set 901 --dev0 /dev/nvidia0
  ((status != 0))
  says 'Device /dev/nvidia0 does not exist'
  in_world pct set 901
  says 'no options specified'
  given_old_pct
  in_world pct set 901 --dev0 /dev/nvidia0
  says 'Unknown option: dev0'
}

@test "set: to a running container a new devN waits for a reboot before PVE 9, and so does a deletion (§2.5, §3.1)" {
  given_gpus 1
  given_driver_loaded 580.76.05
  given_container 901 '[snap]' 'memory: 1'
  in_world pct set 901 --dev0 /dev/nvidia0,mode=0666
  exits 0
  run conf_has 901 'dev0: /dev/nvidia0,mode=0666'
  ((status == 1))
  container_node 901 /dev/nvidia0 none
  in_world pct pending 901
  says '^new dev0: /dev/nvidia0,mode=0666$'
  in_world pct reboot 901
  exits 0
  conf_has 901 'dev0: /dev/nvidia0,mode=0666'
  conf_lacks 901 pending
  container_node 901 /dev/nvidia0 ok
  in_world pct set 901 --delete dev0
  container_node 901 /dev/nvidia0 ok
  in_world pct reboot 901
  container_node 901 /dev/nvidia0 none
  conf_lacks 901 dev0
  conf_is 901 $'hostname: ct901\nostype: debian\n\n[snap]\nmemory: 1\n'
}

@test "set: on PVE 9 a new devN is there at once (§3.1)" {
  end_world
  given_host debian13
  given_gpus 1
  given_driver_loaded 580.76.05
  given_container 901
  in_world pct set 901 --dev0 /dev/nvidia0
  exits 0
  conf_has 901 'dev0: /dev/nvidia0'
  container_node 901 /dev/nvidia0 ok
}

@test "the conf's flock: waited for, then given up; exec and status do without (§1.0)" {
  given_container 901
  given_pct_lock_wait 0.2
  inside mkdir -p /run/lock/lxc
  given_flock_held /run/lock/lxc/pve-config-901.lock
  local command words
  for command in 'set 901 --memory 1' 'reboot 901' 'push 901 /etc/hosts /root/x'; do
    read -ra words <<<"$command"
    in_world pct "${words[@]}"
    ((status != 0))
    [[ $stderr == $'trying to acquire lock...\ncan\'t lock file \'/run/lock/lxc/pve-config-901.lock\' - got timeout' ]]
  done
  in_world pct exec 901 -- true
  exits 0
  in_world pct status 901
  exits 0
}

@test "reboot: a container must run; a template, a lock and a broken one do not start (§1.0, §1.1)" {
  given_container 901 stopped
  in_world pct reboot 901
  exits 255
  says 'VM 901 not running'
  given_container 902 stopped 'template: 1'
  in_world pct start 902
  says "you can't start a CT if it's a template"
  given_container 903 'lock: snapshot'
  in_world pct reboot 903
  ((status != 0))
  says 'CT is locked \(snapshot\)'
  given_container_broken 901
  in_world pct start 901
  exits 255
  says "startup for container '901' failed"
}

@test "a start empties /run and /tmp and ends what ran inside; the files stay" {
  given_container 901
  given_container_file 901 /tmp/old 0644
  given_container_file 901 /root/kept 0644
  in_world bash -c 'pct exec 901 -- sleep 100 & sleep 0.2; pct reboot 901; wait $!; echo $?'
  [[ $stdout == 137 ]]
  container_no_file 901 /tmp/old
  container_file 901 /root/kept 0644
}

@test "under HA a start is only asked for (§1.0)" {
  given_container 901 stopped
  given_container_ha 901 1
  in_world bash -c 'pct start 901; for turn in 1 2; do pct status 901; done'
  [[ $stdout == $'Requesting HA start for CT 901\nstatus: stopped\nstatus: running' ]]
}

@test "without quorum nothing in /etc/pve can be written, and nothing starts (§1.0, §4)" {
  given_container 901 stopped
  given_no_quorum
  in_world bash -c 'echo x >/etc/pve/lxc/901.conf.tmp || echo x >>/etc/pve/lxc/901.conf'
  ((status != 0))
  [[ $(grep -c 'Permission denied' <<<"$stderr") == 2 ]]
  in_world pct start 901
  ((status != 0))
  says 'cluster not ready - no quorum\?'
  in_world sh -c 'cat /etc/pve/lxc/901.conf; echo x >/etc/hostname'
  exits 0
}
