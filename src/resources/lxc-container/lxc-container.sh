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

# A CTID is unique in the whole cluster, virtual machines included, so its list says where the guest is instead.
container_is_on_this_node() { # <CTID>
  local kind
  [[ ! -f /etc/pve/lxc/$1.conf ]] || return 0
  read_guests
  kind=${guest_kinds[$1]:-}
  # The list may be a moment older than what is here: a container of this node without configuration is none.
  [[ $kind != lxc || ${guest_nodes[$1]} != "${HOSTNAME%%.*}" ]] || kind=''
  case $kind in
    qemu) advice='name a container; this script does nothing for virtual machines' found='a virtual machine' ;;
    lxc) advice="run this on node ${guest_nodes[$1]:-}" found="it is on node ${guest_nodes[$1]:-}" ;;
    *) advice='create it first, or correct the CTID; pct list shows the containers of this node' found='no such guest' ;;
  esac
  drift "container $1 on this node" "$found"
}
