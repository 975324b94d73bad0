#!/usr/bin/env bats
# What stays on the machine when a lab has been taken down, or when raising one was interrupted: nothing.
#
# Each test has the machine to itself: PID and mount namespaces in which /run, /tmp and all places like them are empty,
# so that whatever the commands leave is seen, and nothing that others do.
load ../lab

setup() {
  LAB_NAME=left-$$-$BATS_TEST_NUMBER
  place "$LAB_NAME"
  given_machine
  traces >"$BATS_TEST_TMPDIR/before"
}

teardown() {
  kill -KILL "$MACHINE"
  remove_control_groups
}

# ── the machine ──

given_machine() {
  local program
  program=$(declare -f machine)
  setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc --propagation private \
    bash -c "$program; machine \"\$1\"" machine "$PROJECT" </dev/null >"$BATS_TEST_TMPDIR/machine" 2>&1 3>&- &
  MACHINE=$(first_child "$!")
  until [[ -e /proc/$MACHINE/root/run/ready ]]; do sleep 0.02; done
}

PROJECT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
readonly PROJECT

# The project may lie in one of the places that become empty.
machine() { # PROJECT
  local place
  mount --rbind "$1" /mnt
  for place in /run /tmp /var/tmp /dev/shm; do mount -t tmpfs -o mode=1777 machine "$place"; done
  mkdir -p "$1"
  mount --rbind /mnt "$1"
  umount --recursive /mnt
  mount -t cgroup2 none /media
  touch /run/ready
  while :; do
    sleep infinity &
    wait "$!" || :
  done
}

first_child() { # PID
  local child=''
  while [[ -z $child ]]; do child=$(cat "/proc/$1/task/$1/children"); done
  printf '%s\n' "${child%% *}"
}

on_machine() { # COMMAND ARGUMENT…
  nsenter --target "$MACHINE" --mount --pid --wd=/ -- "$@" 3>&-
}

ashlar() { # ARGUMENT…
  on_machine "$PROJECT/ashlar" "$@" </dev/null
}

# ── traces ──

traces() {
  on_machine bash -c "$(declare -f traces_here); traces_here \"\$1\"" traces "$LAB_NAME" </dev/null | LC_ALL=C sort
}

