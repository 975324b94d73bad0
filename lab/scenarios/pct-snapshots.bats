#!/usr/bin/env bats
# The lab's own: snapshots, clones, templates and their end. Facts: proxmox.md §1.1, §2.4, §5.
load ../lab

setup_file() { raise_lab; }
teardown_file() { fell_lab; }

made() { # CTID [OPTION…]
  inside pct create "$1" debian12 --storage local-lvm --hostname "ct$1" --unprivileged 0 "${@:2}" \
    --net0 "name=eth0,bridge=vmbr0,ip=10.77.0.$(($1 % 200 + 10))/24,gw=10.77.0.1" >/dev/null
}

conf_text() { inside cat "/etc/pve/lxc/$1.conf"; }                                           # CTID
head_of() { conf_text "$1" | sed '/^$/,$d'; }                                                # CTID
add_line() { inside sh -c "printf '%s\n' '$2' >>/etc/pve/lxc/$1.conf"; }                     # CTID LINE, of a conf without sections
content() { # CTID PATH: of a stopped container
  inside sh -c "pct mount $1 >/dev/null; cat /var/lib/lxc/$1/rootfs$2; pct unmount $1" 2>&1
}
write_to() { # CTID PATH TEXT: to a stopped container
  inside sh -c "pct mount $1 >/dev/null; printf '%s\n' '$3' >/var/lib/lxc/$1/rootfs$2; pct unmount $1"
}
prints() { [[ $stdout == "$1" ]] || fails stdout "$1" "$stdout"; } # TEXT
warns() { [[ $stderr == "$1" ]] || fails stderr "$1" "$stderr"; }  # TEXT
is() { [[ $1 == "$2" ]] || fails 'a text' "$2" "$1"; }             # FOUND EXPECTED

@test 'a snapshot keeps files, properties and raw lines; rollback brings them back and drops what came later (§2.4)' {
  made 901 --description 'of the container'
  add_line 901 'lxc.cgroup2.devices.allow: c 195:0 rw'
  write_to 901 /root/file first
  in_world pct snapshot 901 one --description 'two
lines: %'
  exits 0
  local before
  before=$(head_of 901)
  [[ $(conf_text 901) == *$'\n\n[one]\n#two\n#lines%3A %25\narch: amd64\n'*$'\nsnaptime: '*$'\nlxc.cgroup2.devices.allow: c 195:0 rw' ]]
  inside sed -i '0,/^swap/ {/^swap/a lxc.mount.entry: /dev/x dev/x none bind,optional 0 0
}' /etc/pve/lxc/901.conf
  inside pct set 901 --memory 777 --description changed
  write_to 901 /root/file second
  in_world pct rollback 901 one
  exits 0
  is "$(content 901 /root/file)" first
  is "$(head_of 901)" "${before/of the container/changed}"
  [[ $before == *$'\nparent: one\n'* ]]
}

@test 'a running container is snapshot as it runs; rollback stops it hard, and starts it if asked (§1.1, §5.1)' {
  made 902
  inside pct start 902
  given_booted 902
  in_container 902 sh -c 'echo first >/root/file; rm /etc/motd; mkdir /opt/new; mv /etc/init.d /etc/other'
  in_world pct snapshot 902 one
  exits 0
  in_container 902 sh -c 'echo second >/root/file; echo back >/etc/motd; rmdir /opt/new'
  in_world pct rollback 902 one
  exits 0
  in_world pct status 902
  prints 'status: stopped'
  in_world pct rollback 902 one --start 1
  exits 0
  is "$(in_container 902 sh -c 'cat /root/file; ls -d /opt/new; ls -d /etc/motd 2>&1; ls -d /etc/init.d 2>&1; ls -A /etc/other')" \
    "$(in_container 902 sh -c 'printf "first\n/opt/new\n"; ls -d /etc/motd 2>&1; ls -d /etc/init.d 2>&1; ls -A /etc/other')"
  in_container 902 test ! -e /etc/motd -a -d /etc/other/ -a ! -e /etc/init.d
  inside pct stop 902
}

