# Containers: pct snapshot, delsnapshot, listsnapshot, resize, mount and unmount; what pct set keeps. proxmox.md §1.1, §2, §5.1
load world
load fakes/build-host

setup() { trace_the_test_alone; given_host; }
teardown() { end_world; }

@test "snapshot: properties and raw lines of the moment, a description of its own (§2.4)" {
  given_container 901 stopped '# of the container' 'rootfs: local-lvm:vm-901-disk-0,size=4G' 'memory: 512' 'lxc.arch: x'
  in_world pct snapshot 901 one --description $'phoenix:sha256=ab\nlast: %'
  exits 0
  [[ -z $output ]]
  conf_is 901 '# of the container
hostname: ct901
memory: 512
ostype: debian
parent: one
rootfs: local-lvm:vm-901-disk-0,size=4G
lxc.arch: x

[one]
#phoenix%3Asha256=ab
#last%3A %25
hostname: ct901
memory: 512
ostype: debian
rootfs: local-lvm:vm-901-disk-0,size=4G
snaptime: 1700000001
lxc.arch: x
'
  snapshot_is 901 one ab
  run snapshot_is 901 one cd
  ((status == 1))
  run snapshot_is 901 two
  ((status == 1))
}

@test "snapshot: what it refuses (§1.1, §5.1)" {
  given_container 901 'rootfs: local-zfs:subvol-901-disk-0,size=4G'
  given_snapshot 901 one
  in_world pct snapshot 901 one
  exits 255
  [[ $stderr == "snapshot name 'one' already used" ]]
  in_world pct snapshot 901 current
  [[ $stderr == "unable to use snapshot name 'current' (reserved name)" ]]
  in_world pct snapshot 901 1st
  [[ $stderr == $'400 Parameter verification failed.\nsnapname: invalid format - invalid configuration ID \'1st\'' ]]
  in_world pct set 901 --mp0 /srv,mp=/host
  in_world pct snapshot 901 two
  [[ $stderr == 'snapshot feature is not available' ]]
  given_container 902 'rootfs: local:902/vm-902-disk-0.raw,size=4G'
  in_world pct snapshot 902 one
  [[ $stderr == 'snapshot feature is not available' ]]
  given_container 903 'template: 1'
  in_world pct snapshot 903 one
  [[ $stderr == "you can't take a snapshot if it's a template" ]]
}

@test "a snapshot that was killed shows: its lock, and its state (§1.0, §1.5)" {
  given_container 901
  given_fault pct-task '1 kill-all ^snapshot'
  in_world pct snapshot 901 one
  exits 137
  conf_has 901 'lock: snapshot'
  file_has /etc/pve/lxc/901.conf '^snapstate: prepare$'
  run snapshot_is 901 one
  ((status == 1))
  in_world pct snapshot 901 two
  [[ $stderr == 'CT is locked (snapshot)' ]]
}

@test "delsnapshot: its children get its parent; what a clone stands on stays; one of the same name is another" {
  given_container 901 stopped
  given_container_file 901 /root/file 0644 first
  given_snapshot 901 one
  given_snapshot 901 two
  given_snapshot 901 three
  in_world pct clone 901 911 --snapname two
  in_world pct delsnapshot 901 two
  exits 0
  no_snapshot 901 two
  file_has /etc/pve/lxc/901.conf '^parent: one$'
  conf_has 901 'parent: three'
  given_container_file 901 /root/file 0644 second
  given_snapshot 901 two
  in_world pct clone 901 912 --snapname two
  container_file 911 /root/file 0644 first
  container_file 912 /root/file 0644 second
  in_world pct delsnapshot 901 four
  exits 255
  [[ $stderr == "snapshot 'four' does not exist" ]]
}

