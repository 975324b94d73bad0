#!/usr/bin/env bats
# The lab's own: which nodes a container has, who may open them, and when they come. Facts: proxmox.md §3.
load ../lab

setup_file() { raise_lab; }
teardown_file() { fell_lab; }

setup() {
  trace_the_test_alone
  inside sh -c 'for n in 0 1 255; do
    name=/dev/nvidia$n; [ $n != 255 ] || name=/dev/nvidiactl; [ -e $name ] || mknod -m 666 $name c 195 $n; done'
}

made() { # CTID UNPRIVILEGED CONF-LINE…
  inside pct create "$1" debian12 --storage local-lvm --hostname "ct$1" --unprivileged "$2" \
    --net0 "name=eth0,bridge=vmbr0,ip=10.77.0.$(($1 % 200 + 10))/24,gw=10.77.0.1" >/dev/null
  printf '%s\n' "${@:3}" | inside sh -c "cat >>/etc/pve/lxc/$1.conf"
}
entry() { printf 'lxc.mount.entry: %s %s none bind,optional,create=file 0 0' "$1" "${1#/}"; } # NODE
node_is() { # CTID PATH LINE-OF-STAT: type, mode, owner
  local found
  found=$(in_container "$1" stat -c '%F %a %U:%G %Hr:%Lr' "$2" 2>&1)
  [[ $found == "$3" ]] || fails "node $2" "$3" "$found"
}
opening() { # CTID PATH TEXT: what the kernel says
  local found
  found=$(in_container "$1" sh -c "LC_ALL=C; : <$2" 2>&1) || :
  [[ $found == *"$3" ]] || fails "opening $2" "$3" "$found"
}
appears() { # CTID PATH SECONDS: not there now, there after so many seconds, at most a second more
  in_container "$1" test ! -e "$2"
  in_container "$1" sh -c "sleep $3.8; test -c $2" || fails "node $2" "there after $3 s" 'nothing'
}
readonly NO_DRIVER='No such device or address' FORBIDDEN='Operation not permitted'

@test 'a privileged container opens what a rule allows, not what it makes itself (§3.2)' {
  made 901 0 'lxc.cgroup2.devices.allow: c 195:0 rw' "$(entry /dev/nvidia0)" "$(entry /dev/nvidia1)"
  inside pct start 901
  node_is 901 /dev/nvidia0 'character special file 666 root:root 195:0'
  opening 901 /dev/nvidia0 "$NO_DRIVER"
  opening 901 /dev/nvidia1 "$FORBIDDEN"
  in_container 901 mknod /root/other c 195 1
  opening 901 /root/other "$FORBIDDEN"
  in_container 901 mknod /root/same c 195 0
  opening 901 /root/same "$NO_DRIVER"
}

@test 'an unprivileged one needs no rule, and sees nobody:nogroup (§3.2)' {
  made 902 1 "$(entry /dev/nvidia0)"
  inside pct start 902
  node_is 902 /dev/nvidia0 'character special file 666 nobody:nogroup 195:0'
  opening 902 /dev/nvidia0 "$NO_DRIVER"
  inside chmod 0600 /dev/nvidia0
  opening 902 /dev/nvidia0 'Permission denied'
  inside chmod 0666 /dev/nvidia0
  in_world lxc-attach -n 902 -- mknod /root/x c 195 0
  says "$FORBIDDEN"
}

@test 'without its node an entry leaves an empty file of mode 0000 (§3.2)' {
  made 903 0 "$(entry /dev/nvidia7)" 'lxc.mount.entry: /dev/nvidia8 dev/nvidia8 none bind,optional 0 0'
  inside pct start 903
  node_is 903 /dev/nvidia7 'regular empty file 0 root:root 0:0'
  in_container 903 test ! -e /dev/nvidia8
}

@test 'devN: a node of its own, 0660 and root of the container, with its rule; in both kinds (§3.1)' {
  made 904 0 'dev0: /dev/nvidia0' 'dev1: /dev/nvidia1,uid=33,gid=8,mode=0640'
  made 905 1 'dev0: /dev/nvidia0,deny-write=1' 'dev1: /dev/nvidia1,uid=33,gid=8,mode=0640'
  inside pct start 904
  inside pct start 905
  node_is 904 /dev/nvidia0 'character special file 660 root:root 195:0'
  node_is 905 /dev/nvidia0 'character special file 660 root:root 195:0'
  node_is 904 /dev/nvidia1 'character special file 640 www-data:mail 195:1'
  node_is 905 /dev/nvidia1 'character special file 640 www-data:mail 195:1'
  opening 904 /dev/nvidia0 "$NO_DRIVER"
  opening 905 /dev/nvidia1 "$NO_DRIVER"
  in_container 904 mknod /root/ctl c 195 255
  opening 904 /root/ctl "$FORBIDDEN"
  opening 904 '/dev/null; : >/dev/nvidia0' "$NO_DRIVER"
  in_container 905 sh -c ': </dev/null'
  file_has /var/lib/lxc/905/config '^lxc.cgroup2.devices.deny = c 195:0 w$'
  inside test "$(inside stat -c %a /dev/nvidia0)" = 666
}

@test 'without its node a devN keeps the container from starting (§3.1)' {
  made 906 0 'dev0: /dev/nvidia7'
  in_world pct start 906
  exits 255
  [[ $stderr == 'Device /dev/nvidia7 does not exist' ]]
}

