# A container's configuration as it stands, each line with its end. The first conf_head lines are in force; behind them
# are sections: snapshots, and changes that wait for a restart.
declare -ga conf_lines=()
declare -g conf_head=0

# Read without a process, byte for byte.
read_conf() { # <CTID>
  local file=/etc/pve/lxc/$1.conf
  conf_lines=() conf_head=0
  # What cannot be read is told below.
  [[ ! -r $file ]] || mapfile conf_lines <"$file" || true
  ((${#conf_lines[@]} > 0)) || {
    cannot_tell "what $file says" 'nothing'
    return
  }
  while ((conf_head < ${#conf_lines[@]})) && [[ ${conf_lines[conf_head]} != '['* ]]; do
    conf_head=$((conf_head + 1))
  done
}

# A property in force, or nothing. Where it stands twice, Proxmox takes the last.
conf_value() { # <result variable> <name>
  local conf_line conf_found=''
  for conf_line in "${conf_lines[@]:0:conf_head}"; do
    [[ ! $conf_line =~ ^"$2":[[:space:]]*(.*[^[:space:]]) ]] || conf_found=${BASH_REMATCH[1]}
  done
  printf -v "$1" '%s' "$conf_found"
}

# A property that is on, in any of the spellings of Proxmox.
conf_says() { # <name>
  local value
  conf_value value "$1"
  [[ $value =~ ^(1|on|yes|true)$ ]]
}

# Root in such a container is nobody on the host. Own maps of ids make it one, whatever the property says.
conf_is_unprivileged() {
  local line
  for line in "${conf_lines[@]:0:conf_head}"; do
    [[ $line != lxc.idmap* ]] || return 0
  done
  conf_says unprivileged
}

# Since the preconditions were looked at somebody may have locked the container or taken it away.
demand_unlocked_container() { # <CTID>
  local lock
  last_command=''
  if [[ ! -e /etc/pve/lxc/$1.conf ]]; then
    expected="container $1 on this node" found='no configuration'
    fail_step "container $1 is not on this node any more" 4
  fi
  read_conf "$1"
  conf_value lock lock
  [[ -n $lock ]] || return 0
  expected="container $1 without a lock" found="lock: $lock" advice='run again when the task has ended that locked it'
  fail_step "container $1 has been locked meanwhile" 4
}
