# Given: containers and a pct that misbehave, or take their time.
# shellcheck shell=bash

given_container_fault() { # CTID COMMAND 'N|* ACTION [REGEX]'…
  mkdir -p "$WORLD/state/fault/ct$1"
  chmod 0777 "$WORLD/state/fault/ct$1" # root of a container without privileges counts in it
  given_container_recorded "$1" "$2"
  printf '%s\n' "${@:3}" >>"$WORLD/state/fault/ct$1/$2"
}

given_container_recorded() { # CTID COMMAND…
  local command
  mkdir -p "$WORLD/guests/$1/upper/usr/local/sbin"
  for command in "${@:2}"; do
    is_guest_fake "$command" || ln -sfn /usr/local/lib/ashlar-fakes/wrapper "$WORLD/guests/$1/upper/usr/local/sbin/$command"
  done
}

is_guest_fake() { # COMMAND
  case $1 in systemctl | ip | modprobe | rmmod | lsmod | depmod | modinfo) return 0 ;; *) is_fake "$1" ;; esac
}

# From its next start on. bus, init, network: SECONDS or never; state: what systemctl then says.
# system: systemd, openrc or sysvinit.
given_container_boot() { # CTID KEY=VALUE…
  printf '%s\n' "${@:2}" | tr '=' ' ' >>"$WORLD/state/guests/$1.boot"
  [[ " ${*:2} " != *' system='[os]*' '* || " ${*:2} " == *' system=systemd '* ]] || without_systemd "$WORLD/guests/$1/upper"
}

without_systemd() { # UPPER
  mkdir -p "$1"/usr/{bin,sbin}
  [[ -c $1/usr/bin/systemctl ]] || mknod "$1/usr/bin/systemctl" c 0 0
  ln -sfn /bin/busybox "$1/usr/sbin/init"
  mkdir -p "$1/etc/init.d"
  printf '#!/bin/sh\nuntil [ -e /run/booted ]; do sleep 0.05; done\n' >"$1/etc/init.d/rc"
  chmod 0755 "$1/etc/init.d/rc"
}

# From its next start on. NODE is a path or `*`.
given_container_node() { # CTID NODE 'late SECONDS'|never|file|major
  local path
  printf '%s %s\n' "$2" "$3" >>"$WORLD/state/guests/$1.nodes"
  [[ $3 == major ]] || return 0
  mkdir -p "$WORLD/guests/.wrong"
  for path in "$WORLD"/dev/.pool/*; do
    [[ -e $WORLD/guests/.wrong/${path##*/} ]] || mknod -m 0666 "$WORLD/guests/.wrong/${path##*/}" c 240 0
  done
}

# It has been started just now, with what its conf says now.
given_container_restarted() { quietly pct reboot "$1"; } # CTID

given_container_room() { # CTID DIRECTORY BYTES: so much is left there
  mkdir -p "$WORLD/guests/$1/upper/usr/local/sbin"
  printf '%s %s\n' "$2" "$3" >>"$WORLD/state/room.ct$1"
  ln -sfn /usr/local/lib/ashlar-fakes/df-with-limits "$WORLD/guests/$1/upper/usr/local/sbin/df"
}

# pmxcfs lets nobody write; call it last.
given_no_quorum() {
  inside sh -c 'chmod a-w /etc/pve /etc/pve/nodes/pve /etc/pve/nodes/pve/lxc /etc/pve/nodes/pve/lxc/*'
  : >"$WORLD/state/no-quorum"
}

given_container_broken() { : >"$WORLD/state/guests/$1.broken"; } # CTID: does not start

given_container_ha() { printf '%s\n' "$2" >"$WORLD/state/guests/$1.ha"; } # CTID N: obeys after N `pct status`

given_pct_cost() { printf '%s\n' "$1" >"$WORLD/state/pct-seconds"; }          # SECONDS of each call
given_pct_warning() { printf '%s\n' "$1" >"$WORLD/state/pct-warning"; }       # TEXT on stderr of each call
given_pct_lock_wait() { printf '%s\n' "$1" >"$WORLD/state/pct-lock-seconds"; } # SECONDS instead of 10

# As before pve-container 5.0.7: no --keep-env, no devN.
given_old_pct() {
  : >"$WORLD/state/pct-old"
  given_file /usr/share/perl5/PVE/CLI/pct.pm 0644 $'package PVE::CLI::pct;\n'
}

# What it does not copy is no error to pct.
given_push_trouble() { # fails|BYTES
  if [[ $1 == fails ]]; then : >"$WORLD/state/push-fails"; else printf '%s\n' "$1" >"$WORLD/state/push-bytes"; fi
}

# With the N-th (matching) call of a command on the host this happens there: a shell text.
given_event() { # COMMAND 'N|* [REGEX]' SHELL-TEXT
  local turn regex
  read -r turn regex <<<"$2"
  given_command "/world/event/$1" <<<"#!/bin/bash"$'\n'"$3"
  given_fault "$1" "$turn event $regex"
}
