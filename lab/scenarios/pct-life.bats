#!/usr/bin/env bats
# The lab's own: containers made, started and stopped with pct. Facts: proxmox.md §1, §2.5.
load ../lab

setup_file() {
  raise_lab
  place "$LAB_NAME"
  made 901 --unprivileged 0
  made 902 --unprivileged 1
  inside pct start 901
  inside pct start 902
}
teardown_file() { fell_lab; }

made() { # CTID OPTION…
  inside pct create "$1" debian12 --storage local-lvm --hostname "ct$1" "${@:2}" \
    --net0 "name=eth0,bridge=vmbr0,ip=10.77.0.$(($1 % 200 + 10))/24,gw=10.77.0.1" >/dev/null
}

conf_lacks_line() { [[ $(inside cat "/etc/pve/lxc/$1.conf") != *$2* ]] || fails "conf of $1" "no $2" "$2"; } # CTID TEXT
prints() { [[ $stdout == "$1" ]] || fails stdout "$1" "$stdout"; } # TEXT
warns() { [[ $stderr == "$1" ]] || fails stderr "$1" "$stderr"; }  # TEXT

# ── create ──

@test 'create writes a conf with what it was given and what it found (§1.1)' {
  in_world pct create 920 local:vztmpl/ubuntu-24.04-standard_24.04-2_amd64.tar.zst --rootfs local-lvm:8 --hostname u --unprivileged 1 \
    --memory 1024 --net0 name=eth0,bridge=vmbr0,hwaddr=02:00:00:00:00:01,ip=dhcp --features nesting=1,keyctl=1 --description 'a: b'
  exits 0
  warns ''
  file_is /etc/pve/lxc/920.conf 0640 '#a%3A b
arch: amd64
features: nesting=1,keyctl=1
hostname: u
memory: 1024
net0: name=eth0,bridge=vmbr0,hwaddr=02:00:00:00:00:01,ip=dhcp,type=veth
ostype: ubuntu
rootfs: local-lvm:vm-920-disk-0,size=8G
swap: 512
unprivileged: 1
'
  file_has /etc/pve/.vmlist '"920":\{"node":"pve","type":"lxc"'
  in_world pct create 920 debian12
  [[ $status != 0 ]]
  warns "CT 920 already exists on node 'pve'"
  in_world pct create 921 local:vztmpl/fedora-40.tar.zst
  [[ $status != 0 ]]
  warns "volume 'local:vztmpl/fedora-40.tar.zst' does not exist"
  in_world pct create 921 debian12 --storage elsewhere
  warns "storage 'elsewhere' does not exist"
  no_file /etc/pve/lxc/921.conf
}

@test 'on pve-container 5 a container is privileged unless it is said otherwise; its storage is local (§1.1)' {
  in_world pct create 922 debian13
  exits 0
  conf_lacks_line 922 unprivileged
  file_has /etc/pve/lxc/922.conf '^rootfs: local:922/vm-922-disk-0.raw,size=4G$'
  file_has /etc/pve/lxc/922.conf '^hostname: CT922$'
}

# ── start and stop ──

@test 'start, stop, shutdown and reboot are not idempotent, and say so (§1.1)' {
  made 903 --unprivileged 0
  in_world pct stop 903
  [[ $status != 0 ]]
  warns 'CT 903 not running'
  in_world pct shutdown 903
  warns 'CT 903 not running'
  in_world pct reboot 903
  warns 'VM 903 not running'
  in_world pct start 903
  exits 0
  prints ''
  warns ''
  in_world pct status 903
  prints 'status: running'
  in_world pct start 903
  [[ $status != 0 ]]
  warns 'CT 903 already running'
  given_booted 903
  in_world pct reboot 903
  exits 0
  given_booted 903
  in_world pct shutdown 903 --timeout 20
  exits 0
  in_world pct status 903
  prints 'status: stopped'
  in_world pct stop 903
  [[ $status != 0 ]]
}

