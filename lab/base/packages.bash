# What the root filesystems are made of. Debian's own archive has all of it.
# shellcheck shell=bash

container_packages() {
  printf '%s\n' systemd systemd-sysv dbus ifupdown iproute2 netbase procps xz-utils
}

# What Proxmox VE brings by dependency; LXC, which stands in for its own; strace, with which the lab watches.
host_packages() {
  printf '%s\n' lxc kmod wget ca-certificates pciutils perl libjson-perl rsync zstd gdisk hdparm logrotate psmisc strace
}

# What scripts may install and what the mirror therefore has for real. The rest of the mirror are stand-ins.
offered_packages() {
  printf '%s\n' gnupg gpgv jq kmod ca-certificates curl wget
}
