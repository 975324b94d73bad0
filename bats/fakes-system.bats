# dkms, the initramfs, Secure Boot, systemd.
load world
load fakes/build-host

setup() { trace_the_test_alone; given_build_host; }
teardown() { end_world; }

readonly UNIT=/etc/systemd/system/nodes.service
readonly UNIT_TEXT='[Unit]
Before=pve-guests.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/touch /run/started
[Install]
WantedBy=multi-user.target
'

given_headers() { mkdir -p "$WORLD/upper/usr/src/linux-headers-$1"; } # KERNEL

@test "dkms: rows of version 3, added and installed (nvidia.md §4.2)" {
  given_driver_loaded 580.76.05
  in_world dkms status
  [[ $stdout == "nvidia/580.76.05, $KERNEL, x86_64: installed" ]]
  in_world dkms status -m nvidia -k "$NEXT_KERNEL"
  exits 0
  [[ -z $stdout ]]
  given_file /usr/src/other-1.0/dkms.conf 0644 'PACKAGE_NAME=other'
  in_world bash -c 'dkms add -m other -v 1.0 >/dev/null; dkms status -m other'
  [[ $stdout == 'other/1.0: added' ]]
  inside bash -c 'echo changed >>/lib/modules/*/updates/dkms/nvidia.ko'
  in_world dkms status -m nvidia
  says 'installed \(WARNING! Diff between built and installed module!\)'
}

@test "dkms: the next kernel gets its module from autoinstall, given its headers" {
  given_driver_loaded 580.76.05
  in_world dkms autoinstall -k "$NEXT_KERNEL"
  exits 11
  says "Your kernel headers for kernel $NEXT_KERNEL cannot be found"
  given_headers "$NEXT_KERNEL"
  in_world dkms autoinstall -k "$NEXT_KERNEL"
  exits 0
  in_world modinfo -k "$NEXT_KERNEL" -F version nvidia
  [[ $stdout == 580.76.05 ]]
}

@test "dkms: remove takes tree and modules; a stranger is code 3 (nvidia.md §4.2, dkms 3.0)" {
  given_driver_loaded 580.76.05
  in_world dkms remove nvidia/1.0 --all
  exits 3
  says 'Error! The module/version combo: nvidia-1.0 is not located in the DKMS tree.'
  in_world dkms remove nvidia/580.76.05 --all
  exits 0
  says 'Deleting module nvidia-580.76.05 completely from the DKMS tree.'
  in_world bash -c 'dkms status; find /lib/modules/ /var/lib/dkms/ -name "nvidia*"'
  [[ -z $stdout ]]
}

@test "update-initramfs: all images, each with the blacklist of its day (nvidia.md §4.3, proxmox.md §6)" {
  given_file /etc/modprobe.d/nouveau.conf 0644 $'blacklist nouveau\n'
  local before
  before=$(inside stat -c %y "/boot/initrd.img-$KERNEL")
  in_world update-initramfs -u -k all
  exits 0
  says "update-initramfs: Generating /boot/initrd.img-$KERNEL"
  says "update-initramfs: Generating /boot/initrd.img-$NEXT_KERNEL"
  file_has "/boot/initrd.img-$KERNEL" '^blacklist nouveau'
  [[ $(inside stat -c %y "/boot/initrd.img-$KERNEL") != "$before" ]]
  in_world update-initramfs -k all
  exits 1
  says 'You must specify at least one of -c, -u, or -d'
}

@test "update-initramfs: killed inside, an image is old or new, never half" {
  given_file /etc/modprobe.d/nouveau.conf 0644 $'blacklist nouveau\n'
  given_fault mv '1 kill-all'
  in_world update-initramfs -u -k "$KERNEL"
  exits 137
  file_has "/boot/initrd.img-$KERNEL" 'initramfs of'
}

@test "proxmox-boot-tool status: only where it manages the ESPs (nvidia.md §4.3)" {
  in_world proxmox-boot-tool status
  exits 2
  given_file /etc/kernel/proxmox-boot-uuids 0644 $'AAAA-BBBB\n'
  in_world proxmox-boot-tool status
  exits 0
  says 'AAAA-BBBB is configured with: uefi'
}

