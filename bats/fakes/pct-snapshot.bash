# pct snapshot, delsnapshot and listsnapshot. proxmox.md §1.1, §2.4, §5.1. Needs pct-conf.bash and pct-volumes.bash.
# shellcheck shell=bash
# Each step leaves a trace in the conf (`lock`, `snapstate`), so that a pct that was killed shows.

# Time goes by snapshots, so that two worlds can be compared.
readonly FIRST_SNAPSHOT=1700000000

snapshot() { # <id> <name>
  local key
  if [[ $2 == @(current|vzdump) ]]; then die 255 "unable to use snapshot name '$2' (reserved name)"; fi
  lock_conf "$1" task
  load_conf "$1"
  if [[ ${values[current/template]:-} == 1 ]]; then die 255 "you can't take a snapshot if it's a template"; fi
  refuse_locked
  if [[ -v descriptions[$2] ]]; then die 255 "snapshot name '$2' already used"; fi
  while read -r key; do
    volume_has "$(volume_of "${values["current/$key"]}")" snapshot || die 255 'snapshot feature is not available'
  done < <(volume_keys current)
  prepare "$1" "$2"
  unlock_conf
  fault pct-task snapshot "$1" "$2"
  if [[ -d $GUESTS/$1 ]]; then ask_storage snapshot "$1" "$2" || drop_failed "$1" "$2"; fi
  lock_conf "$1" task
  load_conf "$1"
  unset 'values[$2/snapstate]' 'values[current/lock]'
  values[current/parent]=$2
  store_conf "$1"
}

# Raw lines too; what belongs to the container rather than to its state is left out.
prepare() { # <id> <name>
  local key time=$((FIRST_SNAPSHOT + ${#descriptions[@]}))
  for key in "${!values[@]}"; do
    if [[ $key == current/* && ${key#*/} != @(lock|snapstate|snaptime|unused+([0-9])) ]]; then
      values[$2/${key#*/}]=${values["$key"]}
    fi
  done
  raw_lines[$2]=${raw_lines[current]:-}
  descriptions[$2]=$(encoded "${wanted[description]:-}")
  values[$2/snapstate]=prepare values[$2/snaptime]=$time values[current/lock]=snapshot
  store_conf "$1"
}

drop_failed() { # <id> <name>
  printf 'snapshot create failed: starting cleanup\n'
  lock_conf "$1" task
  load_conf "$1"
  drop_section "$1" "$2"
  die 255 "cannot create snapshot '$2': out of space"
}

# Who came after it comes after its parent now.
drop_section() { # <id> <name>
  local key parent=${values[$2/parent]:-}
  for key in "${!values[@]}"; do
    if [[ $key == "$2"/* ]]; then
      unset 'values[$key]'
    elif [[ $key == */parent && ${values["$key"]} == "$2" ]]; then
      if [[ -n $parent ]]; then values["$key"]=$parent; else unset 'values[$key]'; fi
    fi
  done
  unset 'descriptions[$2]' 'raw_lines[$2]' 'values[current/lock]'
  store_conf "$1"
}

delsnapshot() { # <id> <name>
  lock_conf "$1" task
  load_conf "$1"
  [[ -v descriptions[$2] && $2 != current ]] || die 255 "snapshot '$2' does not exist"
  refuse_locked
  if [[ ${values[current/template]:-} == 1 ]]; then die 255 "you can't delete a snapshot if vm is a template"; fi
  values[current/lock]=snapshot-delete values[$2/snapstate]=delete
  store_conf "$1"
  fault pct-task delsnapshot "$1" "$2"
  if [[ -e $GUESTS/$1/snapshots/$2 ]]; then
    ask_storage delsnapshot "$1" "$2" || [[ -v wanted[force] ]] || die 255 "could not delete snapshot '$2'"
  fi
  load_conf "$1"
  drop_section "$1" "$2"
}

# A tree, the oldest first; `current` has no time and comes last.
listsnapshot() { # <id>
  load_conf "$1"
  descriptions[current]='You are here!%0A'
  list_below '' '`->'
}

list_below() { # <parent> <prefix>
  local name
  while read -r _ name; do
    list_line "$2" "$name"
    if [[ $name != current ]]; then list_below "$name" " $2"; fi
  done < <(children "$1" | sort --key=1,1n --key=2)
}

# Of a parent that is gone nothing is said.
children() { # <parent>: prints time and name
  local name parent
  for name in "${!descriptions[@]}"; do
    parent=${values[$name/parent]:-}
    if [[ -n $parent && ! -v descriptions[$parent] ]]; then parent=''; fi
    if [[ $name == pve:pending || $parent != "$1" ]]; then continue; fi
    if [[ $name == current ]]; then printf '99999999999 current\n'; else printf '%s %s\n' "${values[$name/snaptime]:-0}" "$name"; fi
  done
}

list_line() { # <prefix> <name>
  local time='' text=${descriptions[$2]:-no-description%0A} width=$((30 - ${#1}))
  if [[ -n ${values[$2/snaptime]:-} && $2 != current ]]; then printf -v time '%(%F %T)T' "${values[$2/snaptime]}"; fi
  text=${text%\%0A}
  printf '%s %-*s %-23s %s\n' "$1" "$((width > 0 ? width : 0))" "$2" "$time" "$(decoded "${text##*%0A}")"
}
