# pct config, pending and set: reading and rewriting a conf. proxmox.md §2. Needs guests.bash.
# shellcheck shell=bash

head_value() { # <id> <key>: from the part before the first section
  sed -n "/^\[/q; s/^$2: *\([^\r]*\)\r*$/\1/p" "$(conf "$1")"
}

# Pending values show in place of the current ones. §1.1
show_conf() { # <id> [--current]
  local file
  file=$(conf "$1")
  sed '/^\[/,$d; s/\r$//' "$file" | grep -v '^\(#\|lxc\.\|$\)' | sort || :
  sed -n '/^\[/q; s/\r$//; s/^\(lxc\.[a-z0-9_.-]*\) *[:=] */\1: /p' "$file"
}

show_pending() { # <id>
  sed '/^\[/,$d; s/\r$//' "$(conf "$1")" | grep -v '^\(#\|lxc\.\|$\)' | sed 's/^/cur /' || :
  pending_lines "$1" | sed 's/^delete: */del /; t; s/^/new /'
}

pending_lines() { # <id>
  sed -n '/^\[pve:pending\]/,/^\[/ {/^\[/d; /^$/d; p}' "$(conf "$1")"
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
    if [[ $key == delete ]]; then IFS=', ' read -ra deleted <<<"$value"; else wanted[$key]=$value; fi
    shift 2
  done
  lock_conf "$id"
  refuse_locked "$id"
  check_devices
  change_conf
}

check_devices() {
  local key node
  for key in "${!wanted[@]}"; do
    if [[ $key != dev+([0-9]) ]]; then continue; fi
    if [[ -e /world/pct-old ]]; then die 255 "Unknown option: $key"$'\n''400 unable to parse option'; fi
    node=${wanted[$key]%%,*} node=${node#path=}
    if [[ ! -e $node ]]; then die 255 "Device $node does not exist"; fi
    if [[ ! -c $node && ! -b $node ]]; then die 255 "$node is not a device"; fi
  done
}

# To a running container a new devN comes at once from pve-container 6 on; anything else of a device waits. §2.5
change_conf() {
  local key
  for key in "${deleted[@]}"; do
    if is_live "$key" ''; then set_line "$id" "$key" ''; else set_pending "$id" delete "$key"; fi
  done
  for key in "${!wanted[@]}"; do
    if is_live "$key" "${wanted[$key]}"; then set_line "$id" "$key" "${wanted[$key]}"; else set_pending "$id" "$key" "${wanted[$key]}"; fi
  done
}

is_live() { # <key> <value|''>
  if [[ $1 != @(dev|mp)+([0-9]) && $1 != features || $(guest_state "$id") != running ]]; then return; fi
  [[ -n $2 && $1 == dev* && -z $(head_value "$id" "$1") ]] || return
  grep -A 8 '^Package: pve-container$' /var/lib/dpkg/status | grep -q '^Version: 6' || return
  hot_plug "${2%%,*}"
}

hot_plug() { # <node>
  if [[ ! -d $GUESTS/$id ]]; then return; fi
  # shellcheck source=bats/fakes/guest-boot.bash
  . /usr/local/lib/ashlar-fakes/guest-boot.bash
  local -A numbers=()
  place_node "$id" "$1" "${1#/dev/}" allowed
}

# The whole file is rewritten: comments first, properties sorted, raw lines in their order. §2.1
set_line() { # <id> <key> <value|''>
  local file
  file=$(conf "$1")
  {
    sed -n '/^\[/q; s/\r$//; /^#/p' "$file"
    {
      sed "/^\[/,\$d; s/\r\$//; /^#/d; /^\$/d; /^lxc\./d; /^$2:/d" "$file"
      if [[ -n $3 ]]; then printf '%s: %s\n' "$2" "$3"; fi
    } | sort
    sed -n '/^\[/q; s/\r$//; s/^\(lxc\.[a-z0-9_.-]*\) *[:=] */\1: /p' "$file"
    rest_of "$file"
  } >"$file.tmp.$$"
  mv "$file.tmp.$$" "$file"
}

rest_of() { # <file>
  if grep -q '^\[' "$1"; then printf '\n'; fi
  sed -n '/^\[/,$p' "$1"
}

set_pending() { # <id> <key> <value>
  local file line="$2: $3"
  file=$(conf "$1")
  if ! grep -q '^\[pve:pending\]' "$file"; then sed -i "0,/^\[/{/^\[/i [pve:pending]\n
}" "$file"; fi
  grep -q '^\[pve:pending\]' "$file" || printf '\n[pve:pending]\n' >>"$file"
  sed -i "/^\[pve:pending\]/a $line" "$file"
}

# What waited becomes current at the next start. §2.5
apply_pending() { # <id>
  local key value name
  local -a names
  pending_lines "$1" >"/world/guests/$1.applied"
  [[ -s /world/guests/$1.applied ]] || return 0
  while IFS=': ' read -r key value; do
    names=("$key")
    if [[ $key == delete ]]; then IFS=', ' read -ra names <<<"$value" && value=''; fi
    for name in "${names[@]}"; do set_line "$1" "$name" "$value"; done
  done <"/world/guests/$1.applied"
  sed -i '/^\[pve:pending\]/,/^\[/ {/^\[pve:pending\]/d; /^\[/!d}' "$(conf "$1")"
}
