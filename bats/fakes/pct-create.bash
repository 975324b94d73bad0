# pct create, clone and destroy. proxmox.md §1.1, §5.2. Needs pct-conf.bash, pct-options.bash and pct-volumes.bash.
# shellcheck shell=bash
# A conf that has nothing but `lock: create` keeps others from taking the id, and stays where a pct was killed.

check_quorum() {
  if [[ -e /world/no-quorum ]]; then die 255 'cluster not ready - no quorum?'; fi
}

check_unused() { # <id>
  local file kind=CT node
  for file in /etc/pve/nodes/*/{lxc,qemu-server}/"$1.conf"; do
    if [[ $file == */qemu-server/* ]]; then kind=VM; fi
    node=${file#/etc/pve/nodes/}
    die 255 "$kind $1 already exists on node '${node%%/*}'"
  done
}

reserve() { # <id>
  lock_conf "$1"
  check_unused "$1"
  values=([current/lock]=create) descriptions=([current]='') raw_lines=() deletions=()
  store_conf "$1"
  write_guest_list
  unlock_conf
}

note_stopped() { # <id>
  mkdir -p /world/guests
  printf 'stopped\n' >"/world/guests/$1"
}

# ── create ──

create() { # <id> <template>
  local id=$1 archive disk=${wanted[rootfs]:-${wanted[storage]:-local}:4}
  local -A conf=()
  check_quorum
  check_unused "$id"
  if [[ $disk != *:* ]]; then disk=${wanted[storage]:-local}:$disk; fi
  check_storage_for_containers "${disk%%:*}"
  find_archive "$2"
  properties_of_options
  failure="unable to create CT $id - "
  reserve "$id"
  fault pct-task create "$id"
  (fill "$id") || undo_create "$id"
  failure=''
  if [[ ${wanted[start]:-0} == 1 ]]; then main_start "$id"; fi
}

# `local:vztmpl/NAME`, or the path of a file.
find_archive() { # <template>: sets archive
  local -A storage=()
  archive=$1
  if [[ $1 == *:vztmpl/* ]]; then
    read_storage "${1%%:*}"
    archive=${storage[path]:-}/template/cache/${1#*:vztmpl/}
    [[ -f $archive ]] || die 255 "volume '$1' does not exist"
  elif [[ $1 != /* ]]; then
    die 255 "unable to parse volume ID '$1'"
  fi
}

# Without the words that are none of the conf's. Unprivileged since pve-container 6.0.6.
properties_of_options() { # fills conf
  local key
  conf=([hostname]=CT$id [memory]=512 [swap]=512 [arch]=amd64)
  for key in "${!wanted[@]}"; do
    if is_property "$key" && [[ $key != @(rootfs|unprivileged) ]]; then conf["$key"]=${wanted["$key"]}; fi
    if [[ $key == net* ]]; then conf["$key"]=$(network "${wanted["$key"]}" "$id" "$key"); fi
  done
  if [[ ${wanted[unprivileged]:-$(unprivileged_by_default)} == 1 ]]; then conf[unprivileged]=1; fi
}

unprivileged_by_default() {
  if grep -A 8 '^Package: pve-container$' /var/lib/dpkg/status | grep -q '^Version: 6'; then printf '1\n'; else printf '0\n'; fi
}

# An archive here is a name: what it would unpack, the world has.
fill() { # <id>
  local distribution='' key
  [[ -f $archive ]] || die 255 "can't find file '$archive'"
  read -r distribution <"$archive" || :
  lock_conf "$id" task
  conf[rootfs]=$(volume_name "${disk%%:*}" "$id"),size=${disk#*:}G
  printf "extracting archive '%s'\n" "$archive"
  [[ $distribution == @(debian12|debian13|ubuntu2404) ]] \
    || die 255 "command 'tar xpf - --zstd --totals --one-file-system -p --sparse --numeric-owner --acls -C /var/lib/lxc/$id/rootfs' failed: exit code 2"
  ask_storage create "$id" "$distribution" || die 255 "can't extract '$archive'"
  conf[ostype]=${distribution%%[0-9]*}
  note_stopped "$id"
  make_host_keys "$id"
  descriptions[current]=$(encoded "${conf[description]:-}")
  unset 'conf[description]'
  values=()
  for key in "${!conf[@]}"; do values["current/$key"]=${conf["$key"]}; done
  store_conf "$id"
}

# Said by the task as it goes. A key here is its owner's name.
make_host_keys() { # <id>
  local kind file
  mkdir -p "$GUESTS/$1/root/etc/ssh"
  for kind in rsa ecdsa ed25519; do
    file=$GUESTS/$1/root/etc/ssh/ssh_host_${kind}_key
    printf "Creating SSH host key '%s' - this may take some time ...\n" "${file##*/}"
    printf 'private %s key of %s\n' "$kind" "$1" >"$file"
    printf 'public %s key of %s\n' "$kind" "$1" >"$file.pub"
    chmod 0600 "$file"
    printf 'done: SHA256:%s root@%s\n' "$1" "${conf[hostname]%%.*}"
  done
}

undo_create() { # <id>
  ask_storage remove "$1" || :
  remove_conf "$1"
  exit 255
}

remove_conf() { # <id>
  rm -f "$(conf "$1")" "/world/guests/$1"
  write_guest_list
}

# ── clone ──

