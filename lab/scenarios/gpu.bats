#!/usr/bin/env bats
# The lab's own: its GPUs, kernel and driver are as on hardware wherever a script could look. Facts: nvidia.md.
load ../lab

readonly RUN_580=NVIDIA-Linux-x86_64-580.76.05.run
readonly RUN_570=NVIDIA-Linux-x86_64-570.124.06.run
readonly HOST_FLAGS=(--silent --no-x-check --no-nouveau-check --dkms)
readonly CONTAINER_FLAGS=(--silent --no-kernel-module --no-nouveau-check --no-x-check
  --no-check-for-alternate-installs --no-distro-scripts --skip-depmod --no-systemd --no-install-compat32-libs)

setup_file() { raise_lab; }
teardown_file() { fell_lab; }

given_build_host() { lab_state build-host install_build_tools; }

install_build_tools() {
  given_host
  quietly apt-get --quiet update
  quietly apt-get --quiet --yes install build-essential dkms proxmox-headers-{"${KERNEL:?}","${NEXT_KERNEL:?}"}
  download "$RUN_580"
  download "$RUN_570"
}

download() { inside wget --quiet --directory-prefix /root "http://mirror.example:8080/$1"; } # FILE

loaded() { is_listed /sys/module . "$1"; }     # NAMES
nodes() { is_listed /dev '^nvidia' "$1"; }    # NAMES

is_listed() { # DIRECTORY REGEX NAMES
  local found
  found=$(inside ls "$1" | grep "$2" | tr '\n' ' ') || : # grep finds none
  [[ $found == "$3" ]] || fails "$1" "$3" "$found"
}

readonly ALL_NODES='nvidia-uvm nvidia-uvm-tools nvidia0 nvidia1 nvidiactl '

# ── the kernel ──

@test 'two GPUs, no driver, no module of the machine' {
  given_host
  in_world sh -c 'grep -l 0x10de /sys/bus/pci/devices/*/vendor | wc -l; cat /proc/sys/kernel/osrelease; uname -r'
  [[ $stdout == $'4\n'"$KERNEL"$'\n'"$KERNEL" ]]
  loaded ''
  [[ $(gpu_driver 0) == none ]]
  in_world mokutil --sb-state
  exits 1
  given_secure_boot on
  in_world mokutil --sb-state
  [[ $stdout == 'SecureBoot enabled' ]]
}

@test 'a reboot forgets modules, nodes and /run, and boots the next kernel; disk and switches stay' {
  given_build_host
  given_driver_loaded 580.76.05
  given_secure_boot off
  given_file /run/left 0644
  given_file /root/kept 0644
  nodes "$ALL_NODES"
  given_uvm_major_after_reboot 510
  reboot_host
  loaded ''
  nodes ''
  no_file /run/left
  file_is /root/kept 0644
  in_world uname -r
  [[ $stdout == "$NEXT_KERNEL" ]]
  in_world mokutil --sb-state
  [[ $stdout == 'SecureBoot disabled' ]]
  inside dkms autoinstall
  in_world nvidia-modprobe -u -c 0
  exits 0
  in_world stat --format='%t:%T' /dev/nvidia-uvm /dev/nvidia-uvm-tools
  [[ $stdout == $'1fe:0\n1fe:1' ]]
  in_world grep -w nvidia-uvm /proc/devices
  [[ $stdout == '510 nvidia-uvm' ]]
}

@test 'nouveau takes its cards at boot unless the image says no' {
  given_host
  given_gpus 2 nouveau
  [[ $(gpu_driver 1) == nouveau ]]
  given_file /etc/modprobe.d/off.conf 0644 $'blacklist nouveau\n'
  reboot_host
  [[ $(gpu_driver 1) == nouveau ]]
  inside update-initramfs -u -k all
  reboot_host
  [[ $(gpu_driver 1) == none ]]
  loaded ''
}