@test "mokutil: Secure Boot on, off, no EFI (proxmox.md §6)" {
  in_world mokutil --sb-state
  exits 1
  says 'EFI variables are not supported on this system'
  given_secure_boot off
  in_world mokutil --sb-state
  [[ $stdout == 'SecureBoot disabled' ]]
  given_secure_boot on
  in_world mokutil --sb-state
  [[ $stdout == 'SecureBoot enabled' ]]
  inside od -An -tu1 /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c | grep -qx ' *6 *0 *0 *0 *1'
}

@test "systemctl: enable links the unit, is-enabled answers" {
  in_world systemctl is-enabled nodes.service
  exits 1
  says 'Failed to get unit file state for nodes.service: No such file or directory'
  in_world systemctl enable nodes.service
  exits 1
  says 'Unit file nodes.service does not exist'
  given_file "$UNIT" 0644 "$UNIT_TEXT"
  in_world systemctl is-enabled nodes
  exits 1
  [[ $stdout == disabled ]]
  in_world systemctl enable nodes.service
  exits 0
  says 'Created symlink /etc/systemd/system/multi-user.target.wants/nodes.service → /etc/systemd/system/nodes.service'
  in_world systemctl is-enabled nodes.service
  exits 0
  in_world bash -c 'systemctl disable nodes.service; systemctl is-enabled --quiet nodes.service'
  exits 1
  no_file /etc/systemd/system/multi-user.target.wants/nodes.service
}

@test "systemctl: start runs a oneshot, is-active answers with 3 before" {
  given_file "$UNIT" 0644 "$UNIT_TEXT"
  in_world systemctl is-active nodes.service
  exits 3
  [[ $stdout == inactive ]]
  in_world systemctl start nodes.service
  exits 0
  file_is /run/started 0644
  in_world systemctl is-active nodes.service
  exits 0
  in_world systemctl start missing.service
  exits 5
  given_file "$UNIT" 0644 "${UNIT_TEXT/touch/false}"
  in_world bash -c 'systemctl stop nodes.service; systemctl daemon-reload; systemctl start nodes.service'
  exits 1
  says 'Job for nodes.service failed'
  in_world systemctl show --property ActiveState --value nodes.service
  [[ $stdout == failed ]]
}

@test "systemctl: a unit changed on disk needs a daemon-reload, by state" {
  given_file "$UNIT" 0644 "$UNIT_TEXT"
  in_world systemctl show -p NeedDaemonReload --value nodes.service
  [[ $stdout == no ]]
  in_world systemctl enable --now nodes.service
  exits 0
  given_file "$UNIT" 0644 "${UNIT_TEXT/started/again}"
  in_world systemctl show --property=NeedDaemonReload,LoadState nodes.service
  [[ $stdout == $'NeedDaemonReload=yes\nLoadState=loaded' ]]
  in_world systemctl restart nodes.service
  says 'changed on disk'
  no_file /run/again
  in_world bash -c 'systemctl daemon-reload; systemctl restart nodes.service'
  file_is /run/again 0644
}

@test "systemctl: the persistence daemon keeps the driver in use (nvidia.md §3, §4.3)" {
  given_gpus 1
  given_driver_loaded 580.76.05
  given_file /usr/lib/systemd/system/nvidia-persistenced.service 0644 $'[Service]\nType=forking\n'
  in_world bash -c 'systemctl start nvidia-persistenced; rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia'
  exits 1
  [[ $stderr == 'rmmod: ERROR: Module nvidia is in use' ]]
  in_world bash -c 'systemctl stop nvidia-persistenced; rmmod nvidia'
  exits 0
}

@test "ssh-keygen is the real one, and makes its RSA keys small" {
  local kind
  for kind in rsa ed25519; do inside ssh-keygen -q -t "$kind" -N '' -f "/root/$kind"; done
  [[ $(inside ssh-keygen -l -f /root/rsa) == '1024 SHA256:'*'(RSA)' ]]
  [[ $(inside ssh-keygen -l -f /root/ed25519) == '256 SHA256:'*'(ED25519)' ]]
}
