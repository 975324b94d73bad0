#!/usr/bin/env bats
# The disk gets full, on the host and in a container: what can be foreseen is said before any change, what cannot ends the
# step, and the next run converges once there is room.
load ../lab

readonly RUN=NVIDIA-Linux-x86_64-580.76.05.run
readonly CACHE=/usr/local/phoenix_hypervisor/cache

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

given_host_to_converge() {
  given_host
  given_config '.nvidia_driver.host_toolkit = false'
}

# It starts with its host, with its GPUs: what is mounted in it then stays.
given_container_to_converge() { lab_state container-to-converge make_container_to_converge; }

make_container_to_converge() {
  given_converged_host
  given_late 0 0
  given_container 901 stopped 'onboot: 1'
  run_script "$CONTAINER_SCRIPT" 901 --only passthrough
  exits 0
}

fails_in() { # STEP WORDS
  exits 1
  ended_at "$1"
  says "^ +\| +$2"
}

goes_on_with_room() { # .|CTID DIRECTORY SCRIPT ARGUMENT…
  given_room_again "$1" "$2"
  run_script "${@:3}"
  converges
  run_script "${@:3}"
  exits 0
  never_says '^(changed|failed|unknown)'
}

@test 'too small a disk for the file is said before any change' {
  given_host_to_converge
  given_small_disk . "$CACHE" 50
  tree_snapshot before
  run_script "$HOST_SCRIPT"
  exits 4
  ended_at runfile
  says "^ +expected: 1 MB free in $CACHE for "
  says '^ +next: +make room'
  same_tree before
  goes_on_with_room . "$CACHE" "$HOST_SCRIPT"
}

file_is_asked_for() { asks_for "^GET /$RUN "; }
cache_fills_up() { fill_disk . "$CACHE"; }

@test 'somebody fills the disk while the file is fetched: what came of it is not taken for the file' {
  given_host_to_converge
  given_small_disk . "$CACHE" 1000
  given_mirror "slow 30000 /$RUN"
  run_and file_is_asked_for cache_fills_up "$HOST_SCRIPT"
  fails_in runfile '.*No space left on device'
  no_file "$CACHE/$RUN"
  given_mirror
  given_no_filler . "$CACHE"
  goes_on_with_room . "$CACHE" "$HOST_SCRIPT"
}

@test 'no room for the packages that apt fetches' {
  given_host_to_converge
  given_few_files . /var/cache/apt/archives 2
  run_script "$HOST_SCRIPT"
  fails_in build_tools '.*No space left on device'
  package_is dkms absent
  goes_on_with_room . /var/cache/apt/archives "$HOST_SCRIPT"
}

@test 'no room while the .run unpacks itself' {
  given_host_to_converge
  given_few_files . /var/lib/phoenix_hypervisor 2
  run_script "$HOST_SCRIPT"
  fails_in driver 'Extraction failed\.$'
  no_file /usr/bin/nvidia-smi
  goes_on_with_room . /var/lib/phoenix_hypervisor "$HOST_SCRIPT"
}

@test 'no room in the middle of a package that dpkg unpacks' {
  given_host_without_toolkit
  given_few_files . /usr/local 3
  run_script "$HOST_SCRIPT"
  fails_in cuda_toolkit 'E: Sub-process /usr/bin/dpkg returned an error code \(1\)$'
  file_has /var/log/phoenix_hypervisor/hypervisor_feature_install_nvidia.log 'No space left on device'
  goes_on_with_room . /usr/local "$HOST_SCRIPT"
  package_is cuda-toolkit-12-8 installed
}

@test 'no room in the container for the copy of the .run' {
  given_container_to_converge
  given_booted 901
  given_small_disk 901 /var/lib/phoenix_hypervisor 50
  run_script "$CONTAINER_SCRIPT" 901
  exits 1
  ended_at driver
  says '^failed +driver +the file did not arrive whole$'
  says '^ +next: +see whether the container has room, then run the same command again$'
  container_no_file 901 /usr/bin/nvidia-smi
  goes_on_with_room 901 /var/lib/phoenix_hypervisor "$CONTAINER_SCRIPT" 901
}

@test 'no room in the middle of a package that dpkg unpacks in the container' {
  given_container_to_converge
  given_booted 901
  given_few_files 901 /usr/local 3
  run_script "$CONTAINER_SCRIPT" 901
  fails_in cuda_toolkit 'E: Sub-process /usr/bin/dpkg returned an error code \(1\)$'
  goes_on_with_room 901 /usr/local "$CONTAINER_SCRIPT" 901
  container_package 901 cuda-toolkit-12-8 installed
}
