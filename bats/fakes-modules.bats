# Modules and nodes: modprobe, rmmod, modinfo, nvidia-modprobe.
load world
load fakes/build-host

setup() { trace_the_test_alone; given_build_host; }
teardown() { end_world; }

given_driver() { # free GPUs, a driver on disk, nothing loaded
  given_gpus "$1"
  in_world sh "$RUN_580" "${HOST_FLAGS[@]}" --skip-module-load
  exits 0
}

loaded() { [[ -d $WORLD/sys/module/$1 ]] || fails module "$1" "$(ls "$WORLD/sys/module")"; }
not_loaded() { [[ ! -d $WORLD/sys/module/$1 ]] || fails 'no module' "$1" "$(ls "$WORLD/sys/module")"; }

@test "modprobe: a module that the running kernel lacks (kmod 30)" {
  in_world modprobe nvidia
  exits 1
  [[ $stderr == "modprobe: FATAL: Module nvidia not found in directory /lib/modules/$KERNEL" ]]
}

@test "modprobe: loads what the module needs, by either spelling" {
  given_driver 1
  in_world modprobe nvidia-drm
  exits 0
  loaded nvidia_drm
  loaded nvidia_modeset
  loaded nvidia
  [[ $(<"$WORLD/sys/module/nvidia/refcnt") == 1 && $(<"$WORLD/sys/module/nvidia_modeset/refcnt") == 1 ]]
  in_world modprobe nvidia_uvm
  loaded nvidia_uvm
  [[ $(<"$WORLD/sys/module/nvidia/version") == 580.76.05 ]]
}

@test "modprobe: a blacklist line concerns aliases, an install line everybody" {
  given_driver 1
  given_file /etc/modprobe.d/x.conf 0644 $'blacklist nvidia\n'
  in_world modprobe -b nvidia
  exits 0
  not_loaded nvidia
  in_world modprobe nvidia
  loaded nvidia
  given_file /etc/modprobe.d/x.conf 0644 $'install nvidia-uvm /bin/false\n'
  in_world modprobe nvidia-uvm
  exits 1
  says "could not insert 'nvidia-uvm': Invalid argument"
}

@test "modprobe: nouveau holds the only GPU" {
  given_driver 1
  "$WORLD_BUILDER" "$WORLD" plug_module nouveau ''
  in_world modprobe nvidia
  exits 1
  [[ $stderr == "modprobe: ERROR: could not insert 'nvidia': No such device" ]]
}

@test "modprobe: Secure Boot refuses unsigned modules (proxmox.md §6)" {
  given_driver 1
  given_secure_boot on
  in_world modprobe nvidia
  exits 1
  says 'Key was rejected by service'
  : >"$WORLD/state/mok-enrolled"
  in_world modprobe nvidia
  exits 0
}

@test "rmmod: in use by modules, in use by others, order (nvidia.md §4.3)" {
  given_driver 1
  in_world bash -c 'modprobe nvidia-drm; modprobe nvidia-uvm'
  in_world rmmod nvidia
  exits 1
  [[ $stderr == 'rmmod: ERROR: Module nvidia is in use by: nvidia_modeset nvidia_uvm' ]]
  mkdir -p "$WORLD/state/users/nvidia"
  : >"$WORLD/state/users/nvidia/someone"
  "$WORLD_BUILDER" "$WORLD" refresh_kernel
  in_world rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia
  exits 1
  [[ $stderr == 'rmmod: ERROR: Module nvidia is in use' ]]
  not_loaded nvidia_uvm
  loaded nvidia
  rm "$WORLD/state/users/nvidia/someone"
  "$WORLD_BUILDER" "$WORLD" refresh_kernel
  in_world rmmod nvidia
  exits 0
  not_loaded nvidia
  [[ ! -e $WORLD/sys/bus/pci/devices/0000:01:00.0/driver ]]
  in_world rmmod nvidia
  [[ $stderr == 'rmmod: ERROR: Module nvidia is not currently loaded' ]]
}

@test "modinfo: version on disk, for the running kernel or another (nvidia.md §2)" {
  given_driver 1
  in_world modinfo -F version nvidia
  [[ $stdout == 580.76.05 ]]
  in_world modinfo -k "$NEXT_KERNEL" -F version nvidia
  exits 1
  [[ $stderr == 'modinfo: ERROR: Module nvidia not found.' ]]
}

@test "/proc/devices: 195 is fixed, uvm is dynamic and an exact name (nvidia.md §3)" {
  printf '507\n' >"$WORLD/state/uvm-major"
  given_driver 1
  in_world modprobe nvidia
  [[ $(grep -c nvidia "$WORLD/proc/devices") -gt 3 ]]
  [[ $(awk '$2 == "nvidia-uvm"' "$WORLD/proc/devices") == '' ]]
  in_world modprobe nvidia-uvm
  [[ $(awk '$2 == "nvidia-uvm" { print $1 }' "$WORLD/proc/devices") == 507 ]]
  [[ $(awk '$2 == "nvidia" { print $1 }' "$WORLD/proc/devices") == 195 ]]
  in_world lsmod
  says '^nvidia_uvm +[0-9]+ +0 *$'
}

@test "modprobe makes no nodes; nvidia-modprobe does, one kind a call (nvidia.md §3)" {
  given_driver 2
  in_world modprobe nvidia
  [[ ! -e $WORLD/dev/nvidia0 ]]
  in_world nvidia-modprobe -c 0 -c 255
  exits 0
  [[ $(stat -c '%t:%T %a' "$WORLD/dev/nvidia0" "$WORLD/dev/nvidiactl") == $'c3:0 666\nc3:ff 666' ]]
  [[ ! -e $WORLD/dev/nvidia1 && ! -e $WORLD/dev/nvidia-uvm ]]
  in_world nvidia-modprobe -u -c 0
  exits 0
  calls 'modprobe nvidia-uvm'
  [[ $(stat -c '%t:%T' "$WORLD/dev/nvidia-uvm" "$WORLD/dev/nvidia-uvm-tools") == $'1ff:0\n1ff:1' ]]
  in_world nvidia-modprobe -m
  [[ $(stat -c '%t:%T' "$WORLD/dev/nvidia-modeset") == c3:fe ]]
}

@test "nvidia-modprobe: -u -c 1 gives wrong nodes (nvidia.md §3)" {
  given_driver 1
  in_world nvidia-modprobe -u -c 1
  [[ $(stat -c '%t:%T' "$WORLD/dev/nvidia-uvm") == 1ff:1 ]]
}

@test "nvidia-modprobe: mends a node of another kind or mode (nvidia-modprobe-utils.c mknod_helper)" {
  given_driver 1
  : >"$WORLD/dev/nvidia0"
  in_world nvidia-modprobe -c 0
  [[ -c $WORLD/dev/nvidia0 && $(stat -c %a "$WORLD/dev/nvidia0") == 666 ]]
  chmod 0600 "$WORLD/dev/nvidia0"
  in_world nvidia-modprobe -c 0
  [[ $(stat -c %a "$WORLD/dev/nvidia0") == 666 ]]
}

@test "nvidia-modprobe: fails silently without a GPU or a module, with words on a bad option" {
  given_driver 0
  in_world nvidia-modprobe -c 0
  exits 1
  [[ -z $output ]]
  never_calls '^modprobe'
  in_world nvidia-modprobe --wrong
  exits 1
  says 'Invalid commandline'
}
