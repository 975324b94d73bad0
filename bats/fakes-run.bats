# The self-extracting head of the `.run`. nvidia.md §1.7
load world
load fakes/build-host

setup() { trace_the_test_alone; given_build_host; }
teardown() { end_world; }

@test "a wrapper command works as the first argument only" {
  in_world sh "$RUN_580" --check
  exits 0
  [[ $stdout == 'Verifying archive integrity... OK' ]]
  in_world sh "$RUN_580" --version-string
  [[ $stdout == 580.76.05 ]]
  in_world sh "$RUN_580" --silent --check
  exits 1
  says 'unrecognized option: "check"'
}

@test "a corrupt or truncated file: --check and every run say so with 2" {
  inside bash -c "head -c 90000 $RUN_580 >/srv/short.run; sed 's/^16999\$/16998/' $RUN_580 >/srv/bent.run"
  local file
  for file in short bent; do
    in_world sh "/srv/$file.run" --check
    exits 2
    in_world sh "/srv/$file.run" "${CONTAINER_FLAGS[@]}"
    exits 2
    says 'Error in CRC checksums'
  done
  no_file /var/lib/nvidia/log
}

@test "unpacking follows TMPDIR and the two-word --tmpdir, not --tmpdir=DIR" {
  inside mkdir /var/tmp/a /var/tmp/b
  printf '/var/tmp/a\n' >"$WORLD/state/noexec"
  in_world env TMPDIR=/var/tmp/a sh "$RUN_580" "${CONTAINER_FLAGS[@]}"
  exits 1
  says 'Temporary directory /var/tmp/a is not executable - use the --tmpdir option'
  in_world env TMPDIR=/var/tmp/a sh "$RUN_580" --tmpdir=/var/tmp/b "${CONTAINER_FLAGS[@]}"
  exits 1
  in_world env TMPDIR=/var/tmp/a sh "$RUN_580" --tmpdir /var/tmp/b "${CONTAINER_FLAGS[@]}"
  exits 0
  calls 'nvidia-installer --tmpdir /var/tmp/b --silent'
}

@test "no space: only 'Extraction failed.' and SIGTERM, nothing left in TMPDIR" {
  : >"$WORLD/state/run-enospc"
  in_world bash -c "sh $RUN_580 --silent; echo \$?"
  [[ $stdout == *$'\n143' ]]
  says 'Extraction failed.'
  [[ -z $(inside find /tmp /var/tmp -name 'makeself.*') ]]
}

@test "no blanks in path or options" {
  inside cp "$RUN_580" "/srv/a b.run"
  in_world sh '/srv/a b.run' "${CONTAINER_FLAGS[@]}"
  [[ $status != 0 ]]
  no_file /var/lib/nvidia/log
}

@test "the .run is a fault point by its file name, the installer by its stages" {
  given_gpus 1
  given_fault "${RUN_580##*/}" '1 exit 9'
  in_world sh "$RUN_580" "${HOST_FLAGS[@]}"
  exits 9
  given_fault nvidia-installer '1 kill-all @files'
  in_world sh "$RUN_580" "${HOST_FLAGS[@]}"
  exits 137
  file_is /var/lib/nvidia/log 0600
  [[ ! -e $WORLD/sys/module/nvidia ]]
  in_world sh "$RUN_580" "${HOST_FLAGS[@]}"
  exits 0
  [[ -d $WORLD/sys/module/nvidia ]]
}
