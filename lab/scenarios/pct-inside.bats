#!/usr/bin/env bats
# The lab's own: containers entered, and their files seen, with pct. Facts: proxmox.md §1.2, §1.3.
load ../lab

setup_file() {
  raise_lab
  place "$LAB_NAME"
  made 901 --unprivileged 0
  made 902 --unprivileged 1
  made 920 --unprivileged 1
  inside pct create 922 debian13 >/dev/null
  inside pct start 901
  inside pct start 902
}
teardown_file() { fell_lab; }

made() { # CTID OPTION…
  inside pct create "$1" debian12 --storage local-lvm --hostname "ct$1" "${@:2}" \
    --net0 "name=eth0,bridge=vmbr0,ip=10.77.0.$(($1 % 200 + 10))/24,gw=10.77.0.1" >/dev/null
}

prints() { [[ $stdout == "$1" ]] || fails stdout "$1" "$stdout"; } # TEXT
warns() { [[ $stderr == "$1" ]] || fails stderr "$1" "$stderr"; }  # TEXT

# ── exec ──

@test 'exec: arguments as they are, no shell, exit codes of the command (§1.2)' {
  in_world pct exec 901 -- printf '<%s>' 'a b' '' '*' "q'\"\$HOME"
  prints "<a b><><*><q'\"\$HOME>"
  in_world pct exec 901 -- sh -c 'exit 7'
  exits 7
  in_world pct exec 901 -- nonsense
  exits 127
  in_world pct exec 901 -- /etc/passwd
  exits 126
  in_world pct exec 901 -- sh -c 'kill -TERM $$'
  exits 143
  in_world pct exec 901 ls -l
  exits 255
  says '^Unknown option: l$'
  in_world pct exec 901
  [[ $status != 0 ]]
  says '^missing command at '
  in_world pct exec 920 -- true
  [[ $status != 0 ]]
  warns "container '920' not running!"
}

@test 'exec: PATH is forced, the environment kept unless told otherwise (§1.2)' {
  in_world env KEPT=1 SSL_CERT_FILE=/x PATH=/usr/local/bin:/usr/sbin:/usr/bin pct exec 901 -- env
  says '^KEPT=1$'
  says '^PATH=/sbin:/bin:/usr/sbin:/usr/bin$'
  says '^container=lxc$'
  says '^TERM=linux$'
  never_says SSL_CERT_FILE
  in_world env KEPT=1 pct exec 901 --keep-env 0 -- env
  [[ $(sort <<<"$stdout") == $'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nTERM=linux\ncontainer=lxc' ]] \
    || fails environment 'nothing but lxc' "$stdout"
}

@test 'exec: streams are inherited and stay apart; a loop that does not guard its input loses it (§1.2)' {
  in_world sh -c 'printf "a\nb\n" | pct exec 902 -- sh -c "cat; echo e >&2; id -u; pwd"'
  prints $'a\nb\n0\n/'
  warns e
  in_world bash -c 'while read -r line; do echo "$line"; pct exec 901 -- cat; done <<<"$(seq 3)"'
  prints $'1\n2\n3'
}

# ── push and pull ──

@test 'push: modes, owners, existing files (§1.3)' {
  given_file /root/file 0600 text
  in_world sh -c 'umask 027; pct push 901 /root/file /root/new'
  exits 0
  [[ $(in_container 901 stat -c '%a %u %s' /root/new) == '640 0 4' ]]
  in_world pct push 902 /root/file /root/new --perms 0604 --user 33 --group mail
  exits 0
  [[ $(in_container 902 stat -c '%a %u %G' /root/new) == '604 33 mail' ]]
  given_file /root/file 0600 'longer text'
  in_world pct push 902 /root/file /root/new
  [[ $(in_container 902 stat -c '%a %u %s' /root/new) == '604 33 11' ]]
}

@test 'push that fails in its task ends with 0; one that cannot begin does not (§1.0, §1.3)' {
  in_world pct push 901 /root/nothing /root/x
  exits 0
  warns 'failed to open /root/nothing for reading: No such file or directory'
  in_world pct push 901 /etc/hostname /nowhere/x
  exits 0
  warns 'failed to create file: /nowhere/x: No such file or directory'
  in_world pct push 901 /etc/hostname /root/x --perms 8
  exits 0
  warns "invalid mode: '08'"
  in_world pct push 901 /etc /root/of-a-directory
  exits 0
  [[ $(in_container 901 stat -c %s /root/of-a-directory) == 0 ]]
  in_world pct push 920 /etc/hostname /root/x
  [[ $status != 0 ]]
  warns 'can only push files to a running CT'
  in_world pct push 901 /etc/hostname
  [[ $status != 0 ]]
  says '^400 not enough arguments$'
}

@test 'push copies less where the world wants it, and says nothing (§1.3)' {
  inside sh -c 'echo 3 >/world/push-bytes'
  in_world pct push 901 /etc/passwd /root/less
  inside rm /world/push-bytes
  exits 0
  warns ''
  [[ $(in_container 901 stat -c %s /root/less) == 3 ]]
  inside touch /world/push-fails
  in_world pct push 901 /etc/passwd /root/none
  inside rm /world/push-fails
  exits 0
  says 'No space left on device'
  [[ $(in_container 901 ls /root) != *none* ]]
}

@test 'pull: a file of the container, or an empty one and 0 (§1.3)' {
  in_world pct pull 902 /etc/hostname /root/pulled --perms 600
  exits 0
  file_is /root/pulled 0600 $'ct902\n'
  in_world pct pull 902 /nothing /root/empty
  exits 0
  warns 'failed to open /nothing: No such file or directory'
  file_is /root/empty 0644 ''
}

@test 'mount shows the files of a stopped container on the host, and locks it' {
  in_world pct mount 922
  prints "mounted CT 922 in '/var/lib/lxc/922/rootfs'"
  file_has /var/lib/lxc/922/rootfs/etc/os-release 'VERSION_ID="13"'
  in_world pct set 922 --tags a
  warns 'CT is locked (mounted)'
  in_world pct unmount 922
  exits 0
  no_file /var/lib/lxc/922/rootfs/etc
}