@test 'snapshot: what it refuses (§1.1, §5.1)' {
  made 903
  in_world pct snapshot 903 one
  exits 0
  in_world pct snapshot 903 one
  exits 255
  warns "snapshot name 'one' already used"
  in_world pct snapshot 903 current
  [[ $status != 0 ]]
  warns "unable to use snapshot name 'current' (reserved name)"
  in_world pct snapshot 903 1st
  [[ $status != 0 ]]
  says "snapname: invalid format - invalid configuration ID '1st'"
  in_world pct rollback 903 two
  exits 255
  warns "snapshot 'two' does not exist"
  in_world pct delsnapshot 903 two
  exits 255
  warns "snapshot 'two' does not exist"
  in_world pct create 904 debian12 --unprivileged 0
  in_world pct snapshot 904 one
  exits 255
  warns 'snapshot feature is not available'
  inside pct set 903 --mp0 /root,mp=/host
  in_world pct snapshot 903 two
  warns 'snapshot feature is not available'
}

@test 'listsnapshot: a tree, the oldest first, "current" last (§1.1)' {
  made 905
  in_world pct listsnapshot 905
  is "$(<"$WORLD/out/stdout")" "$(printf '%s %-27s %-23s %s' '`->' current '' 'You are here!')"
  inside pct snapshot 905 aa
  inside pct snapshot 905 bb --description $'one\nlast'
  inside sed -i '/^\[aa\]/,$ s/^snaptime: .*/snaptime: 0/; /^\[bb\]/,$ s/^snaptime: .*/snaptime: 60/' /etc/pve/lxc/905.conf
  in_world env TZ=UTC pct listsnapshot 905
  is "$(<"$WORLD/out/stdout")" "$(printf '%s\n' \
    "$(printf '%s %-27s %-23s %s' '`->' aa '1970-01-01 00:00:00' no-description)" \
    "$(printf '%s %-26s %-23s %s' ' `->' bb '1970-01-01 00:01:00' last)" \
    "$(printf '%s %-25s %-23s %s' '  `->' current '' 'You are here!')")"
}

@test 'delsnapshot: its children get its parent; what a clone stands on stays' {
  made 906
  inside pct snapshot 906 aa
  write_to 906 /root/file b
  inside pct snapshot 906 bb
  inside pct clone 906 916 --snapname bb --full 0
  inside pct snapshot 906 cc
  in_world pct delsnapshot 906 bb
  exits 0
  [[ $(conf_text 906) != *'[bb]'* && $(conf_text 906) == *'[cc]'*$'\nparent: aa\n'* ]]
  in_world pct rollback 906 aa
  inside pct destroy 906
  is "$(content 916 /root/file)" b
  inside pct destroy 916
  is "$(inside find /var/lib/vz/images/frozen /var/lib/vz/images/9?6 -mindepth 1 -maxdepth 1 -newer /etc/pve/lxc/905.conf 2>/dev/null)" ''
}

# ── clone ──

@test 'a clone has all but snapshots and MAC addresses; the source is unlocked (§5.2)' {
  made 907 --onboot 1
  add_line 907 'lxc.mount.entry: /dev/x dev/x none bind,optional 0 0'
  write_to 907 /root/file text
  in_world pct clone 907 917 --hostname other
  exits 0
  says '^create full clone of mountpoint rootfs \(local-lvm:vm-907-disk-0\)$'
  local expected
  expected=$(head_of 907 | sed 's/^hostname: .*/hostname: other/; s/disk-0/disk-0/; s/vm-907/vm-917/; /^net0/d')
  is "$(head_of 917 | sed '/^net0/d')" "$expected"
  [[ $(conf_text 917 | grep '^net0') != "$(conf_text 907 | grep '^net0')" ]]
  is "$(content 917 /root/file)" text
  is "$(content 917 /etc/machine-id)" ''
  write_to 917 /root/file other
  is "$(content 907 /root/file)" text
  in_world pct clone 907 917
  [[ $status != 0 ]]
  warns "CT 917 already exists on node 'pve'"
  in_world pct set 907 --tags a
  exits 0
}

