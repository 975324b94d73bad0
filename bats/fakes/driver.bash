# The files of a driver installed by the `.run`, and its manifest: shared by the installer and the world builder.
# shellcheck shell=bash
# Needs modules.bash. PAYLOAD holds what the `.run` unpacks; ROOT is empty inside the sandbox.
: "${ROOT=}" "${PAYLOAD=.}"
readonly DRIVER_TITLE='NVIDIA Accelerated Graphics Driver for Linux-x86_64'
readonly DRIVER_LOG=/var/lib/nvidia/log
readonly DRIVER_LIBRARIES=/usr/lib/x86_64-linux-gnu
# module:modules it needs
readonly DRIVER_MODULES=(nvidia: nvidia-modeset:nvidia nvidia-drm:nvidia-modeset nvidia-uvm:nvidia nvidia-peermem:nvidia)

# Version from the parentheses of the first line. nvidia.md §1.4
installed_driver() {
  local line
  [[ -f $ROOT$DRIVER_LOG ]] || return
  read -r line <"$ROOT$DRIVER_LOG"
  line=${line#*\(}
  printf '%s\n' "${line%\)}"
}

# Names every file with its checksum, as the uninstaller and --sanity need it.
write_driver_log() { # <version> <file|link>...
  local version=$1 file crc
  shift
  install -d -m 0700 "$ROOT/var/lib/nvidia"
  {
    printf '1.0-%s (%s)\n%s\n' "${version//./}" "$version" "$DRIVER_TITLE"
    for file in "$@"; do
      if [[ -L $ROOT$file ]]; then
        printf '0: %s\n%s\n' "$file" "$(readlink "$ROOT$file")"
      else
        crc=$(cksum "$ROOT$file")
        printf '1: %s\n%s\n' "$file" "${crc%% *}"
      fi
    done
  } >"$ROOT$DRIVER_LOG"
  chmod 0600 "$ROOT$DRIVER_LOG"
  install -m 0600 /dev/null "$ROOT/var/lib/nvidia/dirs"
}

# User space, and the module's source for dkms; nothing here builds or loads.
install_driver_files() { # <version> <flavour> <kernel modules too: yes|''>
  local version=$1 library name files=()
  mkdir -p "$ROOT$DRIVER_LIBRARIES" "$ROOT/usr/bin"
  for library in libnvidia-ml libcuda; do
    name=$DRIVER_LIBRARIES/$library.so
    # No ELF file; ldconfig has nothing against a linker script.
    printf '/* GNU ld script, in the place of %s of the driver %s */\n' "$library" "$version" >"$ROOT$name.$version"
    ln -sfn "$library.so.$version" "$ROOT$name.1"
    files+=("$name.$version" "$name.1")
  done
  install -m 0755 "$PAYLOAD/nvidia-smi" "$PAYLOAD/nvidia-installer" "$ROOT/usr/bin/"
  install -m 4755 "$PAYLOAD/nvidia-modprobe" "$ROOT/usr/bin/"
  ln -sfn nvidia-installer "$ROOT/usr/bin/nvidia-uninstall"
  files+=(/usr/bin/nvidia-smi /usr/bin/nvidia-modprobe /usr/bin/nvidia-installer /usr/bin/nvidia-uninstall)
  if [[ -n $3 ]]; then
    install_driver_source "$version" "$2"
    files+=("/usr/src/nvidia-$version/dkms.conf")
  fi
  write_driver_log "$version" "${files[@]}"
}

install_driver_source() { # <version> <flavour>
  mkdir -p "$ROOT/usr/src/nvidia-$1"
  {
    printf 'PACKAGE_NAME="nvidia"\nPACKAGE_VERSION="%s"\nAUTOINSTALL="yes"\n' "$1"
    printf 'BUILT_MODULE_NAME[0]="nvidia"\n# flavour: %s\n' "$2"
  } >"$ROOT/usr/src/nvidia-$1/dkms.conf"
}

# The open flavour is dual-licensed, the other is not; neither carries a signature. Debian's nvidia-current.ko calls
# itself nvidia once loaded.
write_driver_modules() { # <directory> <dkms name> <version> <kernel> <flavour>
  local entry name license=NVIDIA
  if [[ $5 == open ]]; then license='Dual MIT/GPL'; fi
  for entry in "${DRIVER_MODULES[@]}"; do
    name=${entry%%:*}
    write_module "$1/$2${name#nvidia}.ko" "$name" "$3" "$4" "${entry#*:}" "$license"
  done
}

# The state that `dkms install` leaves for one kernel.
install_dkms_modules() { # <dkms name> <version> <kernel>
  local tree=$ROOT/var/lib/dkms/$1 version=$2 kernel=$3 flavour
  flavour=$(sed -n 's/^# flavour: //p' "$ROOT/usr/src/$1-$version/dkms.conf")
  mkdir -p "$tree/$version/$kernel/x86_64/log" "$ROOT/usr/lib/modules/$kernel/updates/dkms"
  ln -sfn "/usr/src/$1-$version" "$tree/$version/source"
  write_driver_modules "$tree/$version/$kernel/x86_64/module" "$1" "$version" "$kernel" "$flavour"
  ln -sfn "$version/$kernel/x86_64" "$tree/kernel-$kernel-x86_64"
  cp "$tree/$version/$kernel/x86_64/module/"*.ko "$ROOT/usr/lib/modules/$kernel/updates/dkms/"
}
