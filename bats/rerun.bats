#!/usr/bin/env bats
# Several runs of one script, kills between them, and what is said of them together.
load world

setup_file() {
  GENERATED=$BATS_FILE_TMPDIR/bin
  export ASHLAR_GENERATED=$GENERATED
  mkdir -p "$GENERATED"
  cat >"$GENERATED/two-files.sh" <<'END'
#!/usr/bin/env bash
set -Eeuo pipefail
mkdir -p /run/phoenix_hypervisor
exec {lock}>>/run/phoenix_hypervisor/host.lock
flock --nonblock "$lock" || { printf 'failed   another run holds it: process 1 (two-files.sh)\n' >&2; exit 6; }
write_file() {
  [[ $1 =~ ^/etc/(.*)$ ]]
  printf 'one\n' >"$1.new"
  mv -- "$1.new" "$1"
  printf 'changed  %s\n' "${BASH_REMATCH[1]}" >&2
}
for file in /etc/first /etc/second; do
  [[ -e $file ]] || write_file "$file"
done
[[ ! -e /etc/program ]] || jq --null-input '{"a": 1}'
printf 'done     in 0 s\n' >&2
END
  chmod 0755 "$GENERATED/two-files.sh"
}
setup() { trace_the_test_alone; given_host; }
teardown() { end_world; }

# A demand that does not hold must fail; bats alone would take `!` for success.
refuses() { # DEMAND ARGUMENT…
  local code=0
  ("$@") 2>"$BATS_TEST_TMPDIR/refusal" || code=$?
  ((code != 0)) || { printf 'accepted: %s\n' "$*" >&2; return 1; }
}

finished() { run_script two-files.sh; }

@test "a sweep kills once at each place, told apart by arguments, and comes to the end of an undisturbed run" {
  kill_at 'write_file: @(printf *new|mv)' all each
  run_through_kills two-files.sh
  exits 0
  killed 4
  killed_at '^write_file: mv .* <- /etc/second$'
  same_as finished
  refuses killed 3
  refuses killed_at '/etc/third'
}

@test "a trace and a kill leave the script's matches alone" {
  trace_points 'write_file: ' two-files.sh
  exits 0
  [[ $stderr == *'changed  first'*'changed  second'* ]]
  ((${#points[@]} == 8))
}

@test "another content, mode, file or package is another end" {
  run_script two-files.sh
  same_as finished
  given_file /etc/first 0644 two
  refuses same_as finished
  given_file /etc/first 0600 $'one\n'
  refuses same_as finished
  given_file /etc/first 0644 $'one\n'
  same_as finished
  given_file /etc/third 0644
  refuses same_as finished
  given_no_file /etc/third
  given_installed make
  refuses same_as finished
}

@test "temporary files of a killed apt or dpkg are no other end, files with like names are" {
  local path
  run_script two-files.sh
  for path in /var/lib/apt/extended_states.SBaHwc /var/cache/apt/{,src}pkgcache.bin.a1B2c3 \
    /var/lib/apt/lists/partial/packages.gz /var/cache/apt/archives/partial/.apt-acquire-privs-test.a1B2c3 \
    /var/lib/dpkg/tmp.ci/control; do
    given_file "$path" 0600 half
  done
  same_as finished
  for path in /var/lib/apt/extended_states.new /var/cache/apt/pkgcache.bin.a1B2c3d /var/lib/apt/lists/packages.gz \
    /var/cache/apt/archives/one.deb /var/lib/dpkg/tmp.c /var/lib/dpkg/status-new /var/lib/dpkg/info/one.list-new \
    /etc/first.dpkg-new; do
    given_file "$path" 0600 half
    refuses same_as finished
    given_no_file "$path"
  done
  same_as finished
}

@test "what a killed run started works on to its end before the next run" {
  given_file /etc/program 0644
  given_fault jq '1 kill-script' '2 kill-script'
  run_through_orphans two-files.sh 2
  exits 0
  first_exits 137
  first_says '^changed  second'
  refuses first_exits 0
  run_through_orphans two-files.sh 1
  refuses first_exits 137
}

@test "of two runs at once one is refused" {
  given_file /etc/program 0644
  given_fault jq '* sleep 1'
  run_twice_at_once two-files.sh
  one_refused
  no_more_faults
  given_no_file /etc/program /run/phoenix_hypervisor
  status=0 first_status=0
  refuses one_refused
}

@test "a plan is kept when what it said has happened, and nothing else" {
  planned=$'would    one  x\nunknown  two  x\nok       three  x' happened='changed  one  x'
  plan_kept
  happened=$'failed   one a reboot is needed: x'
  plan_kept
  happened=''; refuses plan_kept
  happened=$'changed  one x\nchanged  three x'; refuses plan_kept
  planned=$'unknown  two  x\nwould    one  x' happened='changed  one  x'; refuses plan_kept
  planned=''; refuses plan_kept
}

@test "lines that are not all objects are not JSON" {
  stdout=$'{"a": 1}\n{"b": "x"}'
  stdout_is_json
  stdout=$'{"a": 1}\nb'; refuses stdout_is_json
  stdout=$'{"a": 1}\n3'; refuses stdout_is_json
  stdout=''; refuses stdout_is_json
}
