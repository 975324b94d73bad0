# Containers that commands run in: pct exec, push, nodes, boot. proxmox.md §1, §3
load world
load fakes/build-host

setup() {
  trace_the_test_alone
  given_host
  given_ready_host 2
}
teardown() { end_world; }

inside_901() { in_world pct exec 901 -- "$@"; }

@test "exec: a root of its own, uid 0, cwd /, no shell, the exit codes (§1.2)" {
  given_container 901 ubuntu2404
  inside_901 sh -c 'id -u; pwd; . /etc/os-release; echo "$ID $VERSION_ID"; exit 23'
  exits 23
  [[ $stdout == $'0\n/\nubuntu 24.04' ]]
  inside_901 nothing-of-this-name
  exits 127
  inside_901 /etc/hosts
  exits 126
  inside_901 sh -c "kill -TERM \$\$"
  exits 143
  inside_901 printf '%s|' 'a b' '' '*' "\$HOME"
  [[ $stdout == "a b||*|\$HOME|" ]]
}

@test "exec: the environment is kept but for PATH, or cleared (§1.2)" {
  given_container 901
  in_world env -i SECRET=x LC_ALL=C.UTF-8 /usr/sbin/pct exec 901 -- env
  says '^SECRET=x$'
  says '^LC_ALL=C.UTF-8$'
  says '^PATH=/sbin:/bin:/usr/sbin:/usr/bin$'
  in_world env SECRET=x pct exec 901 --keep-env 0 -- env
  [[ $(sort <<<"$stdout") == $'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nTERM=linux\ncontainer=lxc' ]]
}

@test "exec: before pve-container 5.0.9 there is no --keep-env, and its source does not name it (§1.2)" {
  given_container 901
  file_has /usr/share/perl5/PVE/CLI/pct.pm keep-env
  given_old_pct
  in_world pct exec 901 --keep-env 0 -- true
  ((status != 0))
  says 'Unknown option: keep-env'
  inside_901 true
  exits 0
  in_world grep keep-env /usr/share/perl5/PVE/CLI/pct.pm
  exits 1
}

@test "exec: a host's file that a privileged container gets as its output ends up with mode 0600 (§1.2)" {
  given_container 901
  given_container 902 unprivileged
  in_world sh -c 'pct exec 901 -- true >/root/first; pct exec 902 -- true >/root/second; pct exec 901 -- true | cat >/root/third'
  file_is /root/first 0600
  file_is /root/second 0644
  file_is /root/third 0644
}

@test "exec: what is refused (§1.1, §1.2)" {
  given_container 901 stopped
  inside_901 true
  ((status != 0))
  says "container '901' not running!"
  in_world pct exec 902 -- true
  says "Configuration file 'nodes/pve/lxc/902.conf' does not exist"
  in_world pct start 901
  in_world pct exec 901 --
  says 'missing command'
  in_world pct exec 901 -x -- true
  says 'Unknown option: x'
}

@test "exec: a function comes over stdin" {
  given_container 901
  in_world bash -c "answer() { hostname; cat /etc/hostname; }; { declare -f answer; echo answer; } | pct exec 901 -- bash -s"
  says '^ct901$'
}

@test "the kernel's own is the host's, and read only" {
  given_container 901
  inside_901 cat /sys/module/nvidia/version
  [[ $stdout == 580.76.05 ]]
  inside_901 grep nvidia-uvm /proc/devices
  says '^511 nvidia-uvm$'
  inside_901 sh -c 'touch /sys/x || mknod /tmp/x c 1 3 || echo x >/proc/sys/kernel/hostname'
  ((status != 0))
  [[ $(grep -c '' <<<"$stderr") == 3 ]]
}