# `lock: disk` on the source and `lock: create` on the target for as long as it takes.
clone() { # <id> <new>
  local id=$1 new=$2 full
  if [[ -v wanted[storage] ]]; then check_storage "${wanted[storage]}"; fi
  check_quorum
  lock_conf "$id"
  set_lock "$id" disk
  unlock_conf
  (reserve "$new") || release_source
  full=${wanted[full]:-$(full_by_default)}
  (plan_clone) || { remove_conf "$new" && release_source; }
  printf 'creating a clone of container %s with ID %s\n' "$id" "$new"
  fault pct-task clone "$id" "$new"
  (make_clone) || { remove_conf "$new" && release_source; }
  release disk "$id"
  release create "$new"
}

release() { # <lock> <id>
  lock_conf "$2" task
  load_conf "$2"
  remove_lock "$2" "$1"
  unlock_conf
}

release_source() {
  release disk "$id"
  exit 255
}

# Everything but what is another's: volumes come later, interfaces get new addresses of their own.
plan_clone() {
  local section=${wanted[snapname]:-current} key
  load_conf "$id"
  if [[ $full == 0 && -v wanted[storage] ]]; then die 255 "parameter 'storage' not allowed for linked clones"; fi
  if [[ ! -v descriptions[$section] ]]; then die 255 "snapshot '$section' does not exist"; fi
  while read -r key; do check_clonable "$key" "$(volume_of "${values[$section/$key]}")"; done < <(volume_keys "$section")
  take_section "$section"
  values[current/lock]=create
  if [[ -n ${wanted[hostname]:-} ]]; then values[current/hostname]=${wanted[hostname]}; fi
  if [[ -n ${wanted[description]:-} ]]; then descriptions[current]=$(encoded "${wanted[description]}"); fi
  lock_conf "$new"
  store_conf "$new"
}

# A template gets linked clones.
full_by_default() {
  load_conf "$id"
  if [[ ${values[current/template]:-} == 1 ]]; then printf '0\n'; else printf '1\n'; fi
}

check_clonable() { # <key> <volume>
  local of=template-clone
  if [[ $2 == /dev/* ]]; then die 255 "unable to clone mountpoint '$1' (type device)"; fi
  if [[ $2 == /* ]]; then die 255 "unable to clone mountpoint '$1' (type bind)"; fi
  if [[ $full == 1 ]]; then
    if [[ $(guest_state "$id") == running && ! -v wanted[snapname] ]]; then
      die 255 'Full clone of a running container is only possible from a snapshot'
    fi
    return
  fi
  if [[ -v wanted[snapname] ]]; then of=snapshot-clone; elif [[ ${values[current/template]:-} != 1 ]]; then of=none; fi
  { [[ $of != none ]] && volume_has "$2" "$of"; } || die 255 "Linked clone feature for '$2' is not available"
}

take_section() { # <section>: leaves nothing else
  local -A kept=()
  local key lines=${raw_lines[$1]:-} description=${descriptions[$1]}
  for key in "${!values[@]}"; do
    if [[ $key == "$1"/!(rootfs|mp+([0-9])|unused+([0-9])|parent|snaptime|snapstate|template|lock) ]]; then
      kept[current/${key#*/}]=${values["$key"]}
    fi
  done
  values=() raw_lines=([current]=$lines) descriptions=([current]=$description) deletions=()
  for key in "${!kept[@]}"; do
    values["$key"]=${kept["$key"]}
    if [[ $key == current/net* ]]; then values["$key"]=$(network "${kept["$key"]}" "$new" "${key#*/}" another); fi
  done
}

make_clone() {
  local failure='clone failed: ' key section=${wanted[snapname]:-current} source
  local -A disks=()
  load_conf "$id"
  while read -r key; do disks["$key"]=${values[$section/$key]}; done < <(volume_keys "$section")
  if [[ -d $GUESTS/$id ]]; then
    ask_storage clone "$id" "$new" ${wanted[snapname]:+"${wanted[snapname]}"} || die 255 "can't copy the volumes of $id"
    forget_machine
  fi
  note_stopped "$new"
  lock_conf "$new" task
  load_conf "$new"
  for key in "${!disks[@]}"; do
    source=$(volume_of "${disks["$key"]}")
    if [[ $full == 1 ]]; then printf 'create full clone of mountpoint'; else printf 'create linked clone of mount point'; fi
    printf ' %s (%s)\n' "$key" "$source"
    values["current/$key"]=$(volume_name "${wanted[storage]:-${source%%:*}}" "$new")${disks["$key"]#"$source"}
  done
  store_conf "$new"
}

# Another machine's identity is not the clone's; its SSH host keys are.
forget_machine() {
  local root=$GUESTS/$new/root
  if [[ ! -L $root/var/lib/dbus/machine-id ]]; then rm -f "$root/var/lib/dbus/machine-id"; fi
  if [[ -e $root/etc/machine-id ]]; then rm -f "$root/etc/machine-id" && printf '\n' >"$root/etc/machine-id"; fi
}

# ── destroy ──

destroy() { # <id>
  load_conf "$1"
  if [[ ${values[current/protection]:-} == 1 ]]; then die 255 "can't remove CT $1 - protection mode enabled"; fi
  refuse_locked
  if [[ $(guest_state "$1") == running ]]; then
    [[ -v wanted[force] ]] || die 255 "unable to destroy CT $1 - container is running"
    printf 'forced to stop CT %s before destroying!\n' "$1"
    stop_guest "$1"
  fi
  lock_conf "$1" task
  if [[ -d $GUESTS/$1 ]]; then ask_storage remove "$1" || die 255 "can't remove the volumes of $1"; fi
  remove_conf "$1"
}
