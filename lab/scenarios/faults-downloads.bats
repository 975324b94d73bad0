#!/usr/bin/env bats
# The download of the driver's file goes wrong. The run says what is the matter, leaves nothing half done, and the next one
# converges when it is over.
load ../lab

readonly RUN=NVIDIA-Linux-x86_64-580.76.05.run
readonly KEPT=/usr/local/phoenix_hypervisor/cache/$RUN

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

# Nothing is missing but the file, and it is not waited for long.
given_host_without_file() { lab_state without-file make_host_without_file; }

make_host_without_file() {
  given_converged_host
  given_config '.nvidia_driver.download_deadline_seconds = 3'
  given_no_file "$KEPT" "$KEPT.verified"
}

# The fault is over: the file comes, and nothing else has to be done.
file_comes() {
  given_mirror
  run_script "$HOST_SCRIPT"
  exits 0
  changed_only runfile
  file_is_whole
}

file_is_whole() {
  inside cat "$KEPT" | cmp - "$LAB_CACHE/srv/$RUN" || fails "$KEPT" 'the whole file' 'another one'
  no_file "$KEPT.part"
}

nothing_is_kept() {
  no_file "$KEPT"
  no_file "$KEPT.verified"
}

told_before_any_change() { # STEP WORDS
  exits 4
  ended_at "$1"
  says "^ +found: +$2"
  same_tree before
}

@test 'the mirror does not have the file: said before any change' {
  given_host_without_file
  given_mirror "404 /$RUN"
  tree_snapshot before
  run_script "$HOST_SCRIPT"
  told_before_any_change runfile 'HTTP/1.1 404 Not Found$'
  says "^ +next: +fetch the file elsewhere and put it at $KEPT, or name a mirror"
  file_comes
}

@test 'nobody listens at the mirror of the file: said before any change' {
  given_host_without_file
  given_refusing_mirror
  tree_snapshot before
  run_script "$HOST_SCRIPT"
  told_before_any_change runfile '.*Connection refused\.$'
  given_listening_mirror
  file_comes
}

@test 'the file comes slowly, and comes' {
  given_host_without_file
  given_mirror "slow 60000 /$RUN"
  run_script "$HOST_SCRIPT"
  exits 0
  changed_only runfile
  file_is_whole
}

@test 'the file stalls half way: the wait for it ends, and nothing counts as the file' {
  given_host_without_file
  given_mirror "stall /$RUN"
  run_script "$HOST_SCRIPT"
  exits 5
  timed_out runfile download
  nothing_is_kept
  file_comes
}

@test 'the connection breaks off: each try goes on where the last one stopped' {
  given_host_without_file
  given_mirror "truncate 60000 /$RUN"
  run_script "$HOST_SCRIPT"
  exits 0
  file_is_whole
  fetches "^GET /$RUN 200$"
}

@test 'the connection breaks off for good: the wait for the file ends' {
  given_host_without_file
  given_mirror "truncate 1000 /$RUN"
  run_script "$HOST_SCRIPT"
  exits 5
  timed_out runfile download
  nothing_is_kept
  file_comes
}

@test 'the file is cut short, and the mirror says that was all: refused by its sum' {
  given_host_without_file
  given_mirror "short 60000 /$RUN"
  run_script "$HOST_SCRIPT"
  exits 1
  ended_at runfile
  says '^failed +runfile +what came from .* is not the pinned file$'
  says "^ +expected: sha256 $(sha256sum <"$LAB_CACHE/srv/$RUN" | cut -d' ' -f1)$"
  nothing_is_kept
  no_file "$KEPT.part"
  file_comes
}

@test 'one byte of the file is another: refused by its sum' {
  given_host_without_file
  given_mirror "corrupt /$RUN"
  run_script "$HOST_SCRIPT"
  exits 1
  says '^failed +runfile +what came from .* is not the pinned file$'
  nothing_is_kept
  file_comes
}

@test 'the mirror of the file is overloaded at first: asked again' {
  given_host_without_file
  given_mirror "503 2 /$RUN"
  run_script "$HOST_SCRIPT"
  exits 0
  file_is_whole
}

@test 'the mirror of the file stays overloaded: the wait for it ends' {
  given_host_without_file
  given_mirror "503 1000 /$RUN"
  run_script "$HOST_SCRIPT"
  exits 5
  timed_out runfile download
  nothing_is_kept
  file_comes
}
