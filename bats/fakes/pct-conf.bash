# pct config and pending: reading and rewriting a conf, and the lock in it. proxmox.md §2. Needs guests.bash.
# shellcheck shell=bash

# What load_conf has read. Sections are `current`, `pve:pending` and the snapshots: properties as `<section>/<key>`,
# descriptions percent-encoded, raw lines in their order; the keys that [pve:pending] deletes stand by themselves.
declare -A values=() descriptions=() raw_lines=() deletions=()

PROPERTIES='arch|cmode|console|cores|cpulimit|cpuunits|debug|description|entrypoint|env|features|hookscript|hostname|lock|memory'
PROPERTIES+='|nameserver|onboot|ostype|parent|protection|rootfs|searchdomain|snapstate|snaptime|startup|swap|tags|template|timezone'
PROPERTIES+='|tty|unprivileged|@(dev|mp|net|unused)+([0-9])'
# §2.3
RAW_KEYS='include|arch|uts.name|pty.max|tty.max|devtty.dir|autodev|kmsg|rootfs.mount|idmap|group|environment?(.runtime|.hooks)'
RAW_KEYS+='|@(apparmor|selinux|signal|init|console|mount|cap|seccomp|hook|log|start|sysctl|cgroup|cgroup2|prlimit|limit|net).+(?)'
readonly PROPERTIES RAW_KEYS

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

# ── the lock in a conf. §1.0 ──

refuse_locked() {
  local lock=${values[current/lock]:-}
  if [[ -n $lock ]]; then die 255 "CT is locked ($lock)"; fi
}

set_lock() { # <id> <lock>
  load_conf "$1"
  refuse_locked
  values[current/lock]=$2
  store_conf "$1"
}

remove_lock() { # <id> <lock>: of the conf that is loaded
  local lock=${values[current/lock]:-}
  if [[ -z $lock ]]; then die 255 "no lock found trying to remove '$2' lock"; fi
  if [[ $lock != "$2" ]]; then die 255 "found lock '$lock' trying to remove '$2' lock"; fi
  unset 'values[current/lock]'
  store_conf "$1"
}

# ── descriptions: bytes that are no plain text, `%` and `:` as `%XX`, each line with its end. §2.1 ──

encoded() { # <text>
  local position byte number text=${1:+$1$'\n'}
  for ((position = 0; position < ${#text}; position++)); do
    byte=${text:position:1}
    if [[ $byte == [\ -\$\&-9\;-~] ]]; then printf '%s' "$byte" && continue; fi
    printf -v number '%d' "'$byte"
    printf '%%%02X' "$((number & 255))"
  done
}

decoded() { printf '%b' "${1//%/\\x}"; } # <text>
