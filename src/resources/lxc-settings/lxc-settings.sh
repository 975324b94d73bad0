# Properties as pct set takes them, where they are to become others; the size of the root disk in GiB, where it is to grow;
# and why something declared cannot become true.
declare -ga settings_arguments=()
declare -g settings_size='' settings_refusal=''
# What differs, as declared and as it stands.
declare -g settings_expected='' settings_found=''

# All that is declared holds, at the latest from the next start on. What is declared as nothing is left as it is.
container_has_settings() { # <CTID> <name=value…>
  local text
  plan_settings "$@" || return
  if raw_lines_differ; then
    settings_conf text
    show_content_diff "/etc/pve/lxc/$1.conf" "$text"
  fi
  [[ -z $settings_expected ]] || drift "$settings_expected" "$settings_found"
}

# What would have to change. Nothing is changed.
plan_settings() { # <CTID> <name=value…>
  local setting
  begin_settings "$1" || return
  for setting in "${@:2}"; do
    [[ -z ${setting#*=} ]] || plan_setting "$1" "${setting%%=*}" "${setting#*=}"
  done
}

begin_settings() { # <CTID>
  settings_arguments=() settings_size='' settings_refusal='' settings_expected='' settings_found=''
  forget_raw_lines
  read_settings "$1"
}

# What Proxmox has where nothing is set stands behind the value.
plan_setting() { # <CTID> <name> <value>
  case $2 in
    hostname) plan_property hostname "$3" "CT$1" ;;
    memory | swap) plan_property "$2" "$3" 512 ;;
    cores) plan_property cores "$3" all ;;
    onboot) plan_switch onboot "$3" ;;
    startup) plan_pairs startup "$3" ;;
    net0) plan_network "$3" ;;
    nameserver) plan_name_servers "$3" ;;
    features) plan_pairs features "${3// /,}" ;;
    mounts) plan_mounts "$3" ;;
    lines) plan_raw_lines "$3" ;;
    profile) plan_profile "$3" ;;
    unprivileged) judge_unprivileged "$1" "$3" ;;
    size) plan_size "$3" ;;
    *) cannot_tell 'a setting of a container' "$2" ;;
  esac
}

note_difference() { # <expected> <found>
  settings_expected+=${settings_expected:+; }$1 settings_found+=${settings_found:+; }$2
}

plan_property() { # <property> <value> <what Proxmox has where it is not set>
  local current=${conf_settings[$1]:-$3}
  [[ $current != "$2" ]] || return 0
  note_difference "$1: $2" "$1: $current"
  settings_arguments+=("--$1" "$2")
}

plan_switch() { # <property> <true|false>
  local declared=0 current=0
  [[ $2 != true ]] || declared=1
  [[ ${conf_settings[$1]:-} != @(1|on|yes|true) ]] || current=1
  ((current == declared)) || {
    note_difference "$1: $declared" "$1: $current"
    settings_arguments+=("--$1" "$declared")
  }
}

plan_name_servers() { # <addresses, anything but digits, letters, dots and colons between them>
  local servers=()
  [[ $1 != "${conf_settings[nameserver]:-}" ]] || return 0
  read -r -a servers <<<"${1//[!0-9A-Za-z.:%]/ }"
  plan_property nameserver "${servers[*]}" 'those of the host'
}

