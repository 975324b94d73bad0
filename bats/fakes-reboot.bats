# What a reboot forgets and redoes.
load world
load fakes/build-host

setup() { trace_the_test_alone; given_build_host; }
teardown() { end_world; }

nodes() { (cd "$WORLD/dev" && echo nvidia*); }
gpu_driver() { basename "$(readlink "$WORLD/sys/bus/pci/devices/0000:01:00.0/driver")"; }

@test "reboot and systemctl reboot are noted only" {
  in_world systemctl reboot
  exits 0
  file_is /world/rebooted 0644
  rm "$WORLD/state/rebooted"
  in_world reboot
  file_is /world/rebooted 0644
  calls '^reboot$'
  reboot_host
  no_file /world/rebooted
}

@test "modules, nodes and /run are gone; uvm comes only by itself (nvidia.md §3)" {
  given_gpus 1
  given_driver_loaded 580.76.05
  given_file /run/left 0644
  given_file /etc/modprobe.d/nouveau.conf 0644 $'blacklist nouveau\n'
  inside update-initramfs -u -k all
  reboot_host
  [[ $(nodes) == 'nvidia*' && ! -e $WORLD/sys/module/nvidia ]]
  no_file /run/left
}

@test "the next kernel boots, and its modules are its own" {
  given_gpus 1
  given_driver_loaded 580.76.05
  given_file /etc/modules-load.d/nvidia.conf 0644 $'# comment\nnvidia\nnvidia_uvm\n'
  given_file /etc/modprobe.d/nouveau.conf 0644 $'blacklist nouveau\n'
  inside update-initramfs -u -k all
  reboot_host
  in_world uname -r
  [[ $stdout == "$NEXT_KERNEL" && ! -e $WORLD/sys/module/nvidia ]]
  mkdir -p "$WORLD/upper/usr/src/linux-headers-$NEXT_KERNEL"
  inside dkms autoinstall
  reboot_host
  [[ $(gpu_driver) == nvidia && -d $WORLD/sys/module/nvidia_uvm && $(nodes) == 'nvidia*' ]]
}

@test "nouveau takes the GPU unless the image that boots says no" {
  given_gpus 1
  reboot_host
  [[ $(gpu_driver) == nouveau && -d $WORLD/sys/module/nouveau ]]
  given_file /etc/modprobe.d/nouveau.conf 0644 $'blacklist nouveau\n'
  reboot_host
  [[ $(gpu_driver) == nouveau ]]
  inside update-initramfs -u -k "$NEXT_KERNEL"
  reboot_host
  [[ ! -e $WORLD/sys/module/nouveau && ! -e $WORLD/sys/bus/pci/devices/0000:01:00.0/driver ]]
}

@test "nouveau leaves cards alone that are too new for it, and modules-load.d does not load what is blacklisted" {
  given_gpus 1
  given_file /world/no-nouveau 0644
  given_file /etc/modules-load.d/nouveau.conf 0644 $'nouveau\n'
  given_file /etc/modprobe.d/nouveau.conf 0644 $'blacklist nouveau\n'
  reboot_host
  [[ ! -e $WORLD/sys/module/nouveau ]]
  inside rm /etc/modprobe.d/nouveau.conf
  reboot_host
  [[ -e $WORLD/sys/module/nouveau ]]
}

@test "units ordered before the guests make the nodes that guests need; a late one fails them (nvidia.md trap 16)" {
  given_gpus 1
  world_kernel "$WORLD" "$KERNEL"
  given_gpus 1
  given_driver_loaded 580.76.05
  given_file /etc/modprobe.d/nouveau.conf 0644 $'blacklist nouveau\n'
  inside update-initramfs -u -k all
  given_guest 101 stopped 'onboot: 1' 'dev0: /dev/nvidia-uvm'
  given_file /etc/systemd/system/nodes.service 0644 '[Unit]
Before=pve-guests.service
[Service]
Type=oneshot
ExecStart=/usr/bin/nvidia-modprobe -c 0 -c 255
ExecStart=/usr/bin/nvidia-modprobe -u -c 0
[Install]
WantedBy=multi-user.target
'
  inside systemctl enable nodes.service
  reboot_host
  in_world pct status 101
  [[ $stdout == 'status: running' && $(nodes) == 'nvidia-uvm nvidia-uvm-tools nvidia0 nvidiactl' ]]
  inside sed -i /^Before/d /etc/systemd/system/nodes.service
  reboot_host
  in_world pct status 101
  [[ $stdout == 'status: stopped' ]]
}

@test "the major of nvidia-uvm can change (nvidia.md §3)" {
  given_gpus 1
  world_kernel "$WORLD" "$KERNEL"
  given_driver_loaded 580.76.05
  given_file /etc/modprobe.d/nouveau.conf 0644 $'blacklist nouveau\n'
  inside update-initramfs -u -k all
  printf '508\n' >"$WORLD/state/uvm-major-after-reboot"
  reboot_host
  inside nvidia-modprobe -u -c 0
  [[ $(stat -c %t "$WORLD/dev/nvidia-uvm") == 1fc ]]
  [[ $(awk '$2 == "nvidia-uvm" { print $1 }' "$WORLD/proc/devices") == 508 ]]
}
