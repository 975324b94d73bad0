# What all fakes share: the record of calls, the faults, the refusal to work outside.
bats_require_minimum_version 1.5.0
load world
load fakes/build-host

setup() { trace_the_test_alone; given_host; }
teardown() { end_world; }

@test "a fake refuses to work outside the sandbox" {
  local name
  for name in reboot dkms systemctl nvidia-uninstall; do run -99 bash "$BATS_WORLD/fakes/$name" status; done
  printf '. %q\nbegin status\n' "$BATS_WORLD/fakes/fake.bash" >"$BATS_TEST_TMPDIR/escaped"
  run -99 bash "$BATS_TEST_TMPDIR/escaped"
}

@test "a call is recorded with quoted arguments" {
  in_world uname -r
  calls '^uname -r$'
  in_world modinfo -F version 'a b;c'
  calls '^modinfo -F version a\\ b\\;c$'
}

@test "a fault strikes the n-th matching call" {
  given_fault modinfo '2 exit 7 nvidia'
  in_world bash -c 'modinfo nvidia; echo $?; modinfo other; echo $?; modinfo nvidia; echo $?'
  [[ $stdout == $'1\n1\n7' ]]
}

@test "a fault strikes every call" {
  given_fault uname '* exit 3'
  in_world bash -c 'uname; echo $?; uname; echo $?'
  [[ $stdout == $'3\n3' ]]
}

@test "a fault prints nothing, or nonsense, with success" {
  given_fault uname '1 empty' '2 garbage'
  in_world uname -r
  exits 0
  [[ -z $stdout ]]
  in_world uname -r
  exits 0
  says 'touch /world/executed'
  no_file /world/executed
}

@test "a fault kills the command, or the script, or everything" {
  given_fault uname '1 kill' '2 kill-script' '3 kill-all'
  in_world bash -c 'uname; echo $?'
  [[ $stdout == 137 ]]
  in_world bash -c 'uname; echo survived'
  exits 137
  never_says survived
  in_world bash -c '(trap "" TERM; uname; echo survived); echo survived'
  exits 137
  never_says survived
}

@test "a fault strikes after the work is done" {
  given_gpus 1
  given_fault systemctl '1 after:exit 5'
  in_world systemctl reboot
  exits 5
  file_is /world/rebooted 0644
}

@test "the driver packages are the same bytes on every build" {
  "$BATS_WORLD/fakes/build-run" "$BATS_TEST_TMPDIR"
  cmp "$BATS_TEST_TMPDIR/${RUN_580##*/}" <(inside cat "$RUN_580")
  (cd "$BATS_TEST_TMPDIR" && sha256sum --check --quiet "${RUN_580##*/}.sha256sum" "${RUN_570##*/}.sha256sum")
}
