# A container's configuration as it stands, each line with its end. The first conf_head lines are in force; behind them
# are sections: snapshots, and changes that wait for a restart.
declare -ga conf_lines=()
declare -g conf_head=0

# Settings as they will be from the next start on: those in force, and what Proxmox has put aside until then.
declare -gA conf_settings=()

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
    [[ $conf_line != "$2:"* ]] || conf_found=${conf_line#*:}
  done
  trim_text conf_found
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

# The configuration and its settings, by patterns: a thousand containers have thirty lines each.
read_settings() { # <CTID>
  local line setting
  conf_settings=()
  read_conf "$1" || return
  for line in "${conf_lines[@]:0:conf_head}"; do
    [[ $line == [a-z]*:* ]] || continue
    setting=${line#*:} setting=${setting# } setting=${setting%$'\n'}
    [[ $setting != @([[:space:]]*|*[[:space:]]) ]] || trim_text setting
    conf_settings[${line%%:*}]=$setting
  done
  if container_has_pending "$1"; then read_pending_settings; fi
}

read_pending_settings() {
  local line section='' key keys=()
  for line in "${conf_lines[@]:conf_head}"; do
    [[ $line != '['* ]] || section=${line%%]*}
    if [[ $section != '[pve:pending' || $line != [a-z]*:* ]]; then continue; fi
    read -r key line <<<"${line/:/ }"
    if [[ $key == delete ]]; then
      read -r -a keys <<<"${line//[,!]/ }"
      for key in "${keys[@]}"; do unset "conf_settings[$key]"; done
    else
      conf_settings[$key]=$line
    fi
  done
}

# Without what stands around it.
trim_text() { # <variable>
  local -n trimmed_text=$1
  trimmed_text=${trimmed_text#"${trimmed_text%%[![:space:]]*}"}
  trimmed_text=${trimmed_text%"${trimmed_text##*[![:space:]]}"}
}

# Blank lines before the first section stay where they are.
find_end_of_head() { # <result variable>
  local last=$conf_head
  while ((last > 0)) && [[ ${conf_lines[last - 1]} =~ ^[[:space:]]*$ ]]; do last=$((last - 1)); done
  printf -v "$1" '%s' "$last"
}

# As Proxmox would write it.
normal_line() { # <result variable> <line>
  local key words=()
  read -r key _ <<<"${2%%[:=]*}"
  read -r -a words <<<"${2#*[:=]}"
  printf -v "$1" '%s' "$key: ${words[*]%$'\r'}"
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

# Settings that Proxmox has put aside until the next start. The configuration was read before.
container_has_pending() { # <CTID>
  local line within=no
  for line in "${conf_lines[@]:conf_head}"; do
    if [[ $line == '['* ]]; then
      within=no
      [[ $line != '[pve:pending]'* ]] || within=yes
    elif [[ $within == yes && $line == [a-z]* ]]; then
      return 0
    fi
  done
  return 1
}
