# What the world's Debian repository offers: build tools, headers, the distribution's old driver, the container toolkit.
# shellcheck shell=bash

readonly OLD_DRIVER=535.247.01

debian_packages() {
  small_tools
  kmod
  build_tools
  headers
  drivers
}

drivers() {
  old_driver_kernel
  old_driver_user_space
  container_toolkit
}

small_tools() {
  deb gnupg_2.2.40-1.1_all
  # A host has one of its own; a container gets it from here.
  ships_own jq /usr/bin/jq 0755
  deb jq_1.6-2.1_amd64
  deb ca-certificates_20230311_all
}

build_tools() {
  deb gcc_12.2.0-3_amd64
  deb make_4.3-4.1_amd64
  deb libc6-dev_2.36-9_amd64
  deb build-essential_12.9_amd64 'Depends: gcc, make, libc6-dev'
  runs pkg-config preinst </dev/null
  deb pkg-config_1.8.1-1_amd64
  deb mokutil_0.6.0-2_amd64
  ships dkms /usr/sbin/dkms 0755 <"$FAKES/dkms"
  deb dkms_3.0.10-8_all 'Depends: make, gcc'
}

# A host has it; a container gets it from here.
kmod() {
  local command
  for command in modprobe rmmod lsmod depmod modinfo; do ships kmod "/usr/sbin/$command" 0755 <"$FAKES/guest-kmod"; done
  deb kmod_29-1_amd64
}

headers() {
  local kernel meta
  for kernel in "$KERNEL" "$NEXT_KERNEL"; do
    ships "proxmox-headers-$kernel" "/usr/src/linux-headers-$kernel/Makefile" <<<"KERNELRELEASE = $kernel"
    mkdir -p "$STAGE/proxmox-headers-$kernel/usr/lib/modules/$kernel"
    ln -s "/usr/src/linux-headers-$kernel" "$STAGE/proxmox-headers-$kernel/usr/lib/modules/$kernel/build"
    deb "proxmox-headers-${kernel}_${kernel%-pve}_amd64" "Provides: pve-headers-$kernel, linux-headers-$kernel-amd64"
  done
  meta=proxmox-headers-${NEXT_KERNEL%.*}
  deb "${meta}_${NEXT_KERNEL%-pve}_all" "Depends: proxmox-headers-$NEXT_KERNEL"
  deb proxmox-default-headers_1.1.0_all "Depends: $meta" 'Provides: pve-headers'
}

old_driver_kernel() {
  local source=/usr/src/nvidia-current-$OLD_DRIVER
  ships nvidia-kernel-dkms "$source/dkms.conf" <<<"PACKAGE_NAME=\"nvidia-current\"
PACKAGE_VERSION=\"$OLD_DRIVER\"
AUTOINSTALL=\"yes\""
  runs nvidia-kernel-dkms postinst <<<"if [ \"\$1\" = configure ]; then
  dkms add -m nvidia-current -v $OLD_DRIVER
  for headers in /lib/modules/*/build; do
    [ ! -d \"\$headers\" ] || dkms install -m nvidia-current -v $OLD_DRIVER -k \"\$(basename \"\${headers%/build}\")\"
  done
fi"
  runs nvidia-kernel-dkms prerm <<<"dkms remove nvidia-current/$OLD_DRIVER --all || true"
  old nvidia-kernel-dkms 'Depends: dkms, nvidia-kernel-support' "Provides: nvidia-kernel-$OLD_DRIVER"
  ships nvidia-kernel-support /etc/nvidia/current/nvidia-modprobe.conf <<<'install nvidia modprobe -i nvidia-current'
  old nvidia-kernel-support 'Depends: nvidia-kernel-common, nvidia-alternative'
  ships nvidia-kernel-common /etc/modprobe.d/nvidia-kernel-common.conf <<<'alias char-major-195* nvidia'
  deb nvidia-kernel-common_20220217+3~deb12u1_amd64
}

# As nvidia.md §1.6 has it: the marker stops the installer, and so does the hook.
old_driver_user_space() {
  ships nvidia-installer-cleanup /usr/lib/nvidia/alternate-install-present </dev/null
  ships nvidia-installer-cleanup /usr/lib/nvidia/pre-install 0755 <<<'#!/bin/sh
exit 1'
  deb nvidia-installer-cleanup_20220217+3~deb12u1_amd64
  deb glx-alternative-nvidia_1.2.2_amd64
  old nvidia-legacy-check
  old nvidia-alternative 'Depends: glx-alternative-nvidia, nvidia-legacy-check'
  ships libcuda1 "/usr/lib/x86_64-linux-gnu/libcuda.so.$OLD_DRIVER" <<<"libcuda $OLD_DRIVER"
  old libcuda1
  ships libnvidia-ml1 "/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.$OLD_DRIVER" <<<"libnvidia-ml $OLD_DRIVER"
  old libnvidia-ml1
  old libnvidia-ptxjitcompiler1
  ships nvidia-smi /usr/bin/nvidia-smi 0755 <"$FAKES/nvidia-smi"
  old nvidia-smi 'Depends: libnvidia-ml1'
  old nvidia-driver-libs
  old nvidia-driver-bin
  ships nvidia-modprobe /usr/bin/nvidia-modprobe 0755 <"$FAKES/nvidia-modprobe"
  deb nvidia-modprobe_535.161.07-1~deb12u1_amd64
  deb nvidia-persistenced_535.171.04-1~deb12u1_amd64
  old nvidia-driver 'Depends: nvidia-driver-libs, nvidia-driver-bin, nvidia-kernel-dkms, nvidia-smi, libcuda1,
 libnvidia-ptxjitcompiler1, nvidia-alternative, nvidia-installer-cleanup, nvidia-modprobe' 'Recommends: nvidia-persistenced'
}

old() { # NAME [FIELD…]
  deb "$1_$OLD_DRIVER-1~deb12u1_amd64" "${@:2}"
}

# What a purge of the driver must leave alone.
container_toolkit() {
  deb libnvidia-container1_1.17.8-1_amd64
  deb libnvidia-container-tools_1.17.8-1_amd64 'Depends: libnvidia-container1'
  deb nvidia-container-toolkit-base_1.17.8-1_amd64
  deb nvidia-container-toolkit_1.17.8-1_amd64 'Depends: nvidia-container-toolkit-base, libnvidia-container-tools'
  deb firmware-nvidia-gsp_535.247.01-1~deb12u1_amd64
  deb pve-nvidia-vgpu-helper_0.1.1_all
}
