# The container is one that can be configured from here: on this node, no template, and nothing works on it.
container_can_be_changed() { # <CTID>
  local lock
  proxmox_is_mounted || return
  container_is_on_this_node "$1" || return
  cluster_has_quorum || return
  read_conf "$1" || return
  if conf_says template; then
    advice="name a container that was cloned from template $1"
    drift "container $1 as one that can be started" 'a template'
    return
  fi
  conf_value lock lock
  [[ -z $lock ]] || {
    advice="wait until the task has ended that locked it; only where none is left: pct unlock $1"
    drift "container $1 without a lock" "lock: $lock"
  }
}

# Without its cluster file system Proxmox has an empty directory there, and what is written would be lost below it.
proxmox_is_mounted() {
  [[ -L /etc/pve/local ]] || {
    advice='run this on a Proxmox host; there, see systemctl status pve-cluster'
    drift 'the files of Proxmox on /etc/pve' 'no link /etc/pve/local'
  }
}

# A CTID is unique in the whole cluster, virtual machines included, so its list says where the guest is instead.
container_is_on_this_node() { # <CTID>
  local guests='' kind='' node='' entry
  [[ ! -f /etc/pve/lxc/$1.conf ]] || return 0
  # Reading to the end of the file is what makes read answer 1.
  [[ ! -r /etc/pve/.vmlist ]] || IFS= read -r -d '' guests </etc/pve/.vmlist || true
  if [[ $guests =~ \"$1\"[[:space:]]*:[[:space:]]*\{([^}]*)\} ]]; then
    entry=${BASH_REMATCH[1]}
    [[ ! $entry =~ \"type\"[[:space:]]*:[[:space:]]*\"([a-z]+)\" ]] || kind=${BASH_REMATCH[1]}
    [[ ! $entry =~ \"node\"[[:space:]]*:[[:space:]]*\"([^\"]+)\" ]] || node=${BASH_REMATCH[1]}
  fi
  case $kind in
    qemu) advice='name a container; this script does nothing for virtual machines' found='a virtual machine' ;;
    lxc) advice="run this on node $node" found="it is on node $node" ;;
    *) advice='create it first, or correct the CTID; pct list shows the containers of this node' found='no such guest' ;;
  esac
  drift "container $1 on this node" "$found"
}

# Without quorum the cluster takes the right to write from everybody: every change would fail.
cluster_has_quorum() {
  local place=/etc/pve/local mode
  mode=${file_facts[$place]:-}
  mode=${mode%% *}
  [[ $mode =~ ^[0-7]{4}$ ]] || {
    cannot_tell 'the mode of /etc/pve/local' "${mode:-nothing}"
    return
  }
  [[ ${mode:1:1} == [2367] ]] || {
    advice='bring the other nodes back; pvecm status shows which are missing'
    drift 'a cluster with quorum' 'files of Proxmox that nobody may write'
  }
}