@test "a template has no kmod, curl, wget, gnupg, jq, dkms; kmod comes from its repository" {
  local distribution
  for distribution in debian12 debian13 ubuntu2404; do
    given_container 901 "$distribution"
    inside_901 sh -c 'for name in modprobe rmmod lsmod depmod curl wget gpg jq dkms; do command -v "$name"; done; true'
    [[ -z $stdout ]]
    given_container_installed 901 kmod
    container_package 901 kmod installed
    inside_901 rmmod nvidia_uvm
    says "could not remove 'nvidia_uvm': Operation not permitted"
    calls '^ct901: rmmod nvidia_uvm$'
    rm -rf "$WORLD/guests/901"
  done
}

@test "nodes: a privileged container needs a rule for each, any major of a pattern will do (§3.2)" {
  local entry='lxc.mount.entry: /dev/%s dev/%s none bind,optional,create=file 0 0' lines=() node
  for node in nvidia0 nvidiactl nvidia-uvm; do lines+=("${entry//%s/$node}"); done
  given_container 901 privileged "${lines[@]}" 'lxc.cgroup2.devices.allow: c 195:* rwm' 'lxc.cgroup2.devices.allow = c 243:0 rwm'
  inside_901 sh -c ': </dev/nvidia0'
  says 'No such device or address'
  inside_901 sh -c ': </dev/nvidia-uvm'
  says 'Permission denied'
  inside_901 stat -c %t:%T /dev/nvidia-uvm
  [[ $stdout == 1ff:0 ]]
  container_node 901 /dev/nvidia0 ok
  container_node 901 /dev/nvidia-uvm refused
  container_node 901 /dev/nvidia1 none
}

@test "nodes: an unprivileged container needs no rule; devN brings its own (§3.1, §3.2)" {
  given_container 901 unprivileged 'lxc.mount.entry = /dev/nvidia0 dev/nvidia0 none bind,optional,create=file 0 0'
  given_container 902 privileged 'dev0: /dev/nvidia1,mode=0666'
  inside_901 sh -c ': </dev/nvidia0'
  says 'No such device or address'
  in_world pct exec 902 -- sh -c ': </dev/nvidia1'
  says 'No such device or address'
}

@test "nodes: optional,create=file without a source leaves an empty file of mode 0000; without optional no start (§3.2)" {
  rm "$WORLD/dev/nvidia1"
  given_container 901 'lxc.mount.entry: /dev/nvidia1 dev/nvidia1 none bind,optional,create=file 0 0'
  inside_901 stat -c '%F %a' /dev/nvidia1
  [[ $stdout == 'regular empty file 0' ]]
  given_container 902 stopped 'lxc.mount.entry: /dev/nvidia1 dev/nvidia1 none bind,create=file 0 0'
  in_world pct start 902
  exits 255
  says "startup for container '902' failed"
  container_state 902 stopped
}

@test "nodes: a changed conf counts from the next start, and only its current section (§2.2, §2.5)" {
  given_container 901
  given_conf_lines 901 'lxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind,optional,create=file 0 0' \
    '[snap]' 'lxc.mount.entry: /dev/nvidia1 dev/nvidia1 none bind,optional,create=file 0 0'
  container_node 901 /dev/nvidia0 none
  in_world pct reboot 901
  exits 0
  container_node 901 /dev/nvidia0 refused
  container_node 901 /dev/nvidia1 none
}

@test "nodes: late, never, of a wrong major, a regular file" {
  given_gpu_container 901 '0 1' stopped
  given_container_node 901 /dev/nvidia0 'late 2'
  given_container_node 901 /dev/nvidia1 major
  given_container_node 901 /dev/nvidiactl file
  given_container_node 901 /dev/nvidia-uvm never
  in_world bash -c 'pct start 901; pct exec 901 -- ls /dev/nvidia0; pct exec 901 -- sh -c "until [ -c /dev/nvidia0 ]; do sleep 0.1; done; : </dev/nvidia0"; pct exec 901 -- stat -c "%n %F %t" /dev/nvidia1 /dev/nvidiactl'
  says "cannot access '/dev/nvidia0'"
  says 'nvidia0: No such device or address'
  says '^/dev/nvidia1 character special file f0$'
  says '^/dev/nvidiactl regular empty file 0$'
  container_node 901 /dev/nvidia-uvm none
}

