# Containers: pct. proxmox.md §1
load world
load fakes/build-host

setup() { trace_the_test_alone; given_host; }
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

@test "list: by number, not by text; a container without a hostname is CT<id> (§1.1)" {
  given_guest 1000 stopped
  given_guest 900 stopped
  inside sed -i /hostname/d /etc/pve/lxc/900.conf
  in_world pct list
  [[ $stdout == "$(printf '%-10s %-10s %-12s %-20s\n' VMID Status Lock Name 900 stopped '' CT900 1000 stopped '' ct1000)" ]]
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

@test "what a task fails with is on stderr alone; template and lock of a start are looked at there (§1.0)" {
  given_guest 101 stopped 'template: 1'
  given_guest 102 stopped 'lock: backup'
  given_container 901 stopped
  given_container_broken 901
  in_world pct start 101
  exits 255
  [[ $stdout == '' && $stderr == "you can't start a CT if it's a template" ]]
  in_world pct start 102
  exits 255
  [[ $stdout == '' && $stderr == 'CT is locked (backup)' ]]
  in_world pct start 901
  exits 255
  [[ $stdout == '' && $stderr == "startup for container '901' failed" ]]
}

@test "whether it runs is asked before any lock: the conf's, and the one in it (§1.0, §1.1)" {
  given_guest 101 running 'lock: backup'
  given_guest 102 stopped 'lock: backup'
  given_pct_lock_wait 0.2
  inside mkdir -p /run/lock/lxc
  given_flock_held /run/lock/lxc/pve-config-101.lock
  given_flock_held /run/lock/lxc/pve-config-102.lock
  local command
  in_world pct start 101
  ((status != 0))
  [[ $stderr == 'CT 101 already running' ]]
  for command in stop shutdown; do
    in_world pct "$command" 102
    ((status != 0))
    [[ $stderr == 'CT 102 not running' ]]
  done
  in_world pct reboot 102
  [[ $stderr == 'VM 102 not running' ]]
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

@test "the conf's flock: waited for, then given up; exec and status do without (§1.0)" {
  given_container 901
  given_pct_lock_wait 0.2
  inside mkdir -p /run/lock/lxc
  given_flock_held /run/lock/lxc/pve-config-901.lock
  local command words
  for command in 'set 901 --memory 64' 'push 901 /etc/hosts /root/x'; do
    read -ra words <<<"$command"
    in_world pct "${words[@]}"
    ((status != 0))
    [[ $stderr == $'trying to acquire lock...\ncan\'t lock file \'/run/lock/lxc/pve-config-901.lock\' - got timeout' ]]
  done
  in_world pct reboot 901
  exits 255
  [[ $stdout == 'trying to acquire lock...' && $stderr == "can't lock file '/run/lock/lxc/pve-config-901.lock' - got timeout" ]]
  in_world pct exec 901 -- true
  exits 0
  in_world pct status 901
  exits 0
}

@test "reboot: a container must run; a lock in its conf is no matter; a template and a broken one do not start (§1.0, §1.1)" {
  given_container 901 stopped
  in_world pct reboot 901
  exits 255
  says 'VM 901 not running'
  given_container 902 stopped 'template: 1'
  in_world pct start 902
  says "you can't start a CT if it's a template"
  given_container 903 'lock: snapshot'
  in_world pct shutdown 903
  exits 255
  [[ $stderr == 'CT is locked (snapshot)' ]]
  in_world pct reboot 903
  exits 0
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

@test "exec: options are read up to --, wherever they stand; a command there must be (§1.2)" {
  given_container 901
  in_world pct exec 901 ls -l
  exits 255
  [[ $stderr == $'Unknown option: l\n400 unable to parse option\npct exec <vmid> [<extra-args>] [OPTIONS]' ]]
  in_world pct exec 901 true
  exits 0
  in_world pct exec 901 printenv --keep-env 0 HOME
  exits 1
  in_world pct exec 901 echo -- -x --keep-env
  [[ $stdout == '-x --keep-env' ]]
  in_world pct exec 901
  ((status != 0))
  says '^missing command at '
  given_old_pct
  in_world pct exec 901 --keep-env 0 -- true
  says '^400 unable to parse option$'
}

@test "exec: what cannot be run is said by lxc-attach (§1.2)" {
  given_container 901
  in_world pct exec 901 -- nothing-of-this-name -x
  exits 127
  says '^lxc-attach: 901: .* No such file or directory - Failed to exec "nothing-of-this-name"$'
  in_world pct exec 901 --keep-env 0 -- /etc/hosts
  exits 126
  says '^lxc-attach: 901: .* Permission denied - Failed to exec "/etc/hosts"$'
}

@test "push: what fails in its task is said and forgotten; a lock in the conf is no matter (§1.3)" {
  given_container 901 'lock: backup'
  in_world pct push 901 /root/nothing /root/x
  exits 0
  [[ $stdout == '' && $stderr == 'failed to open /root/nothing for reading: No such file or directory' ]]
  in_world pct push 901 /etc/hosts /root/x --perms 8
  exits 0
  [[ $stderr == "invalid mode: '08'" ]]
  container_no_file 901 /root/x
  in_world pct push 901 /etc/hosts /nowhere/x
  exits 0
  [[ $stderr == 'failed to create file: /nowhere/x: No such file or directory' ]]
  in_world pct push 901 /etc/hosts /root/x --perms 600
  exits 0
  container_file 901 /root/x 0600
}

@test "push: what cannot begin is no success: no such container, one that is stopped, too few words (§1.0, §1.3)" {
  given_container 901 stopped
  local id
  for id in 901 902; do
    in_world pct push "$id" /etc/hosts /root/hosts
    ((status != 0))
    [[ $stderr == 'can only push files to a running CT' ]]
  done
  in_world pct push 901 /etc/hosts
  exits 255
  says '^400 not enough arguments$'
}

@test "systemctl before init has begun says offline; then there is no bus, until systemd listens (§1.4)" {
  given_container 901 stopped
  given_container_boot 901 bus=1 listen=2 init=3
  in_world bash -c 'pct start 901; pct exec 901 -- systemctl is-system-running; echo $?
    pct exec 901 -- sh -c "until [ -d /run/systemd/system ]; do sleep 0.05; done; systemctl is-system-running 2>&1; echo \$?
    until [ -s /run/systemd/private ]; do sleep 0.05; done; systemctl is-system-running --wait"'
  [[ $stdout == $'offline\n1\nFailed to connect to bus: No such file or directory\n1\nrunning' ]]
}
