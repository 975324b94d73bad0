# pct's options, and the values that are not as they are written. proxmox.md §1.0, §1.1. Needs pct-conf.bash.
# shellcheck shell=bash

FLAGS='console|debug|destroy-unreferenced-disks|force|full|ha-managed|ignore-unpack-errors|onboot|protection|purge'
FLAGS+='|start|template|unprivileged'
readonly FLAGS

# They may stand anywhere; a flag's value may be missing, or stand behind `=`.
read_options() { # <pattern of names> <usage> <word>...
  local allowed=$1 usage=$2 key value
  wanted=() words=()
  shift 2
  while (($# > 0)); do
    if [[ $1 != -?* ]]; then words+=("$1") && shift && continue; fi
    key=${1##+(-)} taken=1
    option_value "$@"
    is_option "$key" "$allowed" || unknown_option "$key" "$usage"
    shift "$taken"
    wanted["$key"]=$value
  done
}

is_option() { [[ $1 == @($2) ]] || { [[ $2 == *properties* ]] && is_property "$1"; }; } # <name> <pattern>

option_value() { # <word>...: sets key, value and taken
  if [[ $key == *=* ]]; then
    value=${key#*=} key=${key%%=*}
  elif [[ $key == @($FLAGS) && ${2:-} != @(0|1|on|off|yes|no|true|false) ]]; then
    value=1
  else
    (($# > 1)) || die 255 "Option $key requires an argument"$'\n''400 unable to parse option'$'\n'"pct $usage"
    value=$2 taken=2
  fi
}

# Everything that is wrong with it is said at once.
check_options() {
  local key wrong=''
  if ((${#wanted[@]} == 0)); then return; fi
  while read -r key; do check_option "$key" "${wanted["$key"]}"; done < <(printf '%s\n' "${!wanted[@]}" | sort)
  [[ -z $wrong ]] || die 255 "400 Parameter verification failed."$'\n'"${wrong%$'\n'}"
}

check_option() { # <name> <value>: may add to wrong, and sets the option to what is kept
  local label='[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?'
  case $1 in
    hostname) [[ $2 =~ ^($label\.)*$label$ ]] || is_wrong "$1" 'invalid format - value does not look like a valid DNS name' ;;
    snapname) check_snapshot_name "$2" ;;
    cores | cpuunits | memory | swap | tty) check_number "$1" "$2" ;;
    net+([0-9])) [[ ,$2, == *,name=[!,]* ]] || is_wrong "$1" 'invalid format - format error'$'\n'"$1.name: property is missing and it is not optional" ;;
    description) ;;
    @($FLAGS)) check_flag "$1" "$2" ;;
    *) [[ $2 != *$'\n'* ]] || is_wrong "$1" 'property contains a line feed' ;;
  esac
}

is_wrong() { wrong+="$1: $2"$'\n'; } # <name> <why>

check_number() { # <name> <value>
  if [[ $2 != +([0-9]) ]]; then
    is_wrong "$1" "type check ('integer') failed - got '$2'"
  elif [[ $1 == memory ]] && (($2 < 16)); then
    is_wrong "$1" 'value must have a minimum value of 16'
  fi
}

check_flag() { # <name> <value>
  case ${2,,} in
    1 | on | yes | true) wanted[$1]=1 ;;
    0 | off | no | false) wanted[$1]=0 ;;
    *) is_wrong "$1" "type check ('boolean') failed - got '$2'" ;;
  esac
}

check_snapshot_name() { # <name>
  if [[ ! $1 =~ ^[a-zA-Z][a-zA-Z0-9_-]+$ ]]; then
    is_wrong snapname "invalid format - invalid configuration ID '$1'"
  elif ((${#1} > 40)); then
    is_wrong snapname 'value may only be 40 characters long'
  fi
}

# An interface has an address of its own, and its parts an order: name first.
network() { # <value> <id> <key> [another]: prints what is kept, with another address
  local part parts name='' rest=(type=veth) address
  address=hwaddr=$(new_address "$2" "$3")
  IFS=, read -ra parts <<<"$1"
  for part in "${parts[@]}"; do
    case $part in
      name=*) name=$part ;;
      type=*) ;;
      hwaddr=*) if [[ -z ${4:-} ]]; then address=$part; fi ;;
      *) rest+=("$part") ;;
    esac
  done
  printf '%s' "$name"
  printf '%s\n' "${rest[@]}" "$address" | sort | while read -r part; do printf ',%s' "$part"; done
  printf '\n'
}

# Below the prefix that is Proxmox's own. Not by chance, so that two worlds can be compared, but never the one there was.
new_address() { # <id> <key>
  local old=${values[current/$2]:-} turn=0
  if [[ $old =~ hwaddr=BC:24:11:([0-9A-F]{2}): ]]; then turn=$((16#${BASH_REMATCH[1]} + 1)); fi
  printf 'BC:24:11:%02X:%02X:%02X\n' "$((turn % 256))" "$(($1 / 256 % 256))" "$((($1 + ${2#net}) % 256))"
}
