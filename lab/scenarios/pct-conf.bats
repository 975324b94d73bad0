#!/usr/bin/env bats
# The lab's own: pct reads, rewrites, shows and locks a conf as Proxmox does. Facts: proxmox.md §1, §2.
load ../lab

setup_file() { raise_lab; }
teardown_file() { fell_lab; }

given_conf_of() { given_file "/etc/pve/nodes/pve/lxc/$1.conf" 0640 "$2"; }    # CTID TEXT
conf_of() { file_is "/etc/pve/nodes/pve/lxc/$1.conf" 0640 "$2"; }             # CTID TEXT
prints() { [[ $stdout == "$1" ]] || fails stdout "$1" "$stdout"; }           # TEXT
warns() { [[ $stderr == "$1" ]] || fails stderr "$1" "$stderr"; }            # TEXT

# What every conf needs before pct makes anything of it.
readonly BASE=$'arch: amd64\nostype: debian\nrootfs: local-lvm:vm-800-disk-0\n'

hold_conf() { # CTID SECONDS: another program has its lock
  inside sh -c "mkdir -p /run/lock/lxc; flock /run/lock/lxc/pve-config-$1.lock sleep $2 >/dev/null 2>&1 &
    until ! flock -n /run/lock/lxc/pve-config-$1.lock true; do sleep 0.02; done"
}

@test 'a rewrite puts comments first, sorts properties, keeps raw lines in order, and knows three kinds of sections (§2.1)' {
  given_conf_of 801 $'memory: 512\r\n# first: 100%\nlxc.cgroup2.devices.allow = c 195:0 rw\nlxc.cap.drop:\nostype: debian\nmemory: 1024\narch: amd64
lxc.mount.entry=/dev/x dev/x none bind\n# later\n\nrootfs: local-lvm:vm-801-disk-0
[zz]\nlxc.arch = amd64\nmemory: 1\n# of zz\n\n[pve:pending]\nfeatures: nesting=1\n[aa]\nsnaptime: 5\n'
  in_world pct set 801 --tags a
  exits 0
  warns ''
  conf_of 801 '# first%3A 100%25
# later
arch: amd64
memory: 1024
ostype: debian
rootfs: local-lvm:vm-801-disk-0
tags: a
lxc.cgroup2.devices.allow: c 195:0 rw
lxc.cap.drop: 
lxc.mount.entry: /dev/x dev/x none bind

[pve:pending]
features: nesting=1

[aa]
snaptime: 5

[zz]
# of zz
memory: 1
lxc.arch: amd64
'
}

@test 'a line that is neither is dropped with a warning, a misspelt property stays with one (§2.1, §2.3)' {
  given_conf_of 802 "$BASE"$'memory = 512\nmemroy: 5\n  indented: 1\nlxc.time.offset: 1\nlxc.rootfs.path: /\nlxc.cgroup.x: 1\nonboot: perhaps\n'
  in_world pct config 802
  exits 0
  warns "vm 802 - unable to parse config: memory = 512
vm 802 - unable to parse value of 'memroy' - unknown setting 'memroy'
vm 802 - unable to parse config:   indented: 1
vm 802 - unable to parse config: lxc.time.offset: 1
vm 802 - lxc.rootfs.path: lxc.rootfs.path is auto generated from rootfs
vm 802 - lxc.cgroup.x is deprecated, this will be a hard error in the future!
vm 802 - unable to parse value of 'onboot' - type check ('boolean') failed - got 'perhaps'"
  in_world pct set 802 --tags a
  exits 0
  conf_of 802 $'arch: amd64\nmemroy: 5\nonboot: perhaps\nostype: debian\nrootfs: local-lvm:vm-800-disk-0\ntags: a\nlxc.cgroup.x: 1\n'
}

