# What the root filesystems are made of. Debian's own archive has all of it.
# shellcheck shell=bash

container_packages() {
  printf '%s\n' systemd systemd-sysv dbus ifupdown iproute2 netbase openssh-server procps xz-utils
}

# What Proxmox VE brings by dependency; LXC, which stands in for its own; strace, with which the lab watches.
host_packages() {
  printf '%s\n' lxc kmod wget ca-certificates pciutils perl libjson-perl rsync zstd gdisk hdparm logrotate psmisc strace \
    openssh-client
}

# What scripts may install and what the mirror therefore has for real: what a feature runs. The rest of the mirror are
# stand-ins.
offered_packages() {
  printf '%s\n' gnupg gpgv jq kmod ca-certificates curl wget locales tzdata python3 python3-pip python3-venv
}
