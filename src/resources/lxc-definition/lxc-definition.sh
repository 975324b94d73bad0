# Opens a clone's description until nothing of the clone is its parent's any more. pct writes it with the clone's first
# configuration and it goes last, so a run that was killed anywhere in between has left it there.
readonly unfinished_clone='phoenix_hypervisor unfinished clone'
# What containers that this run makes will be, for those that are cloned from them: unprivileged or not, and the address.
declare -gA coming_unprivileged=() coming_address=()
# Open while a container is cloned, which Proxmox does only once at a time for each parent.
declare -g clone_fd=''

# The container is there, whole, and nobody but itself.
container_is_defined() { # <CTID>
  [[ -e /etc/pve/lxc/$1.conf ]] || {
    drift "container $1" 'no such container'
    return
  }
  read_conf "$1" || return
  if is_half_made; then
    advise_on_half_made "$1"
    cannot_tell "whether container $1 is whole" 'lock: create'
  elif clone_is_unfinished; then
    drift "container $1 with SSH host keys of its own" 'those of the container it was cloned from'
  fi
}

# pct takes this lock away when a container is all there.
is_half_made() {
  local lock
  conf_value lock lock
  [[ $lock == create ]]
}

advise_on_half_made() { # <CTID>
  advice="wait until the task has ended that makes container $1; only where none is left (pvesh get /cluster/tasks):"
  advice+=" pct unlock $1, then pct destroy $1, then run again"
}

clone_is_unfinished() {
  [[ ${conf_lines[*]:0:conf_head} == *"#$unfinished_clone"* ]]
}

# ---- before the first change ----

# What it takes to make the container where it is not there yet.
container_can_be_defined() { # <CTID> <parent> <snapshot> <template> <storage> <unprivileged> <address>
  proxmox_is_mounted || return
  if [[ -e /etc/pve/lxc/$1.conf ]]; then
    container_is_not_half_made "$1"
    return
  fi
  ctid_is_free "$1" || return
  cluster_has_quorum || return
  if [[ -n $2 ]]; then
    parent_can_be_cloned "$1" "$2" "$3" "$6" "$7" || return
  else
    template_is_there "$1" "$4" || return
  fi
  # Where nothing is declared, a clone stays on its parent's storage; pct create takes the one called local.
  if [[ -n $5 || -z $2 ]]; then storage_takes_containers "${5:-local}" || return; fi
  coming_unprivileged[$1]=${6:-${coming_unprivileged[${2:-none}]:-}} coming_address[$1]=${7:-${coming_address[${2:-none}]:-}}
  [[ -n $2 ]] || coming_unprivileged[$1]=${6:-true}
}

container_is_not_half_made() { # <CTID>
  read_conf "$1" || return
  ! is_half_made || {
    advise_on_half_made "$1"
    drift "container $1 whole" 'lock: create'
  }
}

# No virtual machine and no container of another node has the number.
ctid_is_free() { # <CTID>
  local kind=container
  read_guests
  [[ -v guest_kinds[$1] ]] || return 0
  [[ ${guest_kinds[$1]} != qemu ]] || kind='virtual machine'
  advice='correct the CTID in the configuration; what is there stays as it is'
  drift "number $1 free for a container of this node" "a $kind on node ${guest_nodes[$1]:-unknown}"
}

# A parent is cloned from the snapshot that it offers, so that what it does meanwhile is nobody's matter; a template of
# Proxmox does nothing. What this run makes before is not there yet.
parent_can_be_cloned() { # <CTID> <parent> <snapshot> <unprivileged> <address>
  if [[ ! -e /etc/pve/lxc/$2.conf ]]; then
    parent_will_be_there "$1" "$2" "$3" || return
    parent_is_alike "$1" "$2" "$4" "${coming_unprivileged[$2]:-}" || return
    address_is_its_own "$1" "$2" "$5" "${coming_address[$2]:-}"
    return
  fi
  read_conf "$2" || return
  compare_with_conf "$1" "$2" "$4" "$5" || return
  if ! conf_says template; then parent_has_snapshot "$1" "$2" "$3"; fi
}

parent_will_be_there() { # <CTID> <parent> <snapshot>
  run_brings_snapshot "$2" || {
    advice="run this for container $2, too${wanted_feature:+, and without --feature}"
    drift "container $2, which $1 is a clone of" 'no such container on this node'
    return
  }
  parent_offers_snapshot "$1" "$2" "$3"
}

parent_offers_snapshot() { # <CTID> <parent> <snapshot>
  [[ -n $3 ]] || {
    advice="give container $2 a template_snapshot_name"
    drift "a snapshot of container $2 that $1 can be cloned from" 'none is declared'
  }
}

parent_has_snapshot() { # <CTID> <parent> <snapshot>
  parent_offers_snapshot "$@" || return
  find_snapshot "$3"
  if snapshot_is_whole || run_brings_snapshot "$2"; then return 0; fi
  advice="run this for container $2, too${wanted_feature:+, and without --feature}"
  drift "snapshot $3 of container $2" "${snapshot_state:-none}"
}