@test 'config merges what is pending and shows no section; --current and --snapshot show the others (§1.1)' {
  given_conf_of 803 "$BASE"$'tty: 2\nlxc.b: 1\nlxc.include = /b\nlxc.arch = /a\n#note\n[pve:pending]\ntty: 3\ndelete: arch\n[snap]\ntty: 4\n'
  in_world pct config 803
  exits 0
  prints $'description: note%0A\nostype: debian\nrootfs: local-lvm:vm-800-disk-0\ntty: 3\nlxc.include: /b\nlxc.arch: /a'
  in_world pct config 803 --current
  prints $'arch: amd64\ndescription: note%0A\nostype: debian\nrootfs: local-lvm:vm-800-disk-0\ntty: 2\nlxc.include: /b\nlxc.arch: /a'
  in_world pct config 803 --snapshot snap
  prints 'tty: 4'
  in_world pct config 803 --snapshot other
  [[ $status != 0 ]]
  warns $'vm 803 - unable to parse config: lxc.b: 1\nsnapshot \'other\' does not exist'
  in_world pct pending 803
  prints $'del arch: amd64\ncur description: note%0A\ncur ostype: debian\ncur rootfs: local-lvm:vm-800-disk-0\ncur tty: 2\nnew tty: 3'
}

@test 'set: what it refuses, and what it says (§1.1)' {
  given_conf_of 804 "$BASE"
  in_world pct set 804
  [[ $status != 0 ]]
  warns 'no options specified'
  in_world pct set 804 --unprivileged 1
  [[ $status != 0 ]]
  warns "unable to modify read-only option: 'unprivileged'"
  in_world pct set 804 --delete memory
  exits 0
  warns "cannot delete 'memory' - not set in current configuration!"
  in_world pct set 804 --delete nonsense
  [[ $status != 0 ]]
  says "unknown option 'nonsense'"
  in_world pct set 804 --digest "$(printf '0%.0s' {1..40})" --tags a
  [[ $status != 0 ]]
  warns 'detected modified configuration - file changed by other user? Try again.'
  in_world pct set 804 --digest "$(inside sha1sum /etc/pve/lxc/804.conf | cut -d' ' -f1)" --tags a
  exits 0
  in_world pct set 804 --dev0 /dev/nothing
  [[ $status != 0 ]]
  warns 'Device /dev/nothing does not exist'
  in_world pct set 804 --dev0 /etc/passwd
  [[ $status != 0 ]]
  says 'dev0: invalid format - format error'
  in_world pct set 804 --dev0 /dev/null,mode=999
  [[ $status != 0 ]]
  says 'dev0.mode: value does not match the regex pattern'
  in_world pct set 804 --dev0 /dev/pts
  warns '/dev/pts is not a device'
  conf_of 804 $'arch: amd64\nostype: debian\nrootfs: local-lvm:vm-800-disk-0\ntags: a\n'
}

@test 'a node that is gone makes every set fail, after it has written (§3.1)' {
  given_conf_of 805 "$BASE"$'dev0: /dev/gone\n'
  in_world pct set 805 --tags a
  [[ $status != 0 ]]
  warns 'Device /dev/gone does not exist'
  file_has /etc/pve/lxc/805.conf '^tags: a$'
}

@test 'options as Getopt reads them: permuted, abbreviated, with one dash; booleans with and without value (§1.0)' {
  given_conf_of 806 "$BASE"
  in_world pct set -hostn name 806 -onb
  exits 0
  file_has /etc/pve/lxc/806.conf '^onboot: 1$'
  file_has /etc/pve/lxc/806.conf '^hostname: name$'
  in_world pct set 806 --onboot=0
  file_has /etc/pve/lxc/806.conf '^onboot: 0$'
  in_world pct set 806 --nonsense 1
  exits 255
  warns $'Unknown option: nonsense\n400 unable to parse option\npct set <vmid> [OPTIONS]'
  in_world pct nonsense
  exits 255
  says "^ERROR: unknown command 'pct nonsense'$"
}

@test 'what the charset of the locale does not have is lost (§1.0)' {
  given_conf_of 807 "$BASE"
  in_world env LC_ALL=C pct set 807 --description 'ü: %'
  exits 0
  file_has /etc/pve/lxc/807.conf '^#%EF%BF%BD%EF%BF%BD%3A %25$'
  in_world env LC_ALL=C.UTF-8 pct set 807 --description 'ü'
  file_has /etc/pve/lxc/807.conf '^#%C3%BC$'
}

