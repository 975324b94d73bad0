# pct config, pending and set: reading and rewriting a conf. proxmox.md §2. Needs guests.bash.
# shellcheck shell=bash

# What load_conf has read. Sections are `current`, `pve:pending` and the snapshots: properties as `<section>/<key>`,
# descriptions percent-encoded, raw lines in their order; the keys that [pve:pending] deletes stand by themselves.
declare -A values=() descriptions=() raw_lines=() deletions=()

PROPERTIES='arch|cmode|console|cores|cpulimit|cpuunits|debug|description|entrypoint|env|features|hookscript|hostname|lock|memory'
PROPERTIES+='|nameserver|onboot|ostype|parent|protection|rootfs|searchdomain|snapstate|snaptime|startup|swap|tags|template|timezone'
PROPERTIES+='|tty|unprivileged|@(dev|mp|net|unused)+([0-9])'
# What a running container takes at once. §2.5
LIVE='description|onboot|startup|protection|hostname|hookscript|cores|tags|lock|cpulimit|cpuunits|memory|swap'
LIVE+='|@(net|unused)+([0-9])'
# §2.3
RAW_KEYS='include|arch|uts.name|pty.max|tty.max|devtty.dir|autodev|kmsg|rootfs.mount|idmap|group|environment?(.runtime|.hooks)'
RAW_KEYS+='|@(apparmor|selinux|signal|init|console|mount|cap|seccomp|hook|log|start|sysctl|cgroup|cgroup2|prlimit|limit|net).+(?)'
readonly PROPERTIES LIVE RAW_KEYS

