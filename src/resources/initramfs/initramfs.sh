# Every installed kernel has an initramfs that is not older than the file.
initramfs_is_fresh() { # <file>
  local image stale=() kernels=0
  [[ -e $1 ]] || {
    drift "each initramfs newer than $1" "no $1"
    return
  }
  for image in /boot/vmlinuz-*; do
    [[ -e $image ]] || continue
    kernels=$((kernels + 1))
    image=/boot/initrd.img-${image#/boot/vmlinuz-}
    # An image that is not there is older than anything.
    if [[ $1 -nt $image ]]; then stale+=("$image"); fi
  done
  ((kernels > 0)) || {
    cannot_tell 'the kernels in /boot' 'no vmlinuz there'
    return
  }
  ((${#stale[@]} == 0)) || drift "each initramfs newer than $1" "older, or missing: ${stale[*]}"
}

# Its hooks also refresh the boot partitions that proxmox-boot-tool manages.
rebuild_initramfs() {
  local kernel missing=() found_images=0
  for kernel in /boot/vmlinuz-*; do
    kernel=${kernel#/boot/vmlinuz-}
    if [[ -e /boot/initrd.img-$kernel ]]; then found_images=1; else missing+=("$kernel"); fi
  done
  # Updating leaves out kernels without an image.
  ((found_images == 0)) || run update-initramfs -u -k all
  for kernel in "${missing[@]}"; do run update-initramfs -c -k "$kernel"; done
}