@test "boot: the bus, then init, then the network, each at its time (§1.4)" {
  given_container 901 stopped
  given_container_boot 901 bus=0.5 init=1 network=1.5 state=degraded
  in_world bash -c 'pct start 901; pct exec 901 -- sh -c "
    until ip route show default | grep eth0; do systemctl is-system-running; sleep 0.05; done
    getent hosts mirror.example" 2>&1 | uniq'
  [[ $stdout == $'offline\nstarting\ndegraded\ndefault via 10.0.0.1 dev eth0\n127.0.0.1       localhost mirror.example' ]]
}

@test "boot: goes on in the next run; the network may never come" {
  given_container 901
  given_container_boot 901 network=never init=0.2
  given_container_restarted 901
  in_world bash -c 'pct exec 901 -- systemctl is-system-running --wait; pct exec 901 -- getent hosts mirror.example'
  exits 2
  [[ $stdout == running ]]
}

@test "boot: init may be another than systemd" {
  local system
  for system in openrc sysvinit; do
    given_container 902 stopped
    given_container_boot 902 "system=$system" init=1
    in_world bash -c 'pct start 902; pct exec 902 -- sh -c "cat /run/openrc/softlevel; cat /proc/[0-9]*/comm | grep -x rc
      until [ -e /run/booted ] || grep default /run/openrc/softlevel; do sleep 0.1; done
      while cat /proc/[0-9]*/comm | grep -qx rc; do sleep 0.1; done
      ls -d /run/systemd; command -v systemctl; readlink /sbin/init" 2>/dev/null'
    case $system in
      openrc) [[ $stdout == $'sysinit\ndefault\n/bin/busybox' ]] ;;
      *) [[ $stdout == $'rc\n/bin/busybox' ]] ;;
    esac
    rm -rf "$WORLD/guests/902" "$WORLD/state/guests/902".*
  done
}

@test "push: a copy, and exit 0 whatever came of it (§1.3)" {
  given_container 901
  in_world pct push 901 /etc/hosts /root/hosts --perms 0600
  exits 0
  container_file 901 /root/hosts 0600 $'127.0.0.1 localhost mirror.example\n'
  in_world pct push 901 /etc/hosts /no/such/directory/hosts
  exits 0
  [[ -n $stderr ]]
  in_world pct push 901 /etc /root/directory
  exits 0
  container_file 901 /root/directory 0644 ''
  given_push_trouble 4
  in_world pct push 901 /etc/hosts /root/short
  exits 0
  container_file 901 /root/short 0644 127.
}

@test "push: refused before the worker (§1.0, §1.1)" {
  given_container 901 stopped
  in_world pct push 901 /etc/hosts /root/hosts
  ((status != 0))
  says 'can only push files to a running CT'
}

@test "every call has its price and its words, where the world asks for it" {
  given_container 901
  given_pct_cost 0.2
  given_pct_warning 'perl: warning: Setting locale failed.'
  in_world bash -c 'SECONDS=0; start=${EPOCHREALTIME/./}; pct exec 901 -- true; ((${EPOCHREALTIME/./} - start > 200000))'
  exits 0
  [[ $stderr == 'perl: warning: Setting locale failed.' ]]
}

@test "the container may stop in the middle of a command, and be locked by then" {
  given_container 901
  given_container_fault 901 sha256sum '1 stop-container'
  in_world bash -c 'pct exec 901 --keep-env 0 -- sh -c "sha256sum /etc/hosts; echo lives"; echo $?; pct status 901'
  [[ $stdout == $'137\nstatus: stopped' ]]
  calls '^ct901: sha256sum /etc/hosts$'
}
