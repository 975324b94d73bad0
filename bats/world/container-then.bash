# Then: what a scenario demands of containers.
# shellcheck shell=bash

container_file() { # CTID PATH MODE [CONTENT]
  local mode
  mode=$(in_container "$1" stat -c '%a' -- "$2" 2>&1) || { fails "file $2 in $1" 'to be there' "$mode"; return; }
  ((8#$mode == 8#$3)) || { fails "mode of $2 in $1" "$3" "$mode"; return; }
  (($# < 4)) || in_container "$1" cat -- "$2" | cmp --silent - <(printf '%s' "$4") \
    || fails "content of $2 in $1" "$4" "$(in_container "$1" cat -- "$2")"
}

container_file_has() { # CTID PATH REGEX
  in_container "$1" grep -Eq -- "$3" "$2" || fails "content of $2 in $1" "$3" "$(in_container "$1" cat -- "$2" 2>&1)"
}

container_no_file() { # CTID PATH
  ! in_container "$1" stat -- "$2" >"$WORLD/out/stat" 2>/dev/null || fails "file $2 in $1" 'not there' "$(<"$WORLD/out/stat")"
}

container_package() { # CTID PACKAGE installed|absent|config-files
  local found
  found=$(in_container "$1" dpkg-query --show --showformat "\${db:Status-Status}" -- "$2" 2>/dev/null) || found=absent
  found=${found/#not-installed/absent}
  [[ $found == "$3" ]] || fails "package $2 in $1" "$3" "$found"
}

conf_of() { inside cat "/etc/pve/lxc/$1.conf"; } # CTID

conf_is() { # CTID TEXT
  conf_of "$1" | cmp --silent - <(printf '%s' "$2") || fails "conf of $1" "$2" "$(conf_of "$1")"
}

conf_has() { # CTID LINE…: in the current section
  local line
  for line in "${@:2}"; do
    conf_of "$1" | sed '/^\[/,$d' | grep -Fxq -- "$line" || fails "conf of $1" "$line" "$(conf_of "$1")" || return
  done
}

conf_lacks() { # CTID REGEX: anywhere
  ! conf_of "$1" | grep -Eq -- "$2" || fails "conf of $1" "no $2" "$(conf_of "$1")"
}

state_of() { cat "$WORLD/state/guests/$1"; } # CTID: prints running or stopped

container_state() { # CTID running|stopped
  local found
  found=$(state_of "$1")
  [[ $found == "$2" ]] || fails "container $1" "$2" "$found"
}

# Nodes: `ok` can be opened, `refused` cannot, `file` is a regular one, `none` is not there.
container_node() { # CTID PATH ok|refused|file|none
  local found
  found=$(node_of "$1" "$2")
  [[ $found == "$3" ]] || fails "node $2 in $1" "$3" "$found"
}

node_of() { # CTID PATH
  local path=$WORLD/guests/$1$2
  if [[ ! -e $path ]]; then printf 'none\n'
  elif [[ ! -c $path ]]; then printf 'file\n'
  elif [[ $(stat -c %a "$path") == 0 ]]; then printf 'refused\n'
  else printf 'ok\n'; fi
}

pct_execs() { calls_times "$1" '^pct exec '; } # N
