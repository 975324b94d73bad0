#!/usr/bin/env bats
# The sandbox itself: nothing gets out, nothing stays behind.
load world

setup() { trace_the_test_alone; given_host; }
teardown() { end_world; }

@test "the exit code of the command is the sandbox's, and its words stay apart" {
  in_world bash -c 'echo out; echo err >&2; exit 23'
  exits 23
  [[ $stdout == out && $stderr == err ]]
}

@test "a command keeps only the eight capabilities" {
  in_world grep CapEff /proc/self/status
  says 'CapEff:.00000000000400fb$'
}

@test "mount, mknod and sysctl are refused" {
  in_world mount -t tmpfs none /mnt
  ((status != 0))
  in_world mknod /var/tmp/node c 1 3
  ((status != 0))
  in_world bash -c '[[ ! -w /proc/sys/kernel/hostname && ! -w /proc/sys/vm/drop_caches ]]'
  exits 0
}

@test "nothing that is the machine's own can be written through /proc" {
  in_world find /proc -path '/proc/[0-9]*' -prune -o -regex '/proc/\(thread-\)?self' -prune -o -type f -perm /222 -print
  local found=$stdout
  [[ $found == */proc/sys/kernel/hostname* ]]
  local files
  mapfile -t files <<<"$found"
  in_world bash -c 'for file; do [[ $file == /proc/devices || $file == /proc/modules || ! -w $file ]] || echo "$file"; done' \
    - "${files[@]}"
  [[ -z $stdout ]]
}

@test "there is no network but the loopback" {
  in_world bash -c 'cat /proc/net/route | wc -l; exec 3<>/dev/tcp/192.0.2.1/80'
  ((status != 0))
  says 'Network is unreachable'
}

@test "no process of the machine is visible, and none can be signalled" {
  in_world bash -c 'set -- /proc/[0-9]*; echo "$#"; kill -0 '"$$"
  ((status != 0 && stdout < 5))
}

@test "the GPU's device nodes are character devices that cannot be opened" {
  mkdir -p "$WORLD/dev/.pool"
  mknod "$WORLD/dev/.pool/zero" c 1 5
  in_world bash -c '[[ -c /dev/.pool/zero ]] && head -c 1 /dev/.pool/zero'
  ((status != 0))
  says 'Permission denied'
}

@test "what a run deletes and writes touches no file of the machine" {
  local before
  before=$(stat -c '%i %Y %s' /etc/passwd /usr/bin/jq /usr/bin /etc)
  in_world bash -c 'rm -rf /usr/bin/jq /usr/local /var/lib/dpkg /boot; echo x >>/etc/passwd; touch /etc/planted'
  exits 0
  no_file /usr/bin/jq
  [[ $(stat -c '%i %Y %s' /etc/passwd /usr/bin/jq /usr/bin /etc) == "$before" && ! -e /etc/planted ]]
}

@test "the machine's own installation does not show" {
  in_world bash -c 'ls -A /usr/src /opt /home /root /etc/modprobe.d; dpkg-query --show bubblewrap nodejs'
  exits 1
  [[ $stdout == *pve-blacklist.conf* && $stdout != *ashlar* && $stderr == *'no packages found matching nodejs'* ]]
}

@test "a killed sandbox leaves no process and no mount" {
  "$BATS_WORLD/sandbox" "$WORLD" -- bash -c "touch /world/started; sleep 4242$$ & sleep 4242$$" &
  local sandbox=$! tries=0
  until [[ -e $WORLD/state/started || $tries -gt 100 ]]; do sleep 0.02; tries=$((tries + 1)); done
  pgrep -f "^sleep 4242$$" >/dev/null
  kill -KILL "$sandbox"
  wait "$sandbox" || true
  sleep 0.1
  [[ -z $(pgrep -f "^sleep 4242$$") ]]
  local mounts
  mounts=$(</proc/mounts)
  [[ $mounts != *"$WORLD"* ]]
}

@test "the command inherits no open file" {
  exec 7</etc/passwd
  in_world ls /proc/self/fd
  exec 7<&-
  [[ $stdout == $'0\n1\n2\n3' ]] # 3 is the listed directory
}

@test "a run that hangs is ended" {
  WORLD_TIMEOUT=0.3 in_world sleep 100
  exits 124
}

@test "only the script dies by kill-script, everything by kill-all" {
  given_fault jq '1 kill-script'
  in_world bash -c 'jq --version; touch /world/lives'
  exits 137
  no_file /world/lives
  no_more_faults
  given_fault jq '1 kill-all'
  in_world bash -c '(sleep 0.2; touch /world/lives) & jq --version'
  exits 137
  no_file /world/lives
}

@test "the background does not become a child of the command" {
  given_mirror
  in_world bash -c 'wait; ps --ppid $$ --format comm=; true'
  [[ $stdout == ps ]]
}

@test "what a container writes touches neither the machine, nor the host, nor another container" {
  given_container 901
  given_container 902
  local before
  before=$(stat -c '%i %Y %s' /usr/bin/tar /etc/passwd)
  in_world pct exec 901 -- sh -c 'rm /usr/bin/tar; echo x >>/etc/passwd; rm -rf /var/lib/dpkg'
  exits 0
  [[ $(stat -c '%i %Y %s' /usr/bin/tar /etc/passwd) == "$before" ]]
  in_world sh -c 'tar --version && dpkg-query --show dpkg && pct exec 902 -- tar --version && pct exec 902 -- dpkg-query --show dpkg'
  exits 0
  run grep --fixed-strings "$WORLD" /proc/mounts
  ((status == 1))
}

@test "a killed sandbox leaves no process and no mount of a container" {
  given_container 901
  "$BATS_WORLD/sandbox" "$WORLD" -- pct exec 901 -- sh -c "touch /world/started; sleep 4343$$" &
  local sandbox=$! tries=0
  until [[ -e $WORLD/state/started || $tries -gt 500 ]]; do sleep 0.02; tries=$((tries + 1)); done
  pgrep -f "^sleep 4343$$" >/dev/null
  kill -KILL "$sandbox"
  wait "$sandbox" || true
  sleep 0.3
  [[ -z $(pgrep -f "^sleep 4343$$") ]]
  run grep --fixed-strings "$WORLD" /proc/mounts
  ((status == 1))
}
