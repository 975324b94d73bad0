#!/usr/bin/env bats
# What the frame promises for an author's own steps inside a container, and no pipeline of ours uses: test/frame/.
load world

readonly script=lxc_setup/own_steps.sh

setup_file() {
  (cd "$BATS_TEST_DIRNAME/.." && node --import tsx test/frame/own-steps.ts "$BATS_FILE_TMPDIR/bin")
}

setup() {
  trace_the_test_alone
  given_host
  given_config '.nvidia_driver.initialization_deadline_seconds = 5'
  given_lxc_config
  given_container 901
  given_container_file 901 /etc/up 0644 $'up\n'
  given_container_file 901 /root/wanted 0644 right
  GENERATED=$BATS_FILE_TMPDIR/bin
}

teardown() { end_world; }

@test "after a change inside the verify is asked, not the guard" {
  run_script "$script" 901
  exits 0
  changed_only setting
  given_no_container_file 901 /etc/setting
  given_container_file 901 /root/wanted 0644 wrong
  run_script "$script" 901
  exits 1
  says '^failed +setting +applied, but it still does not hold'
  says 'found: +wrong$'
}

@test "without a change the guard is asked, not the verify" {
  given_container_file 901 /etc/setting 0644 other
  run_script "$script" 901
  exits 0
  step ok setting
}

@test "a wait inside reads again what its guard looks at" {
  given_no_container_file 901 /etc/up
  given_event pct '2 ^exec' '(sleep 1 && printf "up\n" >/world/ct/901/root/etc/up) </dev/null >/dev/null 2>&1 &'
  run_script "$script" 901
  exits 0
  step ok up
  calls '^pct exec 901 '
}