@test 'no such container, here or on another node; ids are numbers from 100 (§1.0)' {
  inside mkdir -p /etc/pve/nodes/other/lxc
  given_file /etc/pve/nodes/other/lxc/808.conf 0640 "$BASE"
  local command
  for command in status config pending start set\ --tags=a unlock destroy listsnapshot template enter; do
    in_world sh -c "pct $command 808"
    [[ $status != 0 ]] || fails "pct $command" 'a failure' "$status"
    warns "Configuration file 'nodes/pve/lxc/808.conf' does not exist"
  done
  in_world pct create 808 debian12
  [[ $status != 0 ]]
  warns "CT 808 already exists on node 'other'"
  in_world pct config 99
  [[ $status != 0 ]]
  says 'vmid: value must have a minimum value of 100'
}

# ── locks ──

@test 'the lock of a conf is waited for, 10 seconds, and the waiting is said (§1.0)' {
  given_conf_of 810 "$BASE"
  hold_conf 810 2
  in_world pct set 810 --tags a
  exits 0
  warns $'trying to acquire lock...\n OK'
  hold_conf 810 30
  in_world bash -c 'time pct set 810 --tags b'
  [[ $status != 0 ]]
  says "^can't lock file '/run/lock/lxc/pve-config-810.lock' - got timeout$"
  says '^real.*0m10\.'
  in_world timeout 2 pct config 810
  exits 0
  in_world timeout 2 pct status 810
  exits 0
}

@test 'lock: in a conf keeps all but status and config away; unlock takes any lock, and fails where there is none (§1.0)' {
  given_conf_of 811 "$BASE"$'lock: backup\n'
  local command
  for command in 'set 811 --tags a' 'start 811' 'snapshot 811 snap' 'clone 811 899' 'destroy 811' 'template 811'; do
    in_world sh -c "pct $command"
    [[ $status != 0 ]] || fails "pct $command" 'a failure' "$status"
    says '^CT is locked \(backup\)$'
  done
  no_file /etc/pve/lxc/899.conf
  in_world pct list
  says '^811        stopped    backup       CT811 {15}$'
  in_world pct unlock 811
  exits 0
  in_world pct unlock 811
  [[ $status != 0 ]]
  warns 'no lock found trying to remove any lock'
}

@test 'list: nothing without a container, else a header and padded lines by id (§1.1)' {
  inside sh -c 'mkdir /root/confs; mv /etc/pve/nodes/pve/lxc/*.conf /root/confs' 2>/dev/null || :
  in_world pct list
  exits 0
  prints ''
  given_conf_of 1000 "$BASE"
  given_conf_of 900 "$BASE"$'hostname: nine\n'
  in_world pct list
  [[ $(<"$WORLD/out/stdout") == "$(printf '%-10s %-10s %-12s %-20s\n' VMID Status Lock Name 900 stopped '' nine 1000 stopped '' CT1000)" ]]
}

@test 'without quorum nothing is written or started (§1.0, §4)' {
  given_conf_of 820 "$BASE"
  inside touch /world/no-quorum
  in_world pct set 820 --tags a
  local set_status=$status set_stderr=$stderr
  in_world pct start 820
  inside rm /world/no-quorum
  [[ $set_status != 0 && $set_stderr == *'Permission denied'* ]]
  [[ $status != 0 ]]
  warns 'cluster not ready - no quorum?'
}

@test 'before pve-container 5.0.7 there is neither devN nor --keep-env (§1.2, §3.1)' {
  given_conf_of 821 "$BASE"$'dev0: /dev/null\n'
  in_world grep -c "'keep-env' => {" /usr/share/perl5/PVE/CLI/pct.pm
  exits 0
  inside sed -i.new "/'keep-env' => {/,/},/d" /usr/share/perl5/PVE/CLI/pct.pm
  inside touch /world/pct-old
  in_world pct exec 821 --keep-env 0 -- true
  local exec_stderr=$stderr
  in_world pct set 821 --dev1 /dev/null
  local set_stderr=$stderr
  in_world pct config 821
  inside sh -c 'rm /world/pct-old; mv /usr/share/perl5/PVE/CLI/pct.pm.new /usr/share/perl5/PVE/CLI/pct.pm'
  [[ $exec_stderr == 'Unknown option: keep-env'* && $set_stderr == 'Unknown option: dev1'* ]]
  says "unable to parse value of 'dev0' - unknown setting 'dev0'"
  says '^dev0: /dev/null$'
}
