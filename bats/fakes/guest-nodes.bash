# Which nodes a container has after its start, by the current section of its conf. proxmox.md §3. Needs guests.bash.
# shellcheck shell=bash
# $GUESTS/.pool and .refused hold the same nodes: what is linked from the second cannot be opened in a container.
# $STATE/guests/<id>.nodes: lines `<node|*> late SECONDS|never|file|major`, what goes wrong with a node.
DEV=${DEV-/dev}

# Gives the places without a node the one that the conf names; fails where the start would.
place_nodes() { # <id>
  local entries=() rules=() devices=() unprivileged='' entry
  read_conf "$(conf "$1")"
  clear_nodes "$1"
  for entry in "${entries[@]}"; do place_entry "$1" "$entry" || return; done
  for entry in "${devices[@]}"; do place_node "$1" "$entry" "${entry#/dev/}" allowed; done
}

read_conf() { # <file>: sets entries, rules, devices and unprivileged
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    if [[ $line == '['* ]]; then return; fi
    if [[ $line =~ ^lxc\.mount\.entry([[:blank:]]*=|:)[[:blank:]]*(.*)$ ]]; then entries+=("${BASH_REMATCH[2]}"); fi
    if [[ $line =~ ^lxc\.cgroup2\.devices\.allow([[:blank:]]*=|:)[[:blank:]]*(.*)$ ]]; then rules+=("${BASH_REMATCH[2]}"); fi
    if [[ $line =~ ^dev[0-9]+:[[:blank:]]*([^,]+) ]]; then devices+=("${BASH_REMATCH[1]}"); fi
    if [[ $line =~ ^unprivileged:[[:blank:]]*1$ ]]; then unprivileged=yes; fi
  done <"$1"
}

clear_nodes() { # <id>
  local path
  for path in "$GUESTS/$1/dev"/*; do
    case ${path##*/} in
      null | zero | full | random | urandom | tty | ptmx | pts | shm | fd | std*) ;;
      *) rm -rf "$path" ;;
    esac
  done
  rm -f "$STATE/guests/$1.refused"
}

# `create=file` comes before `optional`: without a source an empty file of mode 0000 stays. §3.2
place_entry() { # <id> <value of lxc.mount.entry>
  local source target options path
  read -r source target _ options _ <<<"$2"
  if [[ $source != /dev/* || $target != dev/* ]]; then return 0; fi
  path=$GUESTS/$1/$target
  if [[ ,$options, == *,create=file,* && ! -e $path ]]; then empty_file "$path"; fi
  if [[ ! -e $DEV/${source#/dev/} || ! -e $path ]]; then
    [[ ,$options, == *,optional,* ]]
    return
  fi
  place_node "$1" "$source" "${target#dev/}"
}

empty_file() { # <path>
  mkdir -p "${1%/*}"
  rm -f "$1"
  : >"$1"
  chmod 0 "$1"
}

# A devN always comes with its rule.
place_node() { # <id> <source> <target below /dev> [allowed]
  local node pool=.pool how=ok seconds=0
  node=$(pool_name "$DEV/${2#/dev/}") || return 0
  if [[ -z ${4:-} ]] && ! is_allowed "$GUESTS/.pool/$node"; then pool=.refused; fi
  read -r how seconds < <(node_trouble "$1" "$3")
  case $how in
    never) rm -f "$GUESTS/$1/dev/$3" ;;
    file) empty_file "$GUESTS/$1/dev/$3" ;;
    major) link_node "$1" .wrong "$node" "$3" ;;
    late) rm -f "$GUESTS/$1/dev/$3" && expect_event "$1" "$seconds" node "$pool" "$node" "$3" ;;
    *) link_node "$1" "$pool" "$node" "$3" ;;
  esac
}

pool_name() { # <path>
  local node
  for node in "$DEV"/.pool/*; do
    if [[ $1 -ef $node ]]; then printf '%s\n' "${node##*/}" && return; fi
  done
  return 1
}

node_trouble() { # <id> <target>
  local node how seconds
  if [[ -f $STATE/guests/$1.nodes ]]; then
    while read -r node how seconds; do
      if [[ $node == "/dev/$2" || $node == '*' ]]; then printf '%s %s\n' "$how" "${seconds:-0}" && return; fi
    done <"$STATE/guests/$1.nodes"
  fi
  printf 'ok 0\n'
}

# A privileged container needs a rule for the node; an unprivileged one has them all. §3.2
is_allowed() { # <node>
  local numbers rule kind device access
  if [[ -n $unprivileged ]]; then return; fi
  numbers=$(stat --format='%t %T' "$1")
  numbers=$((16#${numbers% *})):$((16#${numbers#* }))
  for rule in "${rules[@]}"; do
    read -r kind device access <<<"$rule"
    if [[ $kind == a ]]; then return; fi
    if [[ $kind == c && $access == *r*w* ]] && is_of "$numbers" "$device"; then return; fi
  done
  return 1
}

is_of() { # <major:minor> <device of a rule>
  [[ $2 == "$1" || $2 == "${1%:*}:*" || $2 == "*:${1#*:}" || $2 == '*:*' ]]
}

link_node() { # <id> <pool> <node> <target below /dev>
  local path=$GUESTS/$1/dev/$4
  mkdir -p "${path%/*}"
  ln -f "$GUESTS/$2/$3" "$path"
  if [[ $2 == .refused ]]; then : >"$STATE/guests/$1.refused"; fi
}
