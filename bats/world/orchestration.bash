# Given and then: what containers are made of, and come to: templates, storages, snapshots, strangers.
# shellcheck shell=bash

readonly TEMPLATES=/var/lib/vz/template/cache

# The archive that `pct create` takes; in here it is the name of what it would unpack.
given_template() { # [debian12|debian13|ubuntu2404] [PATH]
  local distribution=${1:-debian12} layer
  layer=$(guest_layer "$distribution")
  given_file "${2:-$TEMPLATES/$(archive_of "$distribution")}" 0644 "$distribution"$'\n'
  [[ -e $layer/done ]]
}

archive_of() { # DISTRIBUTION
  case $1 in
    debian12) printf 'debian-12-standard_12.7-1_amd64.tar.zst\n' ;;
    debian13) printf 'debian-13-standard_13.1-2_amd64.tar.zst\n' ;;
    *) printf 'ubuntu-24.04-standard_24.04-2_amd64.tar.zst\n' ;;
  esac
}

given_storage() { # TYPE NAME [KEY=VALUE|KEY]…: one more, for containers unless its content is another
  local words=("${@:3}")
  [[ " ${words[*]}" == *' content='* ]] || words+=('content=images,rootdir')
  printf '%s\n' '' "$1: $2" "${words[@]/#/$'\t'}" | sed 's/=/ /' | inside sh -c 'cat >>/etc/pve/storage.cfg'
}

# As `pct snapshot` takes it.
given_snapshot() { # CTID NAME [DESCRIPTION]
  run_in_world pct snapshot "$1" "$2" ${3:+--description "$3"}
  exits 0
}

# A guest of the cluster that is none of ours: a VM here, or whatever lives on another node.
given_stranger() { # ID lxc|qemu [NODE]
  local directory=lxc
  [[ $2 == lxc ]] || directory=qemu-server
  given_file "/etc/pve/nodes/${3:-pve}/$directory/$1.conf" 0640 $'memory: 512\n'
  world_guest_list "$WORLD"
}

container_defined() { # CTID
  inside test -e "/etc/pve/lxc/$1.conf" || fails "container $1" defined 'no conf'
}

container_absent() { # CTID
  ! inside test -e "/etc/pve/lxc/$1.conf" || fails "container $1" absent "$(conf_of "$1")"
}

# A whole one, and made of what this digest stands for.
snapshot_is() { # CTID NAME [DIGEST]
  local section
  section=$(conf_of "$1" | sed -n "/^\[$2\]\$/,/^\$/p")
  [[ -n $section && $section != *$'\n'snapstate:* ]] || { fails "snapshot $2 of $1" 'there, and whole' "$(conf_of "$1")"; return; }
  [[ -z ${3:-} || $section == *"phoenix%3Asha256=$3"* ]] || fails "snapshot $2 of $1" "made of $3" "$section"
}

no_snapshot() { # CTID NAME
  ! conf_of "$1" | grep -Fxq -- "[$2]" || fails "snapshot $2 of $1" 'not there' "$(conf_of "$1")"
}
