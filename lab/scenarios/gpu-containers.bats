#!/usr/bin/env bats
# The lab's own: in a container its GPUs, nodes and driver are as on hardware wherever a script could look. Facts: nvidia.md.
load ../lab

readonly RUN_580=NVIDIA-Linux-x86_64-580.76.05.run
readonly CONTAINER_FLAGS=(--silent --no-kernel-module --no-nouveau-check --no-x-check
  --no-check-for-alternate-installs --no-distro-scripts --skip-depmod --no-systemd --no-install-compat32-libs)

setup_file() { raise_lab; }
teardown_file() { fell_lab; }

# The nodes that a conf names, and the rules for them where the container is privileged.
passing() { # NODE:MAJOR:MINOR…
  local name major minor entry
  for entry; do
    IFS=: read -r name major minor <<<"$entry"
    printf 'lxc.cgroup2.devices.allow: c %s:%s rw\n' "$major" "$minor"
    printf 'lxc.mount.entry: /dev/%s dev/%s none bind,optional,create=file\n' "$name" "$name"
  done
}

given_gpu_container() { # CTID privileged|unprivileged CONF-LINES
  local lines
  mapfile -t lines <<<"$3"
  given_container "$1" running "$2" "${lines[@]}"
  given_booted "$1"
}

# With kmod, as the script under test sees to it.
given_driver_in() { # CTID
  given_kmod "$1"
  in_container "$1" sh "/root/$RUN_580" "${CONTAINER_FLAGS[@]}" >"${WORLD:?}/out/given" 2>&1
}

given_kmod() { # CTID
  in_container "$1" sh -c 'apt-get --quiet update && apt-get --quiet --yes install kmod' >"$WORLD/out/given" 2>&1
  download "$RUN_580"
  quietly pct push "$1" "/root/$RUN_580" "/root/$RUN_580"
}

in_container_world() { # CTID COMMAND ARGUMENT…
  in_world lxc-attach --name "$1" --clear-env --set-var HOME=/root \
    --set-var PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin -- "${@:2}"
}

@test "a container sees its host's kernel and cannot change it" {
  local ctid kind=privileged
  given_host
  given_driver_loaded 580.76.05
  for ctid in 901 902; do
    given_gpu_container "$ctid" "$kind" 'onboot: 0'
    in_container_world "$ctid" cat /sys/module/nvidia/version /proc/sys/kernel/osrelease
    [[ $stdout == $'580.76.05\n'"$KERNEL" ]]
    in_container_world "$ctid" grep -cw 'nvidia-uvm' /proc/devices
    [[ $stdout == 1 ]]
    in_container_world "$ctid" sh -c 'echo 0x10de | cmp - /sys/bus/pci/devices/0000:02:00.0/vendor'
    exits 0
    in_container_world "$ctid" rm -r /sys/module/nvidia
    says 'Read-only file system'
    kind=unprivileged
  done
  in_world lsmod
  says '^nvidia '
}

@test "a privileged container opens the nodes that its rules allow; mknod gives it no other (§3)" {
  given_host
  given_driver_loaded 580.76.05
  given_gpu_container 901 privileged "$(passing nvidia0:195:0 nvidiactl:195:255)"
  [[ $(node_of 901 /dev/nvidia0) == ok && $(node_of 901 /dev/nvidiactl) == ok && $(node_of 901 /dev/nvidia1) == none ]]
  in_container 901 mknod /dev/nvidia1 c 195 1
  [[ $(node_of 901 /dev/nvidia1) == refused ]]
  given_driver_in 901
  in_container_world 901 nvidia-smi --query-gpu=pci.bus_id --format=csv,noheader
  exits 0
  [[ $stdout == 00000000:01:00.0 ]]
}

@test "an unprivileged container opens the nodes it is given and makes none" {
  given_host
  given_driver_loaded 580.76.05
  given_gpu_container 902 unprivileged "$(passing nvidia1:195:1 nvidiactl:195:255)"
  [[ $(node_of 902 /dev/nvidia1) == ok && $(node_of 902 /dev/nvidiactl) == ok ]]
  in_container_world 902 stat --format='%U:%G %t:%T' /dev/nvidia1
  [[ $stdout == 'nobody:nogroup c3:1' ]]
  in_container_world 902 mknod /dev/nvidia0 c 195 0
  says 'Operation not permitted'
  given_driver_in 902
  in_container_world 902 nvidia-smi --query-gpu=pci.bus_id --format=csv,noheader
  [[ $stdout == 00000000:02:00.0 ]]
  calls '^ct902: nvidia-smi --query-gpu=pci.bus_id '
}

@test "nvidia-smi in a container: 17 where the rule lacks, 6 without a GPU's node, 9 without nvidiactl (§2, §3)" {
  given_host
  given_driver_loaded 580.76.05
  given_gpu_container 901 privileged "$(passing nvidiactl:195:255 | tail -n 1)"
  given_driver_in 901
  smi_in_container_says 901 17 '^Failed to initialize NVML: Unknown Error'
  given_gpu_container 902 unprivileged "$(passing nvidiactl:195:255)"
  given_driver_in 902
  smi_in_container_says 902 6 '^No devices were found'
  given_gpu_container 903 unprivileged 'onboot: 0'
  given_driver_in 903
  smi_in_container_says 903 9 "couldn't communicate with the NVIDIA driver"
}

smi_in_container_says() { # CTID CODE REGEX
  in_container_world "$1" nvidia-smi
  exits "$2"
  [[ $stdout =~ $3 && -z $stderr ]] || fails "nvidia-smi's words" "$3" "$stdout$stderr"
}

@test "the run in a container: kmod is needed; a nouveau on the host stops it and leaves its blacklists (§1.5, trap 6)" {
  given_host
  given_gpus 2 nouveau
  given_gpu_container 901 privileged 'onboot: 0'
  given_kmod 901
  in_container_world 901 env PATH=/usr/bin sh "/root/$RUN_580" "${CONTAINER_FLAGS[@]}"
  exits 1
  says 'Unable to find the module utility .modprobe.'
  in_container_world 901 sh "/root/$RUN_580" "${CONTAINER_FLAGS[@]/--no-nouveau-check/--no-drm}"
  exits 1
  says 'The Nouveau kernel driver is currently in use'
  in_container 901 test -f /etc/modprobe.d/nvidia-installer-disable-nouveau.conf
}

@test "the run again in a container: its rmmod is refused, the host keeps its modules (§1.6)" {
  given_host
  given_driver_loaded 580.76.05
  given_gpu_container 901 privileged "$(passing nvidia0:195:0 nvidiactl:195:255)"
  given_driver_in 901
  in_container_world 901 sh "/root/$RUN_580" "${CONTAINER_FLAGS[@]}"
  exits 0
  calls '^ct901: nvidia-uninstall '
  in_container_world 901 grep -c 'Operation not permitted' /var/log/nvidia-uninstall.log
  ((stdout > 0))
  loaded 'nvidia nvidia_drm nvidia_modeset nvidia_uvm '
}

@test "a fault in one container only" {
  given_host
  given_driver_loaded 580.76.05
  given_gpu_container 902 unprivileged "$(passing nvidia1:195:1 nvidiactl:195:255)"
  given_driver_in 902
  given_container_fault 902 nvidia-smi '2 exit 17'
  in_container_world 902 nvidia-smi -L
  exits 0
  in_container_world 902 nvidia-smi -L
  exits 17
  in_world nvidia-smi -L
  exits 0
}
