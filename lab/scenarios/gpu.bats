#!/usr/bin/env bats
# The lab's own: its GPUs, kernel and driver are as on hardware wherever a script could look. Facts: nvidia.md.
load ../lab

readonly RUN_580=NVIDIA-Linux-x86_64-580.76.05.run
readonly RUN_570=NVIDIA-Linux-x86_64-570.124.06.run
readonly HOST_FLAGS=(--silent --no-x-check --no-nouveau-check --dkms)

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
