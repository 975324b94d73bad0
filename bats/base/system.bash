# What hosts and containers are made of: directories, fakes, the dpkg database, apt's sources.
# shellcheck shell=bash

system_directories() {
  mkdir -p /usr/local/{bin,sbin,etc,lib,share,src} /usr/src /opt /srv /home /etc/systemd/system
  mkdir -p /var/cache/apt/archives/partial /var/lib/apt/lists/partial /var/log/apt /etc/dpkg/dpkg.cfg.d
  mkdir -m 0700 /root
  mkdir -m 1777 /var/tmp
  printf '127.0.0.1 localhost mirror.example\n' >/etc/hosts
}

os_release() {
  printf '%s\n' "PRETTY_NAME=\"$OS_NAME $VERSION_ID ($CODENAME)\"" "NAME=\"$OS_NAME\"" "VERSION_ID=\"$VERSION_ID\"" \
    "VERSION=\"$VERSION_ID ($CODENAME)\"" "VERSION_CODENAME=$CODENAME" "ID=$OS_ID" >/usr/lib/os-release
  ln -sfn ../usr/lib/os-release /etc/os-release
}

proxmox() {
  mkdir -p /usr/local/phoenix_hypervisor/{bin,etc} /etc/pve/nodes/pve/lxc
  mkdir -p /usr/lib/{modprobe.d,modules-load.d} /etc/{modprobe.d,modules-load.d}
  ln -s nodes/pve /etc/pve/local
  ln -s nodes/pve/lxc /etc/pve/lxc
  printf 'pve\n' >/etc/hostname
  storages >/etc/pve/storage.cfg
  printf '{\n"version": 1,\n\n"ids": {\n}\n\n}\n' >/etc/pve/.vmlist
  mkdir -p /var/lib/vz/template/cache
  printf '# pve-blacklist.conf\nblacklist nvidiafb\n' >/etc/modprobe.d/pve-blacklist.conf
}

# As an installation on ZFS has them, and a local-lvm beside it.
storages() {
  printf '%s\n' 'dir: local' $'\tpath /var/lib/vz' $'\tcontent backup,iso,rootdir,vztmpl' '' \
    'lvmthin: local-lvm' $'\tthinpool data' $'\tvgname pve' $'\tcontent images,rootdir' '' \
    'zfspool: local-zfs' $'\tpool rpool/data' $'\tsparse 1' $'\tmountpoint /rpool/data' $'\tcontent images,rootdir'
}

# A script reads pct's own source to know what it can do. proxmox.md §1.2
pct_source() {
  mkdir -p /usr/share/perl5/PVE/CLI
  printf '%s\n' 'package PVE::CLI::pct;' "    'keep-env' => { type => 'boolean', optional => 1, default => 1 }," \
    >/usr/share/perl5/PVE/CLI/pct.pm
}

kernels() {
  local kernel
  mkdir -p /boot
  for kernel in "$KERNEL" "$NEXT_KERNEL"; do
    mkdir -p "/usr/lib/modules/$kernel/kernel/drivers/gpu/drm/nouveau"
    printf 'nouveau of %s\n' "$kernel" >"/usr/lib/modules/$kernel/kernel/drivers/gpu/drm/nouveau/nouveau.ko"
    printf 'kernel %s\n' "$kernel" >"/boot/vmlinuz-$kernel"
    printf 'initramfs of %s\n' "$kernel" >"/boot/initrd.img-$kernel"
  done
}

# dkms and what belongs to a driver are not in MANIFEST: they come with a package or the .run.
install_fakes() { # MANIFEST
  local name target
  install -D -m 0755 -t "$LIBRARY" "$BATS"/world/{inside,hold-lock,two-runs,df-with-limits,hold-node} "$BATS/wrapper"
  install -m 0644 -t "$LIBRARY" "$BATS/world/kill-at.bash" "$BATS/mirror.mjs"
  : >"$LIBRARY/node"
  while read -r name target; do
    [[ -z $name || $name == '#'* ]] || install -D -m 0755 "$FAKES/$name" "$target"
  done <"$1"
}

dpkg_database() { # LIST
  local name version fields
  mkdir -p /var/lib/dpkg/{info,updates,alternatives,triggers}
  : >/var/lib/dpkg/available
  printf '1\n' >/var/lib/dpkg/info/format
  grep -v '^#' "$1" | while read -r name version fields; do
    printf '%s\n' "Package: $name" 'Status: install ok installed' 'Priority: optional' 'Section: misc' \
      'Maintainer: World <world@example.invalid>' 'Architecture: amd64' "Version: $version" "Description: $name"
    if [[ -n $fields ]]; then printf '%s\n' "${fields// | /$'\n'}"; fi
    printf '\n'
    printf '/.\n' >"/var/lib/dpkg/info/$name.list"
  done >/var/lib/dpkg/status
}

apt_configuration() {
  mkdir -p /etc/apt/{apt.conf.d,preferences.d,sources.list.d,trusted.gpg.d,keyrings,auth.conf.d}
  printf '%s\n' 'Types: deb' "URIs: ${DEBIAN_URI:-file:/srv/debian}" "Suites: $CODENAME" 'Components: main' \
    "Signed-By: /usr/share/keyrings/$OS_ID-archive-keyring.gpg" >"/etc/apt/sources.list.d/$OS_ID.sources"
  # Each program of apt would start dpkg to ask for it, four times in an installation.
  printf 'APT::Architectures { "amd64"; };\n' >/etc/apt/apt.conf.d/10architectures
}
