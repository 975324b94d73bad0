# Containers: whether one runs, as the kernel shows it. proxmox.md §1.5
load world
load fakes/build-host

setup() { trace_the_test_alone; given_host; }
teardown() { end_world; }

sockets() { sed -n 's/.* @\/var\/lib\/lxc\/\([0-9]*\)\/command$/\1/p' | sort; }

@test "a running container has its monitor's socket; each run of the world begins with those that run (§1.5)" {
  given_container 901
  given_container 902 stopped
  given_guest 101 running
  in_world cat /proc/net/unix
  [[ $(sockets <<<"$stdout") == $'101\n901' ]]
  in_world cat /proc/net/unix
  [[ $(sockets <<<"$stdout") == $'101\n901' ]]
}

@test "the socket is there when a start returns, and gone when a stop does (§1.5)" {
  given_container 901 stopped
  given_container 902
  given_guest 101 running
  in_world bash -c 'for words in "start 901" "stop 902" "reboot 901" "shutdown 901" "start 902" "stop 101"; do
    pct $words
    printf "%s:" "$words"
    grep -o "lxc/[0-9]*/command$" /proc/net/unix | sort | tr "\n" " "
    printf "\n"
  done'
  [[ $stdout == 'start 901:lxc/101/command lxc/901/command lxc/902/command 
stop 902:lxc/101/command lxc/901/command 
reboot 901:lxc/101/command lxc/901/command 
shutdown 901:lxc/101/command 
start 902:lxc/101/command lxc/902/command 
stop 101:lxc/902/command ' ]]
}

@test "a container that stops by itself has none; nor has one that did not start" {
  given_container 901
  given_container 902 stopped
  given_container_broken 902
  given_container_fault 901 true '1 stop-container'
  in_world bash -c 'pct exec 901 --keep-env 0 -- true; pct start 902; cat /proc/net/unix'
  [[ -z $(sockets <<<"$stdout") ]]
  in_world cat /proc/net/unix
  [[ -z $(sockets <<<"$stdout") ]]
}

@test "a monitor is nobody's child, holds nothing open, and a lost connection is no matter to it" {
  given_container 901 stopped
  in_world bash -c 'exec 7>/root/held; flock 7; text=$(pct start 901)
    exec 7>&-; flock --nonblock /root/held true && echo free
    kill -HUP -- -1; cat /proc/net/unix
    for process in /proc/[1-9]*; do
      if [[ $(<"$process/comm") == *monitor* ]]; then ls "$process/fd"; grep PPid: "$process/status"; tr "\0" " " <"$process/cmdline"; fi
    done'
  [[ $(sockets <<<"$stdout") == 901 ]]
  says '^free$'
  says $'^PPid:\t1$'
  says '^\[lxc monitor\] /var/lib/lxc 901'
}

@test "after a reboot of the host those run that start with it" {
  given_container 901 'onboot: 1'
  given_container 902
  reboot_host
  in_world cat /proc/net/unix
  [[ $(sockets <<<"$stdout") == 901 ]]
}

@test "each start has a monitor of another number, which stays as long as the container runs (§2.5)" {
  local first shown
  given_container 901
  given_container 902 stopped
  given_guest 101 running
  in_world sh -c 'cd /sys/fs/cgroup/lxc.monitor; head */cgroup.procs; ls'
  shown=$'^==> 101/cgroup.procs <==\n[0-9]+\n\n==> 901/cgroup.procs <==\n[0-9]+\n101\n901$'
  [[ $stdout =~ $shown ]]
  in_world cat /sys/fs/cgroup/lxc.monitor/901/cgroup.procs
  first=$stdout
  in_world cat /sys/fs/cgroup/lxc.monitor/901/cgroup.procs
  [[ $stdout == "$first" ]]
  in_world sh -c 'pct reboot 901; cat /sys/fs/cgroup/lxc.monitor/901/cgroup.procs; pct stop 901; ls /sys/fs/cgroup/lxc.monitor'
  shown=$'^[0-9]+\n101$'
  [[ $stdout =~ $shown && $stdout != "$first"* ]]
}
