# Containers: pct create, clone and destroy. proxmox.md §1.1, §5.2
load world
load fakes/build-host

setup() { trace_the_test_alone; given_host; }
teardown() { end_world; }

@test "create: a conf with what it was given and what it found; commands run in the container (§1.1)" {
  given_template debian12
  in_world bash -c 'pct create 901 /var/lib/vz/template/cache/debian-12-standard_12.7-1_amd64.tar.zst --rootfs local-zfs:8 \
      --hostname base --unprivileged=0 --memory 1024 --net0 bridge=vmbr0,name=eth0,ip=dhcp --onboot --description "a: b" &&
    pct start 901 && pct exec 901 -- sh -c ". /etc/os-release; echo \$ID; hostname; cat /etc/hostname; cat /proc/self/comm; ls /etc/ssh/*key*"'
  exits 0
  conf_is 901 '#a%3A b
arch: amd64
hostname: base
memory: 1024
net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:03:85,ip=dhcp,type=veth
onboot: 1
ostype: debian
rootfs: local-zfs:subvol-901-disk-0,size=8G
swap: 512
'
  [[ $stdout == *$'\ndone: SHA256:901 root@base\ndebian\npve\nbase\ncat\n/etc/ssh/ssh_host_ecdsa_key\n'* && -z $stderr ]]
  in_world jq -r '.ids["901"].type' /etc/pve/.vmlist
  [[ $stdout == lxc ]]
  in_world pct exec 901 -- cat /etc/hostname
  [[ $stdout == base ]]
  container_state 901 running
}

@test "create: what it refuses (§1.1)" {
  given_template debian12
  given_container 900 stopped
  in_world pct create 900 local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst
  ((status != 0))
  [[ $stderr == "CT 900 already exists on node 'pve'" ]]
  given_stranger 910 qemu other
  in_world pct create 910 local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst
  [[ $stderr == "VM 910 already exists on node 'other'" ]]
  in_world pct create 901 local:vztmpl/nothing.tar.zst
  [[ $stderr == "volume 'local:vztmpl/nothing.tar.zst' does not exist" ]]
  in_world pct create 901 local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst --storage elsewhere
  [[ $stderr == "storage 'elsewhere' does not exist" ]]
  given_storage dir iso content=iso
  in_world pct create 901 local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst --storage iso
  [[ $stderr == $'400 Parameter verification failed.\nstorage: storage \'iso\' does not support container directories' ]]
  in_world pct create 901 local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst --hostname Copy_Base --memory much
  [[ $stderr == $'400 Parameter verification failed.\nhostname: invalid format - value does not look like a valid DNS name\nmemory: type check (\'integer\') failed - got \'much\'' ]]
  no_file /etc/pve/lxc/901.conf
}

@test "create: an archive that is none leaves nothing behind (§1.1)" {
  given_file /var/lib/vz/template/cache/broken.tar.zst 0644 nonsense
  in_world pct create 901 local:vztmpl/broken.tar.zst --storage local-lvm
  exits 255
  says "^unable to create CT 901 - command 'tar .* failed: exit code 2$"
  no_file /etc/pve/lxc/901.conf
  in_world cat /etc/pve/.vmlist
  [[ $stdout != *901* ]]
}

@test "create: on pve-container 5 privileged unless it is said otherwise (§1.1)" {
  given_template ubuntu2404
  in_world pct create 901 local:vztmpl/ubuntu-24.04-standard_24.04-2_amd64.tar.zst
  exits 0
  conf_lacks 901 unprivileged
  conf_has 901 'ostype: ubuntu' 'rootfs: local:901/vm-901-disk-0.raw,size=4G' 'hostname: CT901'
}

@test "killed in the middle, a creation keeps its id; a clone both its locks (§1.0, §5.2)" {
  given_template debian12
  given_container 900 stopped
  given_fault pct-task '1 kill-all ^create' '1 kill-all ^clone'
  in_world pct create 901 local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst
  exits 137
  conf_is 901 $'lock: create\n'
  in_world pct clone 900 902
  exits 137
  conf_has 900 'lock: disk'
  conf_has 902 'lock: create' 'hostname: ct900'
  in_world pct start 902
  [[ $stderr == 'CT is locked (create)' ]]
  in_world sh -c 'pct unlock 900; pct unlock 902; pct destroy 902; pct unlock 900'
  conf_lacks 900 lock
  container_absent 902
  [[ $stderr == 'no lock found trying to remove any lock' ]]
}

