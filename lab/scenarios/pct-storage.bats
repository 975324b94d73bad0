#!/usr/bin/env bats
# The lab's own: storages as /etc/pve/storage.cfg has them, archives of templates, keys of a new container. Facts:
# proxmox.md §1.1, §5.
load ../lab

setup_file() { raise_lab; }
teardown_file() { fell_lab; }

readonly ARCHIVE=/var/lib/vz/template/cache/debian-12-standard_12.12-1_amd64.tar.zst

made() { inside pct create "$1" debian12 --hostname "ct$1" --unprivileged 1 "${@:2}" >/dev/null; } # CTID [OPTION…]
warns() { [[ $stderr == "$1" ]] || fails stderr "$1" "$stderr"; }                                     # TEXT
content() { # CTID PATH: of a stopped container
  inside sh -c "pct mount $1 >/dev/null; cat /var/lib/lxc/$1/rootfs$2; pct unmount $1" 2>&1
}

@test 'create takes the archive by its path as well as by its volume, if it is there' {
  in_world pct create 901 "$ARCHIVE" --rootfs local-zfs:16 --hostname one --unprivileged 1
  exits 0
  file_has /etc/pve/lxc/901.conf '^rootfs: local-zfs:subvol-901-disk-0,size=16G$'
  in_world pct create 902 /var/lib/vz/template/cache/debian-11.tar.zst
  [[ $status != 0 ]]
  warns "volume '/var/lib/vz/template/cache/debian-11.tar.zst' does not exist"
  inside mv "$ARCHIVE" /root/
  in_world pct create 902 local:vztmpl/debian-12-standard_12.12-1_amd64.tar.zst
  [[ $status != 0 ]]
  warns "volume 'local:vztmpl/debian-12-standard_12.12-1_amd64.tar.zst' does not exist"
  inside mv "/root/${ARCHIVE##*/}" "$ARCHIVE"
}

@test 'on ZFS a running container is snapshot, and cloned in full from that; a linked clone wants a template' {
  made 903 --storage local-zfs
  inside pct start 903
  in_container 903 sh -c 'echo first >/root/file'
  in_world pct snapshot 903 one
  exits 0
  in_container 903 sh -c 'echo second >/root/file'
  in_world pct clone 903 904 --snapname one --full 1 --hostname four
  exits 0
  file_has /etc/pve/lxc/904.conf '^rootfs: local-zfs:subvol-904-disk-0,size=4G$'
  [[ $(content 904 /root/file) == first ]]
  in_world pct clone 903 905 --snapname one --full 0
  [[ $status != 0 ]]
  warns "Linked clone feature for 'local-zfs:subvol-903-disk-0' is not available"
  inside pct stop 903
}

@test 'ZFS rolls back to its newest snapshot only; thin LVM to any' {
  made 906 --storage local-zfs
  made 907 --storage local-lvm
  for ctid in 906 907; do
    inside pct snapshot "$ctid" one
    inside pct snapshot "$ctid" two
  done
  in_world pct rollback 906 one
  exits 255
  warns "can't rollback, 'one' is not most recent snapshot on 'local-zfs:subvol-906-disk-0'"
  in_world pct rollback 906 two
  exits 0
  in_world pct rollback 907 one
  exits 0
}

@test 'a directory has no snapshots; a storage may be disabled, or not be for containers' {
  made 908 --storage local
  in_world pct snapshot 908 one
  exits 255
  warns 'snapshot feature is not available'
  inside sh -c 'printf "\ndir: iso\n\tpath /srv\n\tcontent iso\n\ndir: old\n\tpath /srv\n\tcontent rootdir\n\tdisable\n" >>/etc/pve/storage.cfg'
  in_world pct create 909 debian12 --storage iso
  warns "storage 'iso' does not support container directories"
  in_world pct create 909 debian12 --storage old
  warns "storage 'old' is disabled"
  no_file /etc/pve/lxc/909.conf
}

@test 'a new container has keys of its own for SSH, a clone those of its source' {
  made 911 --storage local-zfs
  made 912 --storage local-zfs
  local key=/etc/ssh/ssh_host_ed25519_key.pub
  [[ $(content 911 "$key") == 'ssh-ed25519 '*' root@ct911' ]]
  [[ $(content 911 "$key") != "$(content 912 "$key")" ]]
  inside pct clone 911 913 --hostname other
  [[ $(content 913 "$key") == "$(content 911 "$key")" ]]
  inside pct start 913
  in_container 913 timeout 30 sh -c 'until [ -S /run/systemd/private ]; do sleep 0.1; done; systemctl is-system-running --wait' || :
  [[ $(in_container 913 systemctl is-active ssh) == active ]]
  [[ $(in_container 913 stat -c '%u %a' /etc/ssh/ssh_host_rsa_key) == '0 600' ]]
  inside pct stop 913
}

@test 'a disk grows to a size or by one; it does not shrink' {
  made 921 --rootfs local-zfs:16
  in_world pct resize 921 rootfs 64G
  exits 0
  in_world pct resize 921 rootfs +512M
  exits 0
  file_has /etc/pve/lxc/921.conf '^rootfs: local-zfs:subvol-921-disk-0,size=66048M$'
  in_world pct resize 921 rootfs 66048M
  [[ $status != 0 ]]
  warns 'disk is already at specified size'
  in_world pct resize 921 rootfs 8G
  [[ $status != 0 ]]
  warns 'unable to shrink disk size'
}