# The parent as it is, whose configuration has been read.
compare_with_conf() { # <CTID> <parent> <unprivileged> <address>
  local is_unprivileged=false network address=''
  ! conf_is_unprivileged || is_unprivileged=true
  conf_value network net0
  [[ ,$network, != *,ip=* ]] || address=,$network address=${address#*,ip=} address=${address%%,*}
  parent_is_alike "$1" "$2" "$3" "$is_unprivileged" && address_is_its_own "$1" "$2" "$4" "$address"
}

# A clone is unprivileged where its parent is, and cannot become it later.
parent_is_alike() { # <CTID> <parent> <unprivileged> <that of the parent>
  [[ -z $3 || -z $4 || $3 == "$4" ]] || {
    advice="declare for $1 what holds for $2, or clone it from another container"
    drift "container $2 with unprivileged $3, as its clone $1 is to be" "unprivileged $4"
  }
}

# A clone has its parent's network until it is given one.
address_is_its_own() { # <CTID> <parent> <address> <that of the parent>
  [[ $4 == [0-9]* && ${3:-$4} == "$4" ]] || return 0
  advice="give $1 a network_config.ip of its own, or dhcp"
  drift "another address for $1 than that of $2, which it is a clone of" "$4 for both"
}

template_is_there() { # <CTID> <template>
  local archive=$2
  [[ -n $2 ]] || {
    advice='declare template or clone_from_ctid'
    drift "something that container $1 can be made from" 'nothing is declared'
    return
  }
  [[ $2 != *:vztmpl/* ]] || find_archive archive "$2"
  # Where a storage keeps its files elsewhere than in a directory, Proxmox alone knows.
  [[ -z $archive || -f $archive && -r $archive ]] || {
    advice='bring the archive there; pveam lists those of Proxmox'
    drift "template $archive" 'no such file'
  }
}

# Templates of a storage that is a directory lie at one place in it.
find_archive() { # <result variable> <storage:vztmpl/file name>
  local path=''
  read_storages
  storage_setting path "${2%%:*}" path
  printf -v "$1" '%s' "${path:+$path/template/cache/${2##*/}}"
}

# ---- the change ----

define_container() { # <CTID> <parent> <snapshot> <template> <host name> <storage> <GiB> <unprivileged> <deadline>
  if [[ -e /etc/pve/lxc/$1.conf ]]; then
    read_conf "$1"
  elif [[ -n $2 ]]; then
    clone_container "$1" "$2" "$3" "$5" "$6" "$9"
  else
    create_container "$1" "${@:4:5}"
  fi
  if clone_is_unfinished; then finish_clone "$1" "$2" "$3" "$5"; fi
}

# Root in it is an ordinary user of the host unless that is declared otherwise, whatever this Proxmox would take.
create_container() { # <CTID> <template> <host name> <storage> <GiB> <unprivileged>
  local options=(--start 0 --unprivileged 1)
  [[ $6 != false ]] || options=(--start 0 --unprivileged 0)
  [[ -z $3 ]] || options+=(--hostname "$3")
  if [[ -n $5 ]]; then
    options+=(--rootfs "${4:-local}:$5")
  elif [[ -n $4 ]]; then
    options+=(--storage "$4")
  fi
  run pct create "$1" "$2" "${options[@]}"
  read_conf "$1"
}

clone_container() { # <CTID> <parent> <snapshot> <host name> <storage> <deadline in seconds>
  local options=(--full 1)
  take_turn_to_clone "$2" "$6"
  demand_unlocked_container "$2"
  if ! conf_says template; then
    demand_snapshot "$2" "$3"
    options+=(--snapname "$3")
  fi
  [[ -z $5 ]] || options+=(--storage "$5")
  # Without a name of its own it would have its parent's.
  run pct clone "$2" "$1" --hostname "${4:-CT$1}" "${options[@]}" --description "$unfinished_clone of $2"
  exec {clone_fd}>&-
  read_conf "$1"
}

# Proxmox would refuse a second clone of one parent while the first is made. What a killed run left working holds this too.
take_turn_to_clone() { # <parent> <deadline in seconds>
  local lock=$state_directory/clone-$1.lock
  exec {clone_fd}>>"$lock"
  run flock --timeout "$2" "$clone_fd" || {
    ((last_exit == 1)) || fail_step "cannot tell whether $lock is held"
    expected="nobody who clones container $1" found=$(holders_of "$lock")
    time_out clone_turn "the end of another clone of container $1" "$2"
  }
}

demand_snapshot() { # <parent> <snapshot>
  find_snapshot "$2"
  if snapshot_is_whole; then return 0; fi
  expected="snapshot $2 of container $1" found=${snapshot_state:-none}
  advice="run this for container $1: the snapshot is taken when all of it has been verified"
  fail_step "container $1 has no snapshot to clone from" 4
}