# Other labs come and go meanwhile. What node has compiled is kept in /tmp for every command of this project.
traces_here() { # NAME
  local process
  for process in /proc/[0-9]*; do
    [[ $process == /proc/$$ || $(ps -o ppid= "${process##*/}") -eq $$ ]] \
      || printf 'process %s\n' "$(tr '\0' ' ' <"$process/cmdline")"
  done
  while read -r _ _ _ _ target _ rest; do printf 'mount %s %s\n' "$target" "${rest#*- }"; done </proc/self/mountinfo
  lsns --noheadings --output TYPE,NS | sed 's/^ */namespace /'
  printf 'network device %s\n' /sys/class/net/*
  find /media /sys/fs/cgroup -maxdepth 3 -type d -name 'ashlar-lab-*' ! -name "ashlar-lab-$1" -prune \
    -o -type d \( -name 'ashlar-lab-*' -o -name 'lxc*' \) -printf 'control group %p\n'
  find /run /tmp /var/tmp /dev/shm -xdev -name 'tsx-*' -prune -o -printf 'file %p\n'
}

# What is killed needs a moment to be buried.
nothing_left() {
  local tries
  for ((tries = 0; tries < 20; tries++)); do
    if left_behind >/dev/null; then return; fi
    sleep 0.1
  done
  left_behind >&2
}

left_behind() {
  traces >"$BATS_TEST_TMPDIR/after"
  diff "$BATS_TEST_TMPDIR"/{before,after}
}

# Of a test that failed; a group is busy until its last process is buried.
remove_control_groups() {
  unshare --mount --propagation private bash -c '
    mount -t cgroup2 none /mnt
    while [[ -d /mnt/ashlar-lab-$1 ]]; do
      find "/mnt/ashlar-lab-$1" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.1
    done' groups "$LAB_NAME"
}

# ── an interrupted raising ──

begin_raising() {
  ashlar lab up --name "$LAB_NAME" >"$BATS_TEST_TMPDIR/up" 2>&1 &
  raising=$!
}

# Only what this machine has is seen: the project's node, not its launcher.
interrupt() { # SIGNAL
  on_machine pkill "-$1" --full "start.mjs lab up --name $LAB_NAME"
}

interrupted() {
  local status=0
  wait "$raising" || status=$?
  [[ $status == 130 ]] || { cat "$BATS_TEST_TMPDIR/up" >&2; printf 'expected exit 130, found %s\n' "$status" >&2; return 1; }
}

await() { # PATH ON THE MACHINE
  local tries
  for ((tries = 0; tries < 3000; tries++)); do
    if [[ -e /proc/$MACHINE/root$1 ]]; then return; fi
    sleep 0.02
  done
  printf '%s never came\n' "$1" >&2
  return 1
}

@test 'every kind of trace is seen' {
  local trace plant
  while IFS='|' read -r trace plant; do
    traces >"$BATS_TEST_TMPDIR/before"
    left_behind
    on_machine bash -c "${plant//NAME/$LAB_NAME}" </dev/null >/dev/null 2>&1
    run left_behind
    [[ $status -eq 1 && $output == *"> ${trace//NAME/$LAB_NAME}"* ]]
  done <<'END'
process stray|setsid bash -c 'exec -a stray sleep infinity' &
namespace net|setsid unshare --net sleep infinity &
namespace mnt|setsid unshare --mount sleep infinity &
mount /opt|mount -t tmpfs stray /opt
control group /media/ashlar-lab-NAME|mkdir /media/ashlar-lab-NAME
file /run/stray|touch /run/stray
file /tmp/stray|touch /tmp/stray
file /dev/shm/stray|touch /dev/shm/stray
END
}

use_lab() {
  on_machine "$PROJECT/lab/enter" "$LAB_NAME" -- systemd-run --quiet sleep infinity
  on_machine "$PROJECT/lab/enter" "$LAB_NAME" -- pct create 901 debian12 --storage local-lvm --hostname ct901 --start 1
}

@test 'normal use, then down' {
  ashlar lab up --name "$LAB_NAME"
  ashlar lab up --name "$LAB_NAME" | grep 'was up already'
  use_lab
  ashlar lab reset --name "$LAB_NAME"
  use_lab
  ashlar lab status --json | jq --exit-status \
    '.labs[] | select(.host == "debian12" and .since and .containers == [{ctid: "901", state: "running"}])'
  ashlar lab down "$LAB_NAME"
  nothing_left
  ashlar lab down "$LAB_NAME" | grep 'was not up'
  nothing_left
}

@test 'kill -9 of what holds the lab, then down' {
  ashlar lab up --name "$LAB_NAME"
  on_machine bash -c "kill -KILL \$(<$LAB/parent)"
  ashlar lab down --all
  nothing_left
}

@test 'after a crash a lab of that name is raised as if there had been none' {
  ashlar lab up --name "$LAB_NAME"
  on_machine bash -c "kill -KILL \$(<$LAB/pid)"
  ashlar lab up --name "$LAB_NAME"
  ashlar lab down "$LAB_NAME"
  nothing_left
}

@test 'down while another command raises the lab, whose caller was killed' {
  begin_raising
  await "$LAB/pid"
  interrupt KILL
  wait "$raising" || :
  ashlar lab down "$LAB_NAME"
  nothing_left
}

@test 'Ctrl-C as soon as something of the lab is there' {
  local mark
  for mark in "$LAB" "$LAB/parent" "/media/ashlar-lab-$LAB_NAME" "/media/ashlar-lab-$LAB_NAME/lxc.monitor.pve"; do
    begin_raising
    await "$mark"
    interrupt INT
    interrupted
    nothing_left
  done
}

@test 'Ctrl-C while the lab begins and the command that raises it does not know yet which process that is' {
  on_machine mkdir /run/slow
  on_machine tee /run/slow/cat <<'END' >/dev/null
#!/bin/bash
[[ $* != */children ]] || sleep 2
exec /bin/cat "$@"
END
  on_machine chmod +x /run/slow/cat
  traces >"$BATS_TEST_TMPDIR/before"
  PATH=/run/slow:$PATH begin_raising
  await "/media/ashlar-lab-$LAB_NAME/lxc.monitor.pve"
  interrupt INT
  interrupted
  nothing_left
}

@test 'Ctrl-C at any moment while the lab is raised' {
  local seed=${LAB_SEED:-$RANDOM} moment tries
  printf 'LAB_SEED=%s\n' "$seed" >&2
  RANDOM=$seed
  for ((tries = 0; tries < 6; tries++)); do
    printf -v moment '%d.%03d' "$((RANDOM % 2))" "$((RANDOM % 1000))"
    printf 'after %s s\n' "$moment" >&2
    begin_raising
    await "$LAB"
    sleep "$moment"
    interrupt INT || :
    wait "$raising" || :
    ashlar lab down "$LAB_NAME"
    nothing_left
  done
}

@test 'Ctrl-C while the cache is built' {
  on_machine mkdir -p /var/cache/ashlar-lab
  on_machine mount -t tmpfs -o mode=0700 cache /var/cache/ashlar-lab
  traces >"$BATS_TEST_TMPDIR/before"
  begin_raising
  await /var/cache/ashlar-lab/store/.new-bare-debian12
  interrupt INT
  interrupted
  nothing_left
  [[ -z $(on_machine find /var/cache/ashlar-lab/store -name '.new-*') ]]
}
