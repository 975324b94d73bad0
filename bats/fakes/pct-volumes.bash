# Storages and volumes: what /etc/pve/storage.cfg says, pct resize, mount and unmount. proxmox.md §5.1. Needs pct-conf.bash.
# shellcheck shell=bash

# Done from outside, since nobody mounts in here: bats/world/storage.
ask_storage() { # <operation> <argument>...
  local answer=/world/storage.$BASHPID descriptor code=''
  rm -f "$answer"
  mkfifo "$answer"
  exec {descriptor}<>"$answer"
  printf '%s %s\n' "${answer#/world/}" "$*" 1<>/world/storage
  read -r -t 60 code <&"$descriptor" || :
  exec {descriptor}>&-
  rm -f "$answer"
  [[ $code == 0 ]]
}

# ── storage.cfg ──

# Declared by who asks: `type`, `path`, `content`, `disable`, `nodes`.
read_storage() { # <name>: fills the associative array storage
  local line name=''
  storage=()
  while IFS= read -r line; do
    if [[ $line =~ ^([a-z]+):[[:blank:]]*([^[:blank:]]+) ]]; then
      name=${BASH_REMATCH[2]}
      if [[ $name == "$1" ]]; then storage[type]=${BASH_REMATCH[1]}; fi
    elif [[ $name == "$1" && $line =~ ^[[:blank:]]+([a-z-]+)([[:blank:]]+(.*))?$ ]]; then
      storage[${BASH_REMATCH[1]}]=${BASH_REMATCH[3]:-1}
    fi
  done </etc/pve/storage.cfg
  [[ -n ${storage[type]:-} ]] || die 255 "storage '$1' does not exist"
}

check_storage() { # <name>
  local -A storage=()
  read_storage "$1"
  [[ -z ${storage[disable]:-} ]] || die 255 "storage '$1' is disabled"
  [[ ,${storage[nodes]:-pve}, == *,pve,* ]] || die 255 "storage '$1' is not available on node 'pve'"
}

check_storage_for_containers() { # <name>
  local -A storage=()
  check_storage "$1"
  read_storage "$1"
  [[ ,${storage[content]:-}, == *,rootdir,* ]] \
    || die 255 "400 Parameter verification failed."$'\n'"storage: storage '$1' does not support container directories"
}

# What a storage of this kind can do: snapshot, clone of a snapshot, clone of a template.
type_has() { # <type> <feature>
  case $1 in
    lvmthin | rbd) ;;
    zfspool | btrfs) [[ $2 != snapshot-clone ]] ;;
    *) false ;;
  esac
}

# ── volumes ──

volume_of() { printf '%s\n' "${1%%,*}"; } # <value of rootfs or mpN>

volume_has() { # <volume> <feature>
  local -A storage=()
  if [[ $1 == /* ]]; then return 1; fi
  read_storage "${1%%:*}"
  type_has "${storage[type]}" "$2"
}

volume_keys() { # <section>: prints rootfs and the mount points
  printf '%s\n' "${!values[@]}" | sed -nE "s,^$1/(rootfs|mp[0-9]+)$,\1,p" | sort --reverse
}

# As the plug-ins name it.
volume_name() { # <storage> <id> [base]
  local -A storage=()
  read_storage "$1"
  case ${storage[type]} in
    zfspool) printf '%s:%s-%s-disk-0\n' "$1" "${3:-subvol}" "$2" ;;
    dir | nfs | cifs | btrfs) printf '%s:%s/vm-%s-disk-0.raw\n' "$1" "$2" "$2" ;;
    *) printf '%s:vm-%s-disk-0\n' "$1" "$2" ;;
  esac
}

bytes() { # <size>
  local number=${1%[KMGT]}
  [[ $number == +([0-9]) ]] || die 255 'invalid size string at /usr/share/perl5/PVE/API2/LXC.pm line 1.'
  case $1 in
    *K) number=$((number << 10)) ;; *M) number=$((number << 20)) ;; *G) number=$((number << 30)) ;; *T) number=$((number << 40)) ;;
    *) ;;
  esac
  printf '%s\n' "$number"
}

human_size() { # <bytes>
  local unit
  for unit in 40T 30G 20M 10K; do
    if (($1 % (1 << ${unit%?}) == 0)); then printf '%s%s\n' "$(($1 >> ${unit%?}))" "${unit#??}" && return; fi
  done
  printf '%s\n' "$1"
}

# ── resize ──

# What it finds before its task is an error; what the task finds is only said: exit 0. §1.0
resize() { # <id> <disk> <size>
  local id=$1 disk=$2 old new
  load_conf "$id"
  refuse_locked
  [[ -n ${values["current/$disk"]:-} ]] || die 255 "no such volume '$disk'"
  old=$(bytes "$(size_of "${values["current/$disk"]}")")
  new=$(bytes "${3#+}")
  if [[ $3 == +* ]]; then new=$((old + new)); fi
  ((new >= old)) || die 255 'unable to shrink disk size'
  ((new > old)) || die 255 'disk is already at specified size'
  (grow) || :
}

grow() {
  lock_conf "$id" task
  fault pct-task resize "$id" "$disk"
  load_conf "$id"
  values["current/$disk"]=$(with_size "${values["current/$disk"]}" "$(human_size "$new")")
  store_conf "$id"
}

size_of() { # <value>
  local rest=${1##*,size=}
  if [[ $1 == *,size=* ]]; then printf '%s\n' "${rest%%,*}"; else printf '0\n'; fi
}

with_size() { # <value> <size>
  local before=${1%%,size=*} after=''
  if [[ $1 == *,size=*,* ]]; then after=,${1#*,size=*,}; fi
  printf '%s,size=%s%s\n' "$before" "$2" "$after"
}

# ── mount ──

# What is mounted stays so, with its lock, until it is unmounted.
mount_root() { # <id>
  local id=$1
  lock_conf "$id"
  set_lock "$id" mounted
  mkdir -p "/var/lib/lxc/$id/rootfs"
  ask_storage mount "$id" || die 255 "can't mount the root filesystem of $id"
  printf "mounted CT %s in '/var/lib/lxc/%s/rootfs'\n" "$id" "$id"
}

unmount_root() { # <id>
  lock_conf "$1"
  load_conf "$1"
  if [[ -e /world/guests/$1.mounted ]]; then ask_storage unmount "$1" || die 255 "can't unmount the root filesystem of $1"; fi
  remove_lock "$1" mounted
}