@test 'what modules-load.d lists is loaded before units that come after it, and a missing module fails that unit' {
  given_build_host
  given_driver_loaded 580.76.05
  inside dkms install -m nvidia -v 580.76.05 -k "$NEXT_KERNEL"
  given_file /etc/modules-load.d/nvidia.conf 0644 $'nvidia\nnvidia_uvm\n'
  given_file /etc/systemd/system/nodes.service 0644 '[Unit]
After=systemd-modules-load.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/bin/nvidia-modprobe -c 0 -c 1 -c 255
ExecStart=/usr/bin/nvidia-modprobe -u -c 0
[Install]
WantedBy=multi-user.target
'
  inside systemctl --quiet enable nodes.service
  reboot_host
  loaded 'nvidia nvidia_uvm '
  nodes "$ALL_NODES"
  given_file /etc/modules-load.d/other.conf 0644 $'no_such_module\n'
  reboot_host
  in_world systemctl is-failed systemd-modules-load.service
  exits 0
  nodes "$ALL_NODES"
}

# ── the driver on the host ──

@test 'the run builds, loads, and leaves the nodes to others; nvidia-smi makes them, uvm comes by itself only (§3)' {
  given_build_host
  in_world sh "/root/$RUN_580" "${HOST_FLAGS[@]}"
  exits 0
  loaded 'nvidia nvidia_drm nvidia_modeset '
  nodes ''
  in_world nvidia-smi --query-gpu=driver_version --format=csv,noheader
  exits 0
  [[ $stdout == $'580.76.05\n580.76.05' ]]
  nodes 'nvidia0 nvidia1 nvidiactl '
  in_world cat /dev/nvidia1
  says 'No such device or address$'
  in_world nvidia-modprobe -u -c 0
  nodes "$ALL_NODES"
  in_world dkms status
  [[ $stdout == "nvidia/580.76.05, $KERNEL, x86_64: installed" ]]
}

@test 'the same version again is a whole uninstallation and installation; modules in use stop it (§1.6)' {
  local before
  given_build_host
  in_world sh "/root/$RUN_580" "${HOST_FLAGS[@]}"
  before=$(inside stat --format=%i /usr/bin/nvidia-smi)
  in_world sh "/root/$RUN_580" "${HOST_FLAGS[@]}"
  exits 0
  calls '^nvidia-uninstall '
  [[ $(inside stat --format=%i /usr/bin/nvidia-smi) != "$before" ]]
  given_driver_user ct-900
  in_world sh "/root/$RUN_570" "${HOST_FLAGS[@]}"
  exits 1
  says "module 'nvidia' appears to be already loaded"
  loaded 'nvidia '
}

@test 'nvidia-smi says on stdout what is wrong: 9, 18, 8, 15, 12 (§2)' {
  given_host
  given_driver_loaded 580.76.05
  given_sick_gpu 1 power
  smi_says 8 'External power cables are not properly attached$'
  given_sick_gpu 1 lost
  smi_says 15 'GPU is lost'
  inside sh -c 'echo 570.124.06 >/sys/module/nvidia/version'
  smi_says 18 'Driver/library version mismatch'
  inside rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia
  inside rm /usr/bin/nvidia-modprobe
  smi_says 9 "couldn't communicate with the NVIDIA driver"
  inside rm /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.580.76.05
  smi_says 12 "couldn't find libnvidia-ml.so"
}

smi_says() { # CODE REGEX
  in_world nvidia-smi
  exits "$1"
  [[ $stdout =~ $2 && -z $stderr ]] || fails "nvidia-smi's words" "$2" "$stdout$stderr"
}

@test 'an installation that the power leaves half done' {
  local before
  given_build_host
  given_fault nvidia-installer '1 kill-all @files'
  before=$(host_init)
  in_world sh "/root/$RUN_580" "${HOST_FLAGS[@]}"
  ((status != 0))
  await_reboot "$before"
  in_world dkms status
  [[ -z $stdout ]]
  file_is /usr/bin/nvidia-smi 0755
  loaded ''
}

# ── in containers ──

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
