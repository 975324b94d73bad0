# nvidia-smi: exit codes, and texts on stdout. nvidia.md §2
load world
load fakes/build-host

setup() { trace_the_test_alone; given_build_host; }
teardown() { end_world; }

readonly QUERY=(nvidia-smi --query-gpu=driver_version "--format=csv,noheader")

said_on_stdout() { [[ $stdout == *"$1"* && -z $stderr ]] || fails stdout "$1" "$output"; }

@test "rc 0: one line per GPU" {
  given_gpus 2
  given_driver_loaded 580.76.05
  in_world "${QUERY[@]}"
  exits 0
  [[ $stdout == $'580.76.05\n580.76.05' && -z $stderr ]]
  never_calls modprobe
}

@test "the header is there unless refused; -L lists" {
  given_gpus 1
  given_driver_loaded 580.76.05
  in_world nvidia-smi --query-gpu=index,driver_version --format=csv
  [[ $stdout == $'index, driver_version\n0, 580.76.05' ]]
  in_world nvidia-smi -L
  says '^GPU 0: NVIDIA GeForce RTX 5060 Ti \(UUID: GPU-'
  in_world nvidia-smi
  exits 0
  says 'Driver Version: 580.76.05'
}

@test "rc 2: bad argument" {
  given_gpus 1
  given_driver_loaded 580.76.05
  in_world nvidia-smi --wrong
  exits 2
  in_world nvidia-smi --query-gpu=wrong --format=csv
  exits 2
}

@test "rc 6: no device node and none can be made" {
  given_gpus 1
  given_driver_loaded 580.76.05
  rm "$WORLD/dev/nvidia0" "$WORLD/dev/.pool/nvidia0"
  in_world "${QUERY[@]}"
  exits 6
  said_on_stdout 'No devices were found'
}

@test "rc 8 and 15: power cable, GPU fell off" {
  given_gpus 1
  given_driver_loaded 580.76.05
  sed -i 's/ ok / power /' "$WORLD/state/gpus"
  in_world "${QUERY[@]}"
  exits 8
  sed -i 's/ power / lost /' "$WORLD/state/gpus"
  in_world "${QUERY[@]}"
  exits 15
}

@test "rc 9: the module cannot be loaded" {
  given_gpus 1
  given_driver_loaded 580.76.05
  in_world bash -c 'rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia; rm -r /lib/modules/*/updates'
  in_world "${QUERY[@]}"
  exits 9
  said_on_stdout "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running."
}

@test "rc 12: no NVML" {
  given_gpus 1
  given_driver_loaded 580.76.05
  in_world bash -c 'rm /usr/lib/x86_64-linux-gnu/libnvidia-ml.so*'
  in_world "${QUERY[@]}"
  exits 12
  said_on_stdout "couldn't find libnvidia-ml.so"
}

@test "rc 18: library and kernel differ, the version with two components" {
  given_gpus 1
  given_driver_loaded 570.124.06
  printf '580.76.05\n' >"$WORLD/sys/module/nvidia/version"
  in_world "${QUERY[@]}"
  exits 18
  [[ $stdout == $'Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 570.124' ]]
}

@test "as root it loads modules and makes nodes, never uvm" {
  given_gpus 2
  given_driver_loaded 580.76.05
  in_world rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia
  rm -f "$WORLD"/dev/nvidia*
  in_world "${QUERY[@]}"
  exits 0
  calls '^nvidia-modprobe -c 0 -c 255$'
  calls '^modprobe nvidia$'
  [[ -c $WORLD/dev/nvidia0 && -c $WORLD/dev/nvidia1 && -c $WORLD/dev/nvidiactl ]]
  [[ ! -e $WORLD/dev/nvidia-uvm && ! -e $WORLD/sys/module/nvidia_uvm ]]
}