@test "clone: all but snapshots, template and addresses; files of its own; the source is unlocked (§5.2)" {
  given_container 900 stopped 'net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,type=veth' 'onboot: 1' \
    'rootfs: local-zfs:subvol-900-disk-0,size=16G' 'lxc.mount.entry: /dev/x dev/x none bind,optional 0 0'
  given_container_file 900 /root/file 0644 first
  given_container_file 900 /etc/machine-id 0444 $'abc\n'
  given_container_file 900 /etc/ssh/ssh_host_rsa_key 0600 'its own'
  in_world pct clone 900 901 --hostname other
  exits 0
  says '^create full clone of mountpoint rootfs \(local-zfs:subvol-900-disk-0\)$'
  conf_is 901 'hostname: other
net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:01:03:85,type=veth
onboot: 1
ostype: debian
rootfs: local-zfs:subvol-901-disk-0,size=16G
lxc.mount.entry: /dev/x dev/x none bind,optional 0 0
'
  conf_lacks 900 lock
  container_file 901 /root/file 0644 first
  container_file 901 /etc/ssh/ssh_host_rsa_key 0600 'its own'
  container_file 901 /etc/machine-id 0644 $'\n'
  given_container_file 901 /root/file 0644 second
  container_file 900 /root/file 0644 first
  in_world sh -c 'pct start 901; pct exec 901 -- cat /etc/hostname /etc/machine-id'
  [[ $stdout == $'other\n00000000000000000000000000000901' ]]
}

@test "clone: from a running container by a snapshot alone; files and conf are the snapshot's (§5.1, §5.2)" {
  given_container 900 'memory: 512' 'rootfs: local-zfs:subvol-900-disk-0,size=16G'
  given_container_file 900 /root/file 0644 first
  in_world pct clone 900 901
  ((status != 0))
  [[ $stderr == 'Full clone of a running container is only possible from a snapshot' ]]
  no_file /etc/pve/lxc/901.conf
  conf_lacks 900 lock
  given_snapshot 900 base 'of 900'
  given_container_file 900 /root/file 0644 second
  inside sed -i '0,/memory/s/memory: 512/memory: 1024/' /etc/pve/lxc/900.conf
  in_world pct clone 900 901 --snapname base
  exits 0
  conf_is 901 $'#of 900\nhostname: ct900\nmemory: 512\nostype: debian\nrootfs: local-zfs:subvol-901-disk-0,size=16G\n'
  container_file 901 /root/file 0644 first
  in_world pct clone 900 902 --snapname none
  [[ $stderr == "snapshot 'none' does not exist" ]]
  in_world pct clone 900 902 --snapname base --full 0
  [[ $stderr == "Linked clone feature for 'local-zfs:subvol-900-disk-0' is not available" ]]
}

@test "clone: two of one source at once: one of them finds it locked (§5.2)" {
  given_container 900 stopped
  given_fault pct-task '1 sleep 1 ^clone 900 901'
  in_world sh -c 'pct clone 900 901 >/dev/null & sleep 0.5; pct clone 900 902; echo $?; wait'
  says '^255$'
  [[ $stderr == 'CT is locked (disk)' ]]
  no_file /etc/pve/lxc/902.conf
  conf_lacks 901 lock
}

@test "clone: bind mounts cannot be cloned, a template is cloned linked, and not from a directory (§5.1, §5.2)" {
  given_container 900 stopped 'mp0: /srv,mp=/host'
  in_world pct clone 900 901
  [[ $stderr == "unable to clone mountpoint 'mp0' (type bind)" ]]
  given_container 910 stopped 'template: 1' 'rootfs: local-zfs:base-910-disk-0,size=4G'
  in_world pct clone 910 911
  exits 0
  says '^create linked clone of mount point rootfs'
  conf_lacks 911 template
  in_world pct clone 910 912 --storage local-lvm
  [[ $stderr == "parameter 'storage' not allowed for linked clones" ]]
  given_container 920 stopped 'template: 1' 'rootfs: local:920/base-920-disk-0.raw,size=4G'
  in_world pct clone 920 921
  [[ $stderr == "Linked clone feature for 'local:920/base-920-disk-0.raw' is not available" ]]
}

@test "a layer carries clones and snapshots along" {
  given_layer with_clone with_clone
  container_file 901 /root/file 0644 first
  in_world pct clone 900 902 --snapname base
  exits 0
  container_file 902 /root/file 0644 first
}

with_clone() {
  given_container 900 stopped
  given_container_file 900 /root/file 0644 first
  given_snapshot 900 base
  in_world pct clone 900 901 --snapname base
}

@test "destroy: not while it runs, not when protected; nothing is left (§1.1)" {
  given_container 901
  in_world pct destroy 901
  [[ $stderr == 'unable to destroy CT 901 - container is running' ]]
  in_world pct set 901 --protection 1
  in_world pct destroy 901 --force
  [[ $stderr == "can't remove CT 901 - protection mode enabled" ]]
  in_world sh -c 'pct set 901 --protection 0; pct destroy 901 --force --purge'
  exits 0
  no_file /etc/pve/lxc/901.conf
  in_world sh -c 'ls /world/ct; pct list'
  [[ -z $stdout ]]
}
