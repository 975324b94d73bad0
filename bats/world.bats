#!/usr/bin/env bats
# The world: real apt, dpkg, gpg and wget work in it, and what scenarios say about it is true.
load world

setup_file() {
  GENERATED=$BATS_FILE_TMPDIR/bin
  export ASHLAR_GENERATED=$GENERATED
  mkdir -p "$GENERATED"
  cat >"$GENERATED/sample.sh" <<'END'
#!/usr/bin/env bash
set -Eeuo pipefail
readonly FILE=/etc/sample.conf
apply_file() {
  printf 'one\n' >"$FILE.new"
  mv -- "$FILE.new" "$FILE"
}
if [[ -e $FILE ]]; then
  printf 'ok       sample_file already there\n' >&2
else
  apply_file
  printf 'changed  sample_file written\n' >&2
fi
END
  chmod 0755 "$GENERATED/sample.sh"
}
setup() { trace_the_test_alone; given_host; }
teardown() { end_world; }

# A demand that does not hold must fail; bats alone would take `!` for success.
refuses() { # DEMAND ARGUMENT…
  local code=0
  ("$@") 2>"$BATS_TEST_TMPDIR/refusal" || code=$?
  ((code != 0)) || { printf 'accepted: %s\n' "$*" >&2; return 1; }
}

@test "a lock that is held until a command was called lets the next one through" {
  given_lock_held_until /var/lib/dpkg/lock-frontend 2 'apt-get .*install'
  in_world bash -c 'until apt-get --yes install pkg-config; do sleep 0.2; done'
  exits 0
  says 'Could not get lock /var/lib/dpkg/lock-frontend'
  package_is pkg-config installed
}

@test "a flock is held against flock" {
  given_flock_held /run/own.lock
  in_world flock --nonblock /run/own.lock true
  exits 1
}

@test "real commands are recorded, and fail by turn and by argument" {
  given_fault sha256sum '2 exit 7' '* garbage README'
  in_world bash -c 'sha256sum /etc/hostname; sha256sum /etc/hostname; echo "code $?"; sha256sum README; jq --version'
  says '^[0-9a-f]{64}  /etc/hostname$'
  says '^code 7$'
  calls_times 3 '^sha256sum '
  calls '^sha256sum README$'
  never_calls '^jq'
  no_file /executed
}

@test "a wrapped command sees its own arguments, input and locale" {
  given_recorded cat
  in_world bash -c 'printf "a b" | LC_ALL=C.UTF-8 cat - ; echo x | cat -n'
  [[ $stdout == 'a b     1	x' ]]
}

@test "dpkg is interrupted by a failing or killed postinst" {
  given_fault postinst '* kill-all pkg-config'
  in_world apt-get --yes install pkg-config
  exits 137
  no_more_faults
  in_world apt-get --yes install make
  exits 100
  says 'dpkg was interrupted, you must manually run'
  in_world dpkg --configure -a
  exits 0
  package_is pkg-config installed
}