@test 'a new devN comes into a running container from pve-container 6.0.4 on, else with its next start (§2.5, §3.1)' {
  made 907 0
  made 908 1
  inside pct start 907
  inside pct start 908
  in_world pct set 907 --dev0 /dev/nvidia0
  exits 0
  in_world pct pending 907
  says '^new dev0: /dev/nvidia0$'
  in_container 907 test ! -e /dev/nvidia0
  inside sed -i '/^Package: pve-container$/,/^$/s/^Version: .*/Version: 6.0.4/' /var/lib/dpkg/status
  in_world pct set 907 --dev1 /dev/nvidia1,mode=0666
  exits 0
  in_world pct set 908 --dev1 /dev/nvidia1
  exits 0
  in_world pct set 907 --dev1 /dev/nvidia1,mode=0600
  inside sed -i '/^Package: pve-container$/,/^$/s/^Version: .*/Version: 5.2.6/' /var/lib/dpkg/status
  node_is 907 /dev/nvidia1 'character special file 666 root:root 195:1'
  opening 907 /dev/nvidia1 "$NO_DRIVER"
  node_is 908 /dev/nvidia1 'character special file 660 root:root 195:1'
  in_world pct pending 907
  says '^cur dev1: /dev/nvidia1,mode=0666$'
  says '^new dev1: /dev/nvidia1,mode=0600$'
  in_world pct reboot 907
  exits 0
  node_is 907 /dev/nvidia0 'character special file 660 root:root 195:0'
  node_is 907 /dev/nvidia1 'character special file 600 root:root 195:1'
}

# ── what a world wants ──

@test 'nodes come late, never, as a file or with another number; both kinds of containers' {
  local id
  for id in 910 911; do
    made "$id" $((id - 910)) 'lxc.cgroup2.devices.allow: c 195:* rw' "$(entry /dev/nvidia0)" "$(entry /dev/nvidia1)" "$(entry /dev/nvidiactl)"
    given_container_node "$id" /dev/nvidia0 'late 2'
    given_container_node "$id" /dev/nvidia1 never
    given_container_node "$id" /dev/nvidiactl major
    inside pct start "$id"
    in_container "$id" test ! -e /dev/nvidia1
    node_is "$id" /dev/nvidiactl "character special file 666 $( ((id == 910)) && echo root:root || echo nobody:nogroup) 240:0"
    appears "$id" /dev/nvidia0 2
    opening "$id" /dev/nvidia0 "$NO_DRIVER"
  done
  given_container_node 910 /dev/nvidiactl file
  in_world pct reboot 910
  node_is 910 /dev/nvidiactl 'regular empty file 0 root:root 0:0'
  appears 910 /dev/nvidia0 2
}

@test 'devN can be late, too, and all nodes of a lab; a stopped container gets none' {
  made 912 1 'dev0: /dev/nvidia0,mode=0644' "$(entry /dev/nvidia1)"
  inside sh -c 'echo 2 >/world/late-nodes'
  inside pct start 912
  in_container 912 test ! -e /dev/nvidia1
  appears 912 /dev/nvidia0 2
  node_is 912 /dev/nvidia0 'character special file 644 root:root 195:0'
  node_is 912 /dev/nvidia1 'character special file 666 nobody:nogroup 195:1'
  inside pct reboot 912
  inside pct stop 912
  inside rm /world/late-nodes
  inside pct start 912
  node_is 912 /dev/nvidia1 'character special file 666 nobody:nogroup 195:1'
  sleep 2.5
  [[ $(in_container 912 grep -c ' /dev/nvidia0 ' /proc/mounts) == 1 ]]
}

@test 'the network comes late, or never (§1.4)' {
  made 920 0
  made 921 0
  given_container_boot 920 network=3
  given_container_boot 921 network=never
  inside pct start 920
  inside pct start 921
  in_container 920 sh -c 'test -z "$(ip route)"'
  in_container 920 sh -c 'sleep 5; test -n "$(ip route)"'
  in_world pct exec 921 -- systemctl is-system-running --wait
  [[ $stdout == running ]]
  in_container 921 sh -c 'test -z "$(ip route)"'
  inside rm /world/guests/921.boot
  in_world pct reboot 921
  given_booted 921
}

@test 'a boot that takes its time, one that ends degraded, and one that does not begin' {
  made 922 0
  made 923 0
  made 924 0
  given_container_boot 922 init=4
  given_container_boot 923 state=degraded
  given_container_boot 924 bus=never
  inside pct start 922
  in_world pct exec 922 -- sh -c 'until [ -S /run/systemd/private ]; do sleep 0.1; done; timeout 2 systemctl is-system-running --wait'
  exits 124
  in_world pct exec 922 -- systemctl is-system-running --wait
  [[ $stdout == running ]]
  inside pct start 923
  # Asked too early systemctl cannot even connect.
  in_world pct exec 923 -- sh -c 'until [ -S /run/systemd/private ]; do sleep 0.1; done; systemctl is-system-running --wait'
  exits 1
  [[ $stdout == degraded ]]
  inside pct start 924
  in_world pct exec 924 -- systemctl is-system-running
  exits 1
  [[ $stdout == offline ]]
  inside pct stop 924
}