load_conf() { # <id>
  local file line section=current waiting key
  file=$(conf "$1")
  [[ -f $file ]] || die 2 "Configuration file 'nodes/pve/lxc/$1.conf' does not exist"
  values=() descriptions=([current]='') raw_lines=() deletions=()
  while IFS= read -r line || [[ -n $line ]]; do
    read_line "$1" "${line%%*([[:space:]])}"
  done <"$file"
  waiting=${values[pve:pending/delete]:-}
  for key in ${waiting//[,;]/ }; do deletions[$key]=yes; done
}

# Bad input is never an error: what is neither property nor raw line is dropped, a misspelt property stays. §2.1
read_line() { # <id> <line>
  local warning="vm $1 - unable to parse"
  if [[ -z $2 ]]; then
    return
  elif [[ $2 == '#'* ]]; then
    descriptions[$section]+=${2:1}%0A
    descriptions[$section]=${descriptions[$section]//:/%3A}
  elif [[ $2 =~ ^\[(pve:pending|[a-zA-Z][a-zA-Z0-9_-]+)\]$ ]]; then
    section=${BASH_REMATCH[1]} descriptions[${BASH_REMATCH[1]}]=''
  elif [[ $2 =~ ^(lxc\.[a-z0-9_.-]+)(:|[[:space:]]*=)[[:space:]]*(.*)$ && ${BASH_REMATCH[1]} == lxc.@($RAW_KEYS) ]]; then
    raw_lines[$section]+="${BASH_REMATCH[1]}: ${BASH_REMATCH[3]}"$'\n'
  elif [[ $2 =~ ^([a-z][a-z_]*[0-9]*):[[:space:]]*(.+)$ ]]; then
    values[$section/${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}
    is_property "${BASH_REMATCH[1]}" || printf "%s value of '%s' - unknown setting '%s'\n" "$warning" "${BASH_REMATCH[1]}"{,} >&2
  else
    printf '%s config: %s\n' "$warning" "$2" >&2
  fi
}

# Before pve-container 5.0.7 there was no devN. §3.1
is_property() { # <key>
  [[ $1 == @($PROPERTIES) || ${section:-}/$1 == pve:pending/delete ]] && [[ $1 != dev* || ! -e /world/pct-old ]]
}

# The whole file is rewritten: current, pending, snapshots by name. §2.1
store_conf() { # <id>
  local file name
  file=$(conf "$1")
  list_deletions
  {
    section_text current
    if [[ -n $(section_text pve:pending) ]]; then printf '\n[pve:pending]\n' && section_text pve:pending; fi
    while read -r name; do
      if [[ $name != @(current|pve:pending) ]]; then printf '\n[%s]\n' "$name" && section_text "$name"; fi
    done < <(printf '%s\n' "${!descriptions[@]}" | sort)
  } >"$file.tmp.$$"
  mv "$file.tmp.$$" "$file"
}

list_deletions() {
  unset 'values[pve:pending/delete]'
  if ((${#deletions[@]} == 0)); then return; fi
  values[pve:pending/delete]=$(printf '%s\n' "${!deletions[@]}" | sort | paste --serial --delimiters=,)
}

# Comments first, then properties by key, then raw lines in their order.
section_text() { # <section>
  local description=${descriptions[$1]:-}
  if [[ -n $description ]]; then printf '#%s\n' "${description//%0A/$'\n#'}" | sed '$d'; fi
  properties_of "$1"
  printf '%s' "${raw_lines[$1]:-}"
}

properties_of() { # <section>
  local key
  for key in "${!values[@]}"; do
    if [[ $key == "$1"/* ]]; then printf '%s: %s\n' "${key#*/}" "${values[$key]}"; fi
  done | sort --field-separator=: --key=1,1
}

# Pending values show in place of the current ones. §1.1
show_conf() { # <id> [--current]
  load_conf "$1"
  if [[ ${2:-} != --current ]]; then merge_pending; fi
  show_description
  properties_of current
  printf '%s' "${raw_lines[current]:-}"
}

show_description() {
  if [[ -n ${descriptions[current]} ]]; then values[current/description]=${descriptions[current]}; fi
}

show_pending() { # <id>
  local key
  load_conf "$1"
  show_description
  while read -r key; do show_change "$key"; done \
    < <(printf '%s\n' "${!values[@]}" | sed -n 's:^\(current\|pve\:pending\)/::p' | grep -vx delete | sort --unique)
}

show_change() { # <key>
  local value=${values[current/$1]:-} new=${values[pve:pending/$1]:-}
  if [[ -n ${deletions[$1]:-} ]]; then
    printf 'del %s: %s\n' "$1" "$value"
    return
  fi
  if [[ -n $value ]]; then printf 'cur %s: %s\n' "$1" "$value"; fi
  if [[ -n $new ]]; then printf 'new %s: %s\n' "$1" "$new"; fi
}

set_properties() { # <id> --<key> <value>... [--delete <key>,...]
  local id=$1 key value
  local -a deleted=()
  local -A wanted=()
  shift
  (($# > 0)) || die 255 'no options specified'
  while (($# > 0)); do
    key=${1##+(-)} value=${2:-}
    if [[ $key == *=* ]]; then value=${key#*=} key=${key%%=*} && set -- '' "$@"; fi
    [[ $key == delete ]] || is_property "$key" || unknown_option "$key" 'set <vmid> [OPTIONS]'
    if [[ $key == delete ]]; then IFS=', ' read -ra deleted <<<"$value"; else wanted[$key]=$value; fi
    shift 2
  done
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
  if [[ -z ${values[current/$1]:-}${values[pve:pending/$1]:-} ]]; then
    printf "cannot delete '%s' - not set in current configuration!\n" "$1" >&2
  elif [[ $1 == unprivileged ]]; then
    die 255 "unable to delete read-only option: '$1'"
  else
    deletions[$1]=yes
  fi
}

ask_value() { # <key> <value>
  if [[ $1 == unprivileged ]]; then die 255 "unable to modify read-only option: '$1'"; fi
  if [[ $1 == dev* ]]; then check_node "${2%%,*}"; fi
  values[pve:pending/$1]=$2
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

check_devices() {
  local key
  for key in "${!values[@]}"; do
    if [[ $key == current/dev+([0-9]) && ! -e /world/pct-old ]]; then check_node "${values[$key]%%,*}"; fi
  done
}

check_node() { # <node>
  local node=${1#path=}
  if [[ ! -e $node ]]; then die 255 "Device $node does not exist"; fi
  if [[ ! -c $node && ! -b $node ]]; then die 255 "$node is not a device"; fi
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

make_current() { # <key>
  if [[ -n ${deletions[$1]:-} ]]; then
    unset 'values[current/$1]' 'deletions[$1]'
  elif [[ -n ${values[pve:pending/$1]:-} ]]; then
    values[current/$1]=${values[pve:pending/$1]}
    unset 'values[pve:pending/$1]'
  fi
}

merge_pending() {
  local key
  for key in "${!deletions[@]}" "${!values[@]}"; do
    if [[ $key != */* || $key == pve:pending/!(delete) ]]; then make_current "${key#*/}"; fi
  done
}

# What waited becomes current at the next start, raw lines as one. §2.2, §2.5
apply_pending() { # <id>
  if [[ -z $(section_text pve:pending) ]]; then return; fi
  merge_pending
  if [[ -n ${raw_lines[pve:pending]:-} ]]; then raw_lines[current]=${raw_lines[pve:pending]} raw_lines[pve:pending]=''; fi
  store_conf "$1"
}