# A gateway belongs to the address that it is declared with: where none is, that of another address goes.
plan_network() { # <pairs>
  local current=,${conf_settings[net0]:-} behind
  if [[ ,$1, == *,ip=[!,]* && ,$1, != *,gw=[!,]* && $current == *,gw=* ]]; then
    behind=${current#*,gw=},
    current=${current%%,gw=*},${behind#*,}
    current=${current%,}
  fi
  # Proxmox takes no new interface without a name; this is the one that everybody gives.
  [[ -n ${conf_settings[net0]:-} || ! $1 =~ =[^,] ]] || current=,name=eth0
  plan_pairs net0 "$1" "${current#,}"
}

# Pairs that are declared get their value; all others stay, such as a hardware address that Proxmox has made up.
plan_pairs() { # <property> <pairs; with nothing behind = one is not declared> [<pairs that may stay>]
  local current=${conf_settings[$1]:-} merged
  # The order of a start may stand there without its name.
  [[ $1:$current != startup:[0-9]* ]] || current=order=$current
  merged=${3-$current}
  merge_pairs merged "$2"
  [[ $merged != "$current" ]] || return 0
  note_difference "$1: $merged" "$1: ${current:-none}"
  settings_arguments+=("--$1" "$merged")
}

merge_pairs() { # <variable with the pairs that there are> <pairs>
  local -n merged_pairs=$1
  local pair unread=$2,
  while [[ -n $unread ]]; do
    pair=${unread%%,*} unread=${unread#*,}
    if [[ ,$merged_pairs, == *",$pair,"* || $pair != ?*=?* ]] || is_same_address "$merged_pairs" "$pair"; then continue; fi
    merge_pair "$1" "$pair"
  done
}

merge_pair() { # <variable with the pairs that there are> <pair>
  local -n given_pairs=$1
  local before=,$given_pairs, behind
  if [[ $before == *",${2%%=*}="* ]]; then
    behind=${before#*",${2%%=*}="}
    before=${before%%",${2%%=*}="*}
    given_pairs=$before,$2,${behind#*,}
    given_pairs=${given_pairs#,} given_pairs=${given_pairs%,}
  else
    given_pairs+=${given_pairs:+,}$2
  fi
}

# A hardware address is the same in capitals.
is_same_address() { # <pairs> <pair>
  [[ $2 == hwaddr=* && ,${1,,}, == *",${2,,},"* ]]
}

# A disk grows; it never shrinks, since that would cost what is on it.
plan_size() { # <GiB>
  local disk_size
  root_disk_size disk_size
  ((disk_size > 0 && disk_size < $1 * 1048576)) || return 0
  note_difference "root disk of $1 GiB" "rootfs: ${conf_settings[rootfs]}"
  settings_size=$1
}

# In KiB; 0 where Proxmox does not say.
root_disk_size() { # <result variable>
  local said=${conf_settings[rootfs]:-} unit
  said=${said##*,size=} said=${said%%,*}
  case $said in
    [0-9]*K) unit=1 ;;
    [0-9]*M) unit=1024 ;;
    [0-9]*G) unit=1048576 ;;
    [0-9]*T) unit=1073741824 ;;
    *) said=0 unit=0 ;;
  esac
  printf -v "$1" '%s' "$((${said%%[!0-9]*} * unit))"
}

judge_unprivileged() { # <CTID> <true|false>
  local current=false
  # As conf_is_unprivileged, of what has been read already: own maps of ids make it one, whatever the property says.
  if [[ ${conf_settings[unprivileged]:-} == @(1|on|yes|true) || " ${conf_lines[*]:0:conf_head}" == *' lxc.idmap'* ]]; then
    current=true
  fi
  [[ $current != "$2" ]] || return 0
  note_difference "unprivileged: $2" "unprivileged: $current"
  advice="correct the configuration, or back container $1 up and restore it with --unprivileged (pct restore)"
  settings_refusal='whether a container is unprivileged cannot be changed'
}

# ---- before the first change ----

settings_can_be_made() { # <CTID> <name=value…>
  local setting
  for setting in "${@:2}"; do
    case $setting in
      mounts=?*) mounts_can_be_made "${setting#*=}" || return ;;
      lines=?*) raw_lines_are_understood "${setting#*=}" || return ;;
      *) ;;
    esac
  done
  # What is not there yet has nothing that could stand in the way.
  [[ ! -e /etc/pve/lxc/$1.conf ]] || existing_settings_can_become "$@"
}

# Of what is there, these alone may not become what is declared.
existing_settings_can_become() { # <CTID> <name=value…>
  local setting
  begin_settings "$1" || return
  for setting in "${@:2}"; do
    case $setting in
      mounts=?* | unprivileged=?*) plan_setting "$1" "${setting%%=*}" "${setting#*=}" ;;
      size=?*) note_larger_disk "$1" "${setting#*=}" ;;
      *) ;;
    esac
  done
  [[ -z $settings_refusal ]] || drift "$settings_expected" "$settings_found: $settings_refusal"
}

note_larger_disk() { # <CTID> <GiB>
  local disk_size
  root_disk_size disk_size
  ((disk_size <= $2 * 1048576)) \
    || say note "$step: the root disk of container $1 is larger than $2 GiB and stays so: a disk does not shrink"
}

# ---- the change ----

apply_container_settings() { # <CTID> <deadline of the lock in seconds> <name=value…>
  local lines=()
  demand_unlocked_container "$1"
  plan_settings "$1" "${@:3}"
  [[ -z $settings_refusal ]] || refuse_settings
  # Neither is to be seen anywhere as waiting for a restart.
  if raw_lines_differ || [[ " ${settings_arguments[*]} " == *' --hostname '* ]]; then mark_stale_container "$1"; fi
  if raw_lines_differ; then
    lines=("${missing_lines[@]}")
    write_raw_lines "$@"
  fi
  [[ ${#settings_arguments[@]} == 0 ]] || run pct set "$1" "${settings_arguments[@]}"
  # Its exit code says nothing; the guard looks again.
  [[ -z $settings_size ]] || run pct resize "$1" rootfs "${settings_size}G"
  [[ ${#lines[@]} == 0 ]] || proxmox_reads_conf "$1" "${lines[@]}"
}

refuse_settings() {
  expected=$settings_expected found=$settings_found last_command=''
  fail_step "$settings_refusal" 4
}
