# Guests of the cluster by number, as its list has them: the kind of each, and its node. Read when first asked for.
declare -gA guest_kinds=() guest_nodes=()
declare -g guests_are_read=no

# Without its cluster file system Proxmox has an empty directory there, and what is written would be lost below it.
proxmox_is_mounted() {
  [[ -L /etc/pve/local ]] || {
    advice='run this on a Proxmox host; there, see systemctl status pve-cluster'
    drift 'the files of Proxmox on /etc/pve' 'no link /etc/pve/local'
  }
}

# Without quorum the cluster takes the right to write from everybody: every change would fail.
cluster_has_quorum() {
  local place=/etc/pve/local mode
  mode=${file_facts[$place]:-}
  mode=${mode%% *}
  [[ $mode == [0-7][0-7][0-7][0-7] ]] || {
    cannot_tell 'the mode of /etc/pve/local' "${mode:-nothing}"
    return
  }
  [[ ${mode:1:1} == [2367] ]] || {
    advice='bring the other nodes back; pvecm status shows which are missing'
    drift 'a cluster with quorum' 'files of Proxmox that nobody may write'
  }
}

# A number is unique in the whole cluster, virtual machines included. The list is for guests whose configuration is not
# here: what is here speaks for itself.
read_guests() {
  local entry entries=()
  [[ $guests_are_read == no ]] || return 0
  guests_are_read=yes
  # Without the list nothing is known of other nodes; Proxmox itself then refuses a number that is taken.
  [[ ! -r /etc/pve/.vmlist ]] || mapfile -d '}' entries </etc/pve/.vmlist || true
  for entry in "${entries[@]}"; do note_guest "$entry"; done
}

note_guest() { # <entry of the list, up to its last brace>
  local id
  [[ $1 =~ \"([0-9]+)\"[[:space:]]*:[[:space:]]*\{ ]] || return 0
  id=${BASH_REMATCH[1]}
  [[ ! $1 =~ \"type\"[[:space:]]*:[[:space:]]*\"([a-z]+)\" ]] || guest_kinds[$id]=${BASH_REMATCH[1]}
  [[ ! $1 =~ \"node\"[[:space:]]*:[[:space:]]*\"([^\"]+)\" ]] || guest_nodes[$id]=${BASH_REMATCH[1]}
}