@test 'a running container can be cloned from a snapshot alone; linked from a snapshot (§5.1, §5.2)' {
  made 908
  inside pct start 908
  in_container 908 sh -c 'echo first >/root/file'
  in_world pct clone 908 918
  [[ $status != 0 ]]
  warns 'Full clone of a running container is only possible from a snapshot'
  no_file /etc/pve/lxc/918.conf
  in_world pct clone 908 918 --full 0
  [[ $status != 0 ]]
  warns "Linked clone feature for 'local-lvm:vm-908-disk-0' is not available"
  inside pct snapshot 908 one
  in_container 908 sh -c 'echo second >/root/file'
  in_world pct clone 908 918 --snapname one
  exits 0
  is "$(content 918 /root/file)" first
  in_world pct clone 908 919 --snapname one --full 0
  exits 0
  says '^create linked clone of mount point rootfs'
  is "$(content 919 /root/file)" first
  in_world pct clone 908 920 --snapname none
  [[ $status != 0 ]]
  warns "snapshot 'none' does not exist"
  inside pct stop 908
}

@test 'what cannot be cloned (§5.2)' {
  made 921
  inside pct set 921 --mp0 /root,mp=/host
  in_world pct clone 921 931
  [[ $status != 0 ]]
  warns "unable to clone mountpoint 'mp0' (type bind)"
  inside pct set 921 --delete mp0
  in_world pct clone 921 931 --full 0 --storage local
  warns "parameter 'storage' not allowed for linked clones"
  in_world pct clone 921 931 --storage local
  exits 0
  file_has /etc/pve/lxc/931.conf '^rootfs: local:931/vm-931-disk-0.raw,size=4G$'
}

@test 'two clones of one source at once: one of them finds it locked (§5.2)' {
  made 922
  in_world sh -c 'pct clone 922 932 >/dev/null 2>/world/one & pct clone 922 933 >/dev/null 2>/world/two; wait; cat /world/one /world/two'
  [[ $stdout == *'CT is locked (disk)'* || $(inside ls /etc/pve/lxc) == *932.conf*933.conf* ]]
  in_world pct unlock 922
  [[ $status != 0 ]]
}

# ── template and destroy ──

@test 'a template does not start, and is cloned linked; template exits 0 whatever comes of it (§1.0, §5.3)' {
  made 940
  inside pct snapshot 940 one
  in_world pct template 940
  [[ $status != 0 ]]
  warns 'unable to create template, because CT contains snapshots'
  inside pct delsnapshot 940 one
  inside pct start 940
  in_world pct template 940
  [[ $status != 0 ]]
  warns "you can't convert a CT to template if the CT is running"
  inside pct stop 940
  write_to 940 /root/file base
  in_world pct template 940
  exits 0
  file_has /etc/pve/lxc/940.conf '^template: 1$'
  file_has /etc/pve/lxc/940.conf '^rootfs: local-lvm:base-940-disk-0,size=4G$'
  no_file /var/lib/lxc/940/config
  in_world pct template 940
  [[ $status != 0 ]]
  warns "you can't convert a template to a template"
  in_world pct start 940
  exits 255
  warns "you can't start a CT if it's a template"
  in_world pct snapshot 940 one
  exits 255
  warns "you can't take a snapshot if it's a template"
  in_world pct clone 940 941
  exits 0
  says '^create linked clone'
  is "$(content 941 /root/file)" base
  [[ $(conf_text 941) != *template* ]]
  made 942
  inside pct set 942 --mp0 /root,mp=/host
  in_world pct template 942
  exits 0
  warns "Template feature is not available for '/root'"
}

@test 'destroy: not while it runs, unless forced; nothing is left (§1.1)' {
  made 950
  inside pct start 950
  in_world pct destroy 950
  [[ $status != 0 ]]
  warns 'unable to destroy CT 950 - container is running'
  inside sed -i '1i protection: 1' /etc/pve/lxc/950.conf
  in_world pct destroy 950 --force
  [[ $status != 0 ]]
  warns "can't remove CT 950 - protection mode enabled"
  inside sed -i '/^protection/d' /etc/pve/lxc/950.conf
  in_world pct destroy 950 --force --purge
  exits 0
  no_file /etc/pve/lxc/950.conf
  no_file /var/lib/lxc/950
  no_file /var/lib/vz/images/950
  [[ $(inside cat /etc/pve/.vmlist) != *950* ]]
}