@test "a snapshot and its clone have neither what was removed nor what was there before (whole directories too)" {
  given_container 901
  given_in_container 901 sh -c 'mkdir -p /opt/a/b; echo old >/opt/a/b/file; rm /etc/bash.bashrc; rm -r /etc/skel; mkdir /etc/skel; echo new >/etc/skel/new'
  given_snapshot 901 one
  in_world pct clone 901 902 --snapname one
  in_world sh -c 'pct start 902; pct exec 902 -- sh -c "ls -A /etc/skel; ls /opt/a/b /etc/bash.bashrc"'
  [[ $stdout == $'new\n/opt/a/b:\nfile' ]]
  says "cannot access '/etc/bash.bashrc'"
}

@test "listsnapshot: a tree, the oldest first, \"current\" last (§1.1)" {
  given_container 901
  given_snapshot 901 aa
  given_snapshot 901 bb $'one\nlast: line'
  in_world pct listsnapshot 901
  [[ $(<"$WORLD/out/stdout") == "$(printf '%s\n' \
    "$(printf '%s %-27s %-23s %s' '`->' aa '2023-11-14 22:13:21' no-description)" \
    "$(printf '%s %-26s %-23s %s' ' `->' bb '2023-11-14 22:13:22' 'last: line')" \
    "$(printf '%s %-25s %-23s %s' '  `->' current '' 'You are here!')")" ]]
}

@test "set: an interface gets an address that it keeps if it is named, and another if not; a description is a comment (§2.1)" {
  given_container 901 stopped
  in_world pct set 901 --net0 name=eth0,ip=dhcp,bridge=vmbr0 --description 'made by: us'
  exits 0
  conf_has 901 '#made by%3A us' 'net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:03:85,ip=dhcp,type=veth'
  in_world pct set 901 --net0 name=eth0,bridge=vmbr1,hwaddr=BC:24:11:00:03:85
  conf_has 901 'net0: name=eth0,bridge=vmbr1,hwaddr=BC:24:11:00:03:85,type=veth'
  in_world pct set 901 --net0 name=eth0,bridge=vmbr1 --description ''
  conf_has 901 'net0: name=eth0,bridge=vmbr1,hwaddr=BC:24:11:01:03:85,type=veth'
  conf_lacks 901 '^#'
  in_world pct set 901 --net0 bridge=vmbr0
  [[ $stderr == $'400 Parameter verification failed.\nnet0: invalid format - format error\nnet0.name: property is missing and it is not optional' ]]
}

@test "resize: grows, relative or not; what it refuses; what its task fails with is said and forgotten (§1.0, §1.1)" {
  given_container 901 'rootfs: local-zfs:subvol-901-disk-0,size=8G'
  in_world pct resize 901 rootfs 16G
  exits 0
  conf_has 901 'rootfs: local-zfs:subvol-901-disk-0,size=16G'
  in_world pct resize 901 rootfs +512M
  conf_has 901 'rootfs: local-zfs:subvol-901-disk-0,size=16896M'
  in_world pct resize 901 rootfs 16G
  ((status != 0))
  [[ $stderr == 'unable to shrink disk size' ]]
  in_world pct resize 901 rootfs 16896M
  ((status != 0))
  [[ $stderr == 'disk is already at specified size' ]]
  given_fault pct-task '1 exit 1 ^resize'
  in_world pct resize 901 rootfs 32G
  exits 0
  conf_has 901 'rootfs: local-zfs:subvol-901-disk-0,size=16896M'
}

@test "mount: the files at /var/lib/lxc, a lock until it is unmounted, also by another run" {
  given_container 901 stopped
  in_world sh -c 'pct mount 901; echo x >/var/lib/lxc/901/rootfs/root/file; pct set 901 --memory 64'
  [[ $stdout == "mounted CT 901 in '/var/lib/lxc/901/rootfs'" && $stderr == 'CT is locked (mounted)' ]]
  container_file 901 /root/file 0644 $'x\n'
  in_world sh -c 'cat /var/lib/lxc/901/rootfs/root/file; pct unmount 901; ls /var/lib/lxc/901/rootfs; pct unmount 901'
  [[ $stdout == x && $stderr == "no lock found trying to remove 'mounted' lock" ]]
  conf_lacks 901 lock
  in_world ls /var/lib/lxc/901/rootfs
  [[ -z $stdout ]]
}