@test "the script is killed just before a command, and a trace lists the points" {
  trace_points 'apply_file: ' sample.sh
  ((${#points[@]} == 2))
  [[ ${points[1]} == 'apply_file: mv -- "$FILE.new" "$FILE"' ]]
  given_no_file /etc/sample.conf
  kill_at 'apply_file: mv'
  run_script sample.sh
  exits 137
  no_file /etc/sample.conf
  file_is /etc/sample.conf.new 0644 $'one\n'
  run_script sample.sh
  exits 0
  step changed sample_file
  file_is /etc/sample.conf 644 $'one\n'
}

@test "two runs share one world" {
  given_file /etc/sample.conf 0644 one
  run_twice_at_once sample.sh
  exits 0
  [[ $first_status == 0 && $first_stderr == *sample_file* ]]
}

@test "a killed run's child lives on beside the next run" {
  cat >"$GENERATED/slow.sh" <<'END'
#!/usr/bin/env bash
printf '%s\n' "$(pgrep --count sleep)"
jq --null-input 1 >/dev/null
END
  chmod 0755 "$GENERATED/slow.sh"
  given_command /usr/local/sbin/jq <<'END'
#!/bin/bash
[[ ! -e /world/once ]] || exit 0
touch /world/once
kill -KILL "$PPID"
exec sleep 5
END
  run_after_a_killed_run slow.sh
  [[ $first_status == 137 && $stdout == 1 ]]
}

@test "a second run that changes nothing equals the snapshot, a planted change does not" {
  run_script sample.sh
  tree_snapshot first
  run_script sample.sh
  step ok sample_file
  same_tree first
  inside touch /etc/sample.conf
  refuses same_tree first
  differs_in first /etc/sample.conf
}

@test "a snapshot sees content, mode, owner, deletion, packages and empty directories" {
  given_file /etc/one 0644 one
  tree_snapshot before
  inside bash -c 'touch -r /etc/one /run/time; printf two >/etc/one; touch -r /run/time /etc/one; rm /run/time'
  differs_in before 'content .*/etc/one'
  tree_snapshot before; inside chmod 0600 /etc/one; differs_in before /etc/one
  tree_snapshot before; inside chown 33:33 /etc/one; differs_in before /etc/one
  tree_snapshot before; inside rm /etc/pve/local; differs_in before /etc/pve/local
  tree_snapshot before; inside mkdir /etc/empty; differs_in before /etc/empty
  tree_snapshot before; given_installed make; differs_in before /var/lib/dpkg/status
}

@test "reading with apt, dpkg and locks is no difference" {
  given_cuda_source
  tree_snapshot before
  inside bash -c 'apt-cache policy make; dpkg-query --show; apt-get --simulate install make' >/dev/null
  same_tree before
}

@test "a layer is built once and shared" {
  builder() {
    printf 'built\n' >>"$BATS_TEST_TMPDIR/builds"
    run_script sample.sh
    touch "$WORLD/state/kept"
  }
  local name=sample-$BASHPID
  end_world
  given_layer "$name" builder
  end_world
  given_layer "$name" builder
  [[ $(<"$BATS_TEST_TMPDIR/builds") == built ]]
  file_is /etc/sample.conf 0644 $'one\n'
  [[ -e $WORLD/state/kept ]]
  tree_snapshot start
  run_script sample.sh
  step ok sample_file
  same_tree start
  rm -rf -- "$LAYERS/layers/$name"*
}

@test "every demand fails when it does not hold" {
  given_recorded jq
  in_world bash -c 'echo "ok       here" >&2; jq --version; exit 3'
  refuses exits 0
  refuses step changed here
  refuses no_step here
  refuses says nowhere
  refuses never_says here
  refuses calls 'jq --null'
  refuses never_calls '^jq'
  refuses calls_times 2 '^jq'
  refuses file_is /etc/hostname 0600
  refuses file_is /etc/hostname 0644 other
  refuses file_is /etc/nowhere 0644
  refuses file_has /etc/hostname nowhere
  refuses no_file /etc/hostname
  refuses package_is apt absent
  refuses package_is apt installed 1.0
  refuses package_is make installed
}

@test "the steps of a run are told apart by their words and their order" {
  in_world bash -c 'printf "%-8s %s x\n" ok one changed two note three changed four >&2'
  changed_only two four
  refuses changed_only four two
  refuses changed_only two
  refuses changed_only one two four
  refuses ended_at four
  in_world bash -c 'printf "%-8s %s x\n" changed one failed two done three >&2'
  ended_at two
  refuses ended_at one
  refuses changed_only one
}

@test "a failing demand shows expected, found and the script's words" {
  in_world bash -c 'echo "the reason" >&2; exit 3'
  refuses exits 0
  local shown
  shown=$(<"$BATS_TEST_TMPDIR/refusal")
  [[ $shown == *'expected: 0'*'found:    3'*'the reason'* ]]
}

@test "the configuration is the default, an edited one, or any text" {
  given_config
  given_config '.nvidia_driver.version = "1.2.3"'
  file_has "$CONFIG" '"version": "1\.2\.3"'
  file_has "$CONFIG" "\"cuda_repo_key_fingerprint\": \"$CUDA_FINGERPRINT\""
  given_config '{"nvidia_driver": 1}'
  given_config .
  file_is "$CONFIG" 0644 $'{"nvidia_driver": 1}\n'
}

@test "a limit of room is told as df tells it, and the real df tells the rest" {
  given_room /var/tmp 5
  given_room /usr 7
  in_world df --block-size=1 --output=avail,target -- /var/tmp/below /usr
  [[ $stdout == *$'\n5 /var/tmp\n7 /usr' ]]
  in_world df --block-size=1 --output=avail -- /etc
  says '^[0-9]{7,}$'
  : >"$WORLD/state/room"
  given_room / 0
  in_world df --block-size=1 --output=avail -- /usr
  [[ $stdout == *$'\n0' ]]
}

@test "a package is offered and withdrawn, and apt trusts the index" {
  given_package debian demo_1.0_all 'Depends: make'
  given_no_package debian dkms
  in_world apt-get --quiet update
  exits 0
  in_world apt-cache policy demo dkms
  says 'Candidate: 1\.0'
  never_says 'Candidate: 3'
}

@test "a release that is no good is refused by apt" {
  given_cuda_source
  local state
  for state in expired unsigned other-key; do
    given_cuda_release "$state"
    in_world apt-get --quiet update --option APT::Update::Error-Mode=any
    refuses exits 0
  done
}

@test "a process has a node open that nobody can open" {
  given_gpus 1
  given_driver_loaded 580.76.05
  given_node_held /dev/nvidia0
  in_world bash -c 'for open in /proc/[0-9]*/fd/*; do [[ ! $open -ef /dev/nvidia0 ]] || cat "${open%/fd/*}/comm"; done'
  says '^hold-node$'
}
