# Raw lines that are declared and do not stand in the configuration, as Proxmox would write them; and the AppArmor profile
# where the configuration is to have it as its one line for that, `generated` for none.
declare -ga missing_lines=()
declare -g wanted_profile=''
# Keys that Proxmox takes as raw lines (facts: proxmox.md §2.3); anything else it drops with a warning.
readonly raw_line_keys='lxc\.(apparmor\.(profile|allow_incomplete|allow_nesting|raw)|selinux\.context|include|arch|uts\.name
|signal\.(halt|reboot|stop)|init\.(cmd|cwd|uid|gid|groups)|pty\.max|tty\.max|console\.(logfile|path)|devtty\.dir|autodev
|kmsg|mount\.(fstab|entry|auto)|rootfs\.mount|cap\.(drop|keep)|seccomp\.(profile|notify\.(proxy|cookie))|idmap
|hook\.(pre-start|pre-mount|mount|start|stop|post-stop|clone|destroy|autodev|version)|log\.(level|file)
|start\.(auto|delay|order)|group|environment(\.(runtime|hooks))?|(cgroup2|prlimit|net|sysctl)\..+)'

forget_raw_lines() {
  missing_lines=() wanted_profile=''
}

raw_lines_differ() {
  [[ ${#missing_lines[@]} -gt 0 || -n $wanted_profile ]]
}

# Lines that nobody declares stay: they may be a device's, or somebody's own.
plan_raw_lines() { # <lines with tabs between them>
  local line stands=$'\n' declared_lines=()
  for line in "${conf_lines[@]:0:conf_head}"; do
    [[ $line == lxc.* ]] || continue
    normal_line line "$line"
    stands+=$line$'\n'
  done
  split_raw_lines declared_lines "$1"
  for line in "${declared_lines[@]}"; do
    [[ $stands != *$'\n'"$line"$'\n'* ]] || continue
    missing_lines+=("$line") stands+=$line$'\n'
    note_difference "$line" 'no such line'
  done
}

# One line for each capability: LXC takes no comma between them.
split_raw_lines() { # <result array> <lines with tabs between them>
  local given part given_lines=() parts=()
  local -n split_lines=$1
  IFS=$'\t' read -r -a given_lines <<<"$2"
  for given in "${given_lines[@]}"; do
    normal_line given "$given"
    parts=("${given#*: }")
    [[ $given != lxc.cap.* ]] || IFS=, read -r -a parts <<<"${given#*: }"
    for part in "${parts[@]}"; do split_lines+=("${given%%: *}: $part"); done
  done
}

# The last such line counts, and Proxmox makes a profile itself where there is none.
plan_profile() { # <profile>
  local line profile='' profile_lines=0
  for line in "${conf_lines[@]:0:conf_head}"; do
    is_profile_line "$line" || continue
    normal_line line "$line"
    profile=${line#*: } profile_lines=$((profile_lines + 1))
  done
  if [[ ${profile:-generated} == "$1" ]] && ((profile_lines < 2)); then return 0; fi
  wanted_profile=$1
  note_difference "AppArmor profile $1" "${profile:-generated}"
}

is_profile_line() { # <line>
  [[ $1 =~ ^lxc\.apparmor\.profile[[:blank:]]*[:=] ]]
}

# The whole configuration, with the missing lines at the end of what is in force.
settings_conf() { # <result variable>
  local index end line settings_text=''
  find_end_of_head end
  for ((index = 0; index <= ${#conf_lines[@]}; index++)); do
    if ((index == end)); then
      # The last line may have no end yet.
      [[ -z $settings_text || $settings_text == *$'\n' ]] || settings_text+=$'\n'
      for line in "${missing_lines[@]}"; do settings_text+=$line$'\n'; done
      [[ -z $wanted_profile || $wanted_profile == generated ]] \
        || settings_text+="lxc.apparmor.profile: $wanted_profile"$'\n'
    fi
    ((index < ${#conf_lines[@]})) || break
    if ((index < conf_head)) && [[ -n $wanted_profile ]] && is_profile_line "${conf_lines[index]}"; then continue; fi
    settings_text+=${conf_lines[index]}
  done
  printf -v "$1" '%s' "$settings_text"
}

# pct has no option for raw lines. Looked at once more under the lock: somebody may have changed them meanwhile.
write_raw_lines() { # <CTID> <deadline of the lock in seconds> <name=value…>
  local text
  lock_conf "$1" "$2"
  demand_unlocked_container "$1"
  plan_settings "$1" "${@:3}"
  settings_conf text
  replace_conf "$1" "$text"
  exec {conf_fd}>&-
}

# What Proxmox would drop, and what belongs to another step, which would take it away again.
raw_lines_are_understood() { # <lines with tabs between them>
  local line lines=()
  split_raw_lines lines "$1"
  for line in "${lines[@]}"; do
    if ! [[ ${line%%: *} =~ ^(${raw_line_keys//[[:space:]]/})$ ]]; then
      advice='correct lxc_options: each is one line such as lxc.mount.entry=/dev/fuse dev/fuse none bind,create=file 0 0'
      drift 'raw lines that Proxmox takes' "$line"
      return
    elif [[ $line =~ ^lxc\.mount\.entry:\ /dev/nvidia|^lxc\.cgroup2\.devices\.allow:\ c\ 195: ]]; then
      advice='leave it out of lxc_options: gpu_assignment says which GPUs a container gets'
      drift 'raw lines that pass no GPU' "$line"
      return
    elif is_profile_line "$line"; then
      advice='name it as apparmor_profile'
      drift 'raw lines without AppArmor profile' "$line"
      return
    fi
  done
}
