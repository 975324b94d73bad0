# pct set: what comes at once and what waits for the next start. proxmox.md §2.5. Needs pct-conf.bash and pct-options.bash.
# shellcheck shell=bash

# What a running container takes at once.
LIVE='description|onboot|startup|protection|hostname|hookscript|cores|tags|lock|cpulimit|cpuunits|memory|swap'
LIVE+='|@(net|unused)+([0-9])'
readonly LIVE

set_properties() { # <id>: to what is wanted
  local id=$1
  local -a deleted=()
  ((${#wanted[@]} > 0)) || die 255 'no options specified'
  IFS=', ' read -ra deleted <<<"${wanted[delete]:-}"
  unset 'wanted[delete]'
  lock_conf "$id"
  load_conf "$id"
  refuse_locked
  change_conf
  store_conf "$id"
  # Where a node of the conf is gone, the change is written all the same. §3.1
  check_devices
}

# What is asked for waits, and then comes at once where it can. §2.5
change_conf() {
  local key
  for key in "${deleted[@]}"; do ask_deletion "$key"; done
  for key in "${!wanted[@]}"; do ask_value "$key" "${wanted[$key]}"; done
  forget_what_is_so
  for key in "${deleted[@]}" "${!wanted[@]}"; do
    if is_live "$key"; then make_current "$key"; fi
  done
}

ask_deletion() { # <key>
  if [[ $1 == description ]]; then descriptions[current]='' && return; fi
  if [[ -z ${values[current/$1]:-}${values[pve:pending/$1]:-} ]]; then
    printf "cannot delete '%s' - not set in current configuration!\n" "$1" >&2
  elif [[ $1 == unprivileged ]]; then
    die 255 "unable to delete read-only option: '$1'"
  else
    deletions[$1]=yes
  fi
}

ask_value() { # <key> <value>
  local value=$2
  case $1 in
    unprivileged) die 255 "unable to modify read-only option: '$1'" ;;
    dev*) check_node "${2%%,*}" ;;
    net*) value=$(network "$2" "$id" "$1") ;;
    description) descriptions[current]=$(encoded "$2") && return ;;
    *) ;;
  esac
  values[pve:pending/$1]=$value
  unset 'deletions[$1]'
}

forget_what_is_so() {
  local key
  for key in "${!values[@]}"; do
    if [[ $key == pve:pending/* && ${values[$key]} == "${values[current/${key#*/}]:-}" ]]; then unset 'values[$key]'; fi
  done
  for key in "${!deletions[@]}"; do
    if [[ -z ${values[current/$key]:-} ]]; then unset 'deletions[$key]'; fi
  done
}

# A running container takes a new mount point, and from pve-container 6 on a new devN. §2.5
is_live() { # <key>
  local new=${values[pve:pending/$1]:-}
  if [[ $1 == @($LIVE) || $(guest_state "$id") != running ]]; then return; fi
  [[ -n $new && -z ${values[current/$1]:-} ]] || return
  case $1 in
    mp*) ;;
    dev*) grep -A 8 '^Package: pve-container$' /var/lib/dpkg/status | grep -q '^Version: 6' && hot_plug "${new%%,*}" ;;
    *) false ;;
  esac
}

hot_plug() { # <node>
  if [[ ! -d $GUESTS/$id ]]; then return; fi
  # shellcheck source=bats/fakes/guest-boot.bash
  . /usr/local/lib/ashlar-fakes/guest-boot.bash
  local -A numbers=()
  place_node "$id" "$1" "${1#/dev/}" allowed
}
