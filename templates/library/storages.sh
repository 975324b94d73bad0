# Storages of Proxmox by name: the type of each, and its other settings as " name=value …". Read when first asked for.
declare -gA storage_types=() storage_settings=() usable_storages=()
declare -g storages_are_read=no

read_storages() {
  local line lines=() name=''
  [[ $storages_are_read == no ]] || return 0
  storages_are_read=yes
  [[ ! -r /etc/pve/storage.cfg ]] || mapfile -t lines </etc/pve/storage.cfg || true # an empty list tells it
  for line in "${lines[@]}"; do
    if [[ $line =~ ^([a-z]+):[[:space:]]*([A-Za-z][A-Za-z0-9_.-]*) ]]; then
      name=${BASH_REMATCH[2]}
      storage_types[$name]=${BASH_REMATCH[1]} storage_settings[$name]=' '
    elif [[ -n $name && $line =~ ^[[:space:]]+([a-z-]+)([[:space:]]+([^[:space:]]+))? ]]; then
      storage_settings[$name]+="${BASH_REMATCH[1]}=${BASH_REMATCH[3]:-1} "
    fi
  done
}

# Such a setting, or nothing.
storage_setting() { # <result variable> <storage> <name>
  local found_setting=${storage_settings[$2]:-}
  found_setting=${found_setting#*" $3="}
  [[ ${storage_settings[$2]:-} == *" $3="* ]] || found_setting=''
  printf -v "$1" '%s' "${found_setting%% *}"
}

# Where a root disk can be made. A storage that does not say what it is for is for disks of containers, too.
storage_takes_containers() { # <storage>
  local content disable nodes
  # Many containers, few storages.
  [[ ! -v usable_storages[$1] ]] || return 0
  read_storages
  advice='correct storage_pool; pvesm status shows the storages'
  [[ -v storage_types[$1] ]] || {
    drift "storage $1 in /etc/pve/storage.cfg" 'none of this name'
    return
  }
  storage_setting disable "$1" disable
  storage_setting nodes "$1" nodes
  storage_setting content "$1" content
  if [[ $disable == 1 ]]; then
    drift "storage $1 switched on" 'it is disabled'
  elif [[ -n $nodes && ,$nodes, != *",${HOSTNAME%%.*},"* ]]; then
    drift "storage $1 on this node" "only on $nodes"
  elif [[ -n $content && ,$content, != *,rootdir,* ]]; then
    drift "storage $1 for disks of containers (rootdir)" "content $content"
  else
    advice='' usable_storages[$1]=yes
  fi
}

# Of those that Proxmox has, these cannot take a snapshot of a container's disk; any other is left to Proxmox.
storage_has_snapshots() { # <storage>
  local type
  read_storages
  type=${storage_types[$1]:-unknown}
  [[ $type != @(dir|nfs|cifs|glusterfs|cephfs|lvm) ]] || {
    advice='put it on a storage of type zfspool, lvmthin, rbd or btrfs, or declare no template_snapshot_name'
    drift "storage $1 of a type that has snapshots" "type $type"
  }
}
