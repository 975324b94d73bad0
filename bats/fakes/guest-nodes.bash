# Which nodes a container has after its start, by the current section of its conf. proxmox.md §3. Needs guests.bash.
# shellcheck shell=bash
# $GUESTS/.pool and .refused hold the same nodes: what is linked from the second cannot be opened in a container.
# $STATE/guests/<id>.nodes: lines `<node|*> late SECONDS|never|file|major`, what goes wrong with a node.
DEV=${DEV-/dev}

# Gives the places without a node the one that the conf names; fails where the start would.
place_nodes() { # <id>
  local entries=() rules=() devices=() unprivileged='' entry
  local -A numbers=()
  read_numbers
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
  path=$GUESTS/$1/$target options=,$options,
  if [[ -e $DEV/${source#/dev/} && ($options == *,create=file,* || -e $path) ]]; then
    place_node "$1" "$source" "${target#dev/}"
    return
  fi
  if [[ $options == *,create=file,* && ! -e $path ]]; then empty_file "$path"; fi
  [[ $options == *,optional,* ]]
}

empty_file() { # <path>
  mkdir -p "${1%/*}"
  rm -f "$1"
  : >"$1"
  chmod 0 "$1"
}

# A devN always comes with its rule.
place_node() { # <id> <source> <target below /dev> [allowed]
  local node='' pool=.pool how=ok seconds=0
  find_in_pool "$DEV/${2#/dev/}"
  if [[ -z $node ]]; then return; fi
  if [[ -z ${4:-} ]] && ! is_allowed "${numbers[$node]}"; then pool=.refused; fi
  find_trouble "$1" "$3"
  case $how in
    never) rm -f "$GUESTS/$1/dev/$3" ;;
    file) empty_file "$GUESTS/$1/dev/$3" ;;
    major) link_node "$1" .wrong "$node" "$3" ;;
    late) rm -f "$GUESTS/$1/dev/$3" && expect_event "$1" "$seconds" node "$pool" "$node" "$3" ;;
    *) link_node "$1" "$pool" "$node" "$3" ;;
  esac
}

find_in_pool() { # <path>: sets node
  local entry
  for entry in "$DEV"/.pool/*; do
    if [[ $1 -ef $entry ]]; then node=${entry##*/}; fi
  done
}

find_trouble() { # <id> <target>: sets how and seconds
  local name word time
  if [[ ! -f $STATE/guests/$1.nodes ]]; then return; fi
  while read -r name word time; do
    if [[ $name == "/dev/$2" || $name == '*' ]]; then how=$word seconds=$time; fi
  done <"$STATE/guests/$1.nodes"
}

read_numbers() { # sets numbers: `<major>:<minor>` of each node in the pool
  local name major minor
  while read -r name major minor; do
    numbers[${name##*/}]=$((16#$major)):$((16#$minor))
  done < <(stat --format='%n %t %T' "$DEV"/.pool/* 2>/dev/null)
}

# A privileged container needs a rule for the node; an unprivileged one has them all. §3.2
is_allowed() { # <major:minor>
  local rule kind device access
  if [[ -n $unprivileged ]]; then return; fi
  for rule in "${rules[@]}"; do
    read -r kind device access <<<"$rule"
    if [[ $kind == a ]]; then return; fi
    if [[ $kind == c && $access == *r*w* ]] && is_of "$1" "$device"; then return; fi
  done
  return 1
}

is_of() { # <major:minor> <device of a rule>
  [[ $2 == "$1" || $2 == "${1%:*}:*" || $2 == "*:${1#*:}" || $2 == '*:*' ]]
}

link_node() { # <id> <pool> <node> <target below /dev>
  local path=$GUESTS/$1/dev/$4
  if [[ $4 == */* ]]; then mkdir -p "${path%/*}"; fi
  ln -f "$GUESTS/$2/$3" "$path"
  if [[ $2 == .refused ]]; then : >"$STATE/guests/$1.refused"; fi
}