@test 'a container that does not care is stopped hard by --forceStop alone (§1.1)' {
  given_booted 901
  in_container 901 sh -c 'ln -s /dev/null /run/systemd/transient/poweroff.target; systemctl mask --runtime poweroff.target halt.target' 2>/dev/null
  in_world pct shutdown 901 --timeout 1
  exits 255
  [[ ${stderr##*$'\n'} == 'container did not stop' ]]
  in_world pct shutdown 901 --timeout 1 --forceStop 1
  exits 0
  in_world pct start 901
  exits 0
}

@test 'what fails in the task ends in 255, its last line is stderr, the rest stdout (§1.0)' {
  made 904 --unprivileged 0
  given_file /etc/pve/lxc/904.conf.more 0640 $'lxc.mount.entry: /nowhere mnt none bind 0 0\n'
  inside sh -c 'cat /etc/pve/lxc/904.conf.more >>/etc/pve/lxc/904.conf; rm /etc/pve/lxc/904.conf.more'
  in_world pct start 904
  exits 255
  warns "startup for container '904' failed"
  says 'lxc-start: 904:'
  in_world pct status 904
  prints 'status: stopped'
  inside sed -i 's/^lxc.mount.*/template: 1/' /etc/pve/lxc/904.conf
  in_world pct start 904
  exits 255
  warns "you can't start a CT if it's a template"
}

@test 'network, name and resolver are what the conf says, in privileged and unprivileged containers' {
  given_booted 901 902
  in_container 901 sh -c 'hostname; cat /etc/hostname' >"$WORLD/out/names"
  [[ $(<"$WORLD/out/names") == $'ct901\nct901' ]]
  [[ $(in_container 902 sh -c 'ip -o -4 address show eth0') == *' 10.77.0.112/24 '* ]]
  [[ $(in_container 902 ip route show default) == 'default via 10.77.0.1 '* ]]
  [[ $(in_container 902 cat /etc/resolv.conf) == 'nameserver 10.77.0.1' ]]
  in_container 901 getent hosts ct901
  [[ $(in_container 902 cat /proc/self/uid_map) == *' 100000 '* ]]
  [[ $(in_container 902 stat -c %U:%G /etc /etc/hosts | sort -u) == root:root ]]
}

@test 'a reboot from inside renders the conf again, and applies what is pending (§1.4)' {
  made 905 --unprivileged 0
  in_world pct start 905
  given_booted 905
  in_world pct set 905 --tty 3
  exits 0
  in_world pct pending 905
  says '^new tty: 3$'
  inside sh -c "echo 'lxc.environment: LATER=1' >/root/line; sed -i '/^swap/r /root/line' /etc/pve/lxc/905.conf"
  in_container 905 systemctl reboot
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    if [[ $(in_container 905 printenv LATER 2>/dev/null) == 1 ]]; then break; fi
    sleep 0.1
  done
  [[ $(in_container 905 printenv LATER) == 1 ]]
  in_world pct pending 905
  says '^cur tty: 3$'
  in_world pct stop 905
  exits 0
}

@test 'set: what is live comes at once, the rest waits for the next start; revert takes it back (§2.5)' {
  in_world pct set 901 --memory 1024 --tags x --nameserver 10.77.0.1 --features nesting=1
  exits 0
  in_world pct pending 901
  says '^cur memory: 1024$'
  says '^cur tags: x$'
  says '^new features: nesting=1$'
  file_has /etc/pve/lxc/901.conf '^\[pve:pending\]$'
  in_world pct set 901 --revert features,nameserver
  exits 0
  conf_lacks_line 901 pve:pending
  in_world pct set 901 --delete tags
  conf_lacks_line 901 tags
}

@test 'start looks away from a lock, if asked; the umask of the caller does no harm (§1.0)' {
  inside sh -c 'umask 077; pct create 907 debian12 --storage local-lvm --unprivileged 1 >/dev/null; pct start 907'
  in_world pct exec 907 -- ls -d /root
  exits 0
  inside pct stop 907
  inside sed -i '1i lock: backup' /etc/pve/lxc/907.conf
  in_world pct start 907
  exits 255
  [[ ${stderr##*$'\n'} == 'CT is locked (backup)' ]]
  in_world pct start 907 --skiplock
  exits 0
  in_world pct exec 907 -- true
  exits 0
  in_world pct stop 907
  exits 255
  in_world pct stop 907 --skiplock
  exits 0
}

@test 'under high availability start and shutdown are only asked for, and done later (§1.0)' {
  made 908 --unprivileged 0
  inside sh -c 'echo 2 >/world/guests/908.ha'
  in_world pct start 908
  exits 0
  prints 'Requesting HA start for CT 908'
  in_world pct status 908
  prints 'status: stopped'
  sleep 4
  in_world pct status 908
  prints 'status: running'
  in_world pct shutdown 908 --timeout 5 --forceStop 1
  exits 0
  prints 'Requesting HA stop for CT 908'
  in_world pct status 908
  prints 'status: running'
  sleep 5
  in_world pct status 908
  prints 'status: stopped'
}

@test 'a container that the world calls broken does not start' {
  made 909 --unprivileged 0
  given_container_broken 909
  in_world pct start 909
  exits 255
  warns "startup for container '909' failed"
}

@test 'the task of a pct that is killed goes on until it has something to say (§1.0)' {
  made 906 --unprivileged 0
  inside pct start 906
  given_booted 906
  # Its task has the lock from its beginning on.
  in_world bash -c 'pct shutdown 906 & while kill -0 $! && flock --nonblock /run/lock/lxc/pve-config-906.lock true; do sleep 0.05; done
    kill -KILL $!; wait $!
    for ((tries = 0; tries < 100; tries++)); do pct status 906 | grep -q stopped && exit; sleep 0.1; done; exit 1'
  exits 0
  in_world bash -c 'exec 9>>/run/lock/lxc/pve-config-906.lock; flock 9
    pct snapshot 906 one 9>&- & sleep 0.5; kill -KILL $!; wait $!; flock --unlock 9; sleep 1; grep parent /etc/pve/lxc/906.conf'
  exits 1
}

# ── the host's boot ──

@test 'containers with onboot start with the host, in their order; a lock of a backup does not outlive it (§1.0, §5.3)' {
  made 930 --unprivileged 0 --onboot 1 --startup order=2
  made 931 --unprivileged 0 --onboot 1 --startup order=1
  inside sed -i '1ilock: backup' /etc/pve/lxc/930.conf
  reboot_host
  in_world pct list
  says '^930        running               *ct930'
  says '^931        running               *ct931'
  says '^902        stopped               *ct902'
  in_world sh -c 'journalctl -b -o cat -u pve-container@930 -u pve-container@931 | grep Started'
  [[ $stdout == *931*930* ]]
}
