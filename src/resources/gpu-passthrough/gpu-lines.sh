# Lines of the configuration that are ours, by place, and what is to stand instead of them.
declare -ga own_lines=() wanted_lines=()
# What has been said of lines that are not ours, one remark a line.
declare -g named_doubts=''

# A mount entry for each node. A privileged container may open only what a rule allows it; any other may open all nodes
# that it sees, so that a rule would say nothing (facts: proxmox.md §3.2).
find_wanted_lines() { # <mount|devices>
  local pair node
  wanted_lines=()
  [[ $1 == mount ]] || return 0
  if ! conf_is_unprivileged; then
    for pair in "${wanted_nodes[@]}"; do wanted_lines+=("lxc.cgroup2.devices.allow: c ${pair#* } rw"); done
  fi
  for pair in "${wanted_nodes[@]}"; do
    node=${pair% *}
    wanted_lines+=("lxc.mount.entry: $node ${node#/} none bind,optional,create=file 0 0")
  done
}

# Mount entries of the driver's nodes, and the device rules that stand in one block with them. Where there is no entry
# yet, rules at the end of what is in force will stand in one block with those to come.
find_own_lines() {
  local index line end block=() is_ours=no
  own_lines=()
  find_end_of_head end
  for ((index = 0; index <= conf_head; index++)); do
    line=''
    ((index == conf_head)) || line=${conf_lines[index]}
    if passes_node "$line"; then
      is_ours=yes block+=("$index")
    elif allows_nvidia_device "$line"; then
      block+=("$index")
    else
      if ((index == end && ${#own_lines[@]} == 0 && ${#wanted_lines[@]} > 0)); then is_ours=yes; fi
      [[ $is_ours == no ]] || own_lines+=("${block[@]}")
      is_ours=no block=()
    fi
  done
}

# LXC takes = as well as a colon.
passes_node() { # <line>
  [[ $1 =~ ^lxc\.mount\.entry(:|[[:blank:]]*=)[[:space:]]*/dev/nvidia[^[:space:]]*[[:space:]] ]]
}

# A rule for a node of the driver, or one that may have been.
allows_nvidia_device() { # <line>
  local major owner
  major_of_rule major "$1" || return
  owner_of_major owner "$major"
  ((major == 195)) || [[ $owner == nvidia* ]] || allows_former_device "$1"
}

# The number of nvidia-uvm is another after a boot: one that the kernel has for such drivers, and has given to nobody, is
# taken for an old one of it.
allows_former_device() { # <line>
  local major owner
  major_of_rule major "$1" || return
  owner_of_major owner "$major"
  [[ -z $owner ]] && ((major >= 234 && major <= 254 || major >= 384 && major <= 511))
}

major_of_rule() { # <result variable> <line>
  local rule='^lxc\.cgroup2\.devices\.allow(:|[[:blank:]]*=)[[:space:]]*c[[:space:]]+([0-9]+):([0-9]+|\*)[[:space:]]'
  [[ $2 =~ $rule ]] || return
  printf -v "$1" '%d' "$((10#${BASH_REMATCH[2]}))"
}

# The driver that has this number now, or nothing.
owner_of_major() { # <result variable> <major>
  local number name
  printf -v "$1" ''
  while read -r number name _; do
    [[ $number != Block ]] || break
    [[ $number != "$2" ]] || printf -v "$1" '%s' "$name"
  done </proc/devices
}

# The same lines in any order and spelling, each once.
own_lines_are_wanted() {
  local index line stands=$'\n'
  ((${#own_lines[@]} == ${#wanted_lines[@]})) || return
  for index in "${own_lines[@]}"; do
    normal_line line "${conf_lines[index]}"
    stands+=$line$'\n'
  done
  for line in "${wanted_lines[@]}"; do
    [[ $stands == *$'\n'"$line"$'\n'* ]] || return
  done
}

# The first line that is missing, or the first one too many.
tell_line_difference() { # <result variable>
  local index line stands=$'\n' wants=$'\n' surplus=''
  for line in "${wanted_lines[@]}"; do wants+=$line$'\n'; done
  for index in "${own_lines[@]}"; do
    normal_line line "${conf_lines[index]}"
    if [[ -z $surplus && ($wants != *$'\n'"$line"$'\n'* || $stands == *$'\n'"$line"$'\n'*) ]]; then surplus=$line; fi
    stands+=$line$'\n'
  done
  for line in "${wanted_lines[@]}"; do
    [[ $stands == *$'\n'"$line"$'\n'* ]] || break
  done
  printf -v "$1" '%s' "${surplus:-no $line}"
}

# The whole configuration with the wanted lines in the place of ours; all else to the last byte as it was.
new_conf() { # <result variable>
  local index place line rewritten='' own
  find_end_of_head place
  place=${own_lines[0]:-$place}
  own=" ${own_lines[*]} "
  for ((index = 0; index <= ${#conf_lines[@]}; index++)); do
    if ((index == place && ${#wanted_lines[@]} > 0)); then
      # The last line may have no end yet.
      [[ -z $rewritten || $rewritten == *$'\n' ]] || rewritten+=$'\n'
      for line in "${wanted_lines[@]}"; do rewritten+=$line$'\n'; done
    fi
    if ((index < ${#conf_lines[@]})) && [[ $own != *" $index "* ]]; then rewritten+=${conf_lines[index]}; fi
  done
  printf -v "$1" '%s' "$rewritten"
}

# Lines that concern GPUs and are not ours stay; the operator hears of them, once a run.
name_doubts() { # <CTID>
  local index line section='' own=" ${own_lines[*]} "
  for index in "${!conf_lines[@]}"; do
    line=${conf_lines[index]%$'\n'}
    line=${line%$'\r'}
    if [[ $line == '['* ]]; then
      section=${line%%]*}]
    elif [[ $section == '[pve:pending]' && $line == lxc.* ]]; then
      name_doubt "at the next start of container $1 the raw lines in $section replace those in force"
    elif [[ $own == *" $index "* ]]; then
      ! allows_former_device "$line" \
        || name_doubt "taken for an old rule of the driver, since no driver has its number: $line"
    elif ! concerns_gpus "$line"; then
      continue
    elif [[ -z $section && $line != dev* ]]; then
      name_doubt "left as it is in /etc/pve/lxc/$1.conf, though it may concern GPUs: $line"
    elif [[ -n $section && $section != '[pve:pending]' ]] && ! is_wanted_line "$line"; then
      name_doubt "snapshot $section has GPU lines of its own; after a rollback run this again"
    fi
  done
}

# A snapshot with the lines of today leaves nothing to do after a rollback.
is_wanted_line() { # <line>
  local wanted
  for wanted in "${wanted_lines[@]}"; do
    if [[ $wanted == "$1" ]]; then return 0; fi
  done
  return 1
}

name_doubt() { # <remark>
  [[ $'\n'$named_doubts != *$'\n'"$1"$'\n'* ]] || return 0
  named_doubts+=$1$'\n'
  warn "$1"
}

# Rules of the older kind have no effect, and a rule for all of 195 is one for every GPU.
concerns_gpus() { # <line>
  [[ $1 =~ ^lxc\.cgroup\.devices\. || $1 =~ ^lxc\.cgroup2\.devices\..*[[:space:]]195: ]] \
    || [[ $1 =~ ^(lxc\.mount\.entry|dev[0-9]+).*dev/nvidia ]]
}
