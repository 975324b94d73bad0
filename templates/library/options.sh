# What the operator asked for.
declare -g config_file='' lxc_config_file='' selection=all selected_step=''
# The files whose values stand in the script itself; empty where it reads them when it runs.
declare -g baked_from=''
# Whether the script is for one container, and the one that its argument names.
declare -g takes_container=no CTID=''
declare -gA flags=()

# Flags of this script beside those every script has: each starts as no.
declare_flags() { # <name…>
  local name
  for name in "$@"; do flags[$name]=no; done
}

parse_options() {
  while (($# > 0)); do
    [[ $1 != --*=* ]] || set -- "${1%%=*}" "${1#*=}" "${@:2}"
    case $1 in
      --config | --lxc-config | --only | --from)
        [[ -n ${2:-} ]] || usage_error "$1 needs a value"
        option_value "$1" "$2"
        shift
        ;;
      [!-]*) set_container "$1" ;;
      *) set_common_option "$1" ;;
    esac
    shift
  done
  [[ $takes_container == no || $run_mode == list || -n $CTID ]] || usage_error 'the CTID of the container is missing'
}

# What every script has; anything else is a flag of this one.
set_common_option() { # <option>
  case $1 in
    --plan | --dry-run) run_mode=plan ;;
    --list) run_mode=list ;;
    --diff) show_diff=yes ;;
    --json) json=yes ;;
    --quiet) verbosity=quiet ;;
    --verbose) verbosity=verbose ;;
    --help)
      usage
      exit 0
      ;;
    --version)
      printf '%s %s\n' "$run_name" "$run_version"
      exit 0
      ;;
    *) set_flag "$1" ;;
  esac
}

# A script for the host takes no argument, one for a container exactly one.
set_container() { # <argument>
  [[ $takes_container == yes && -z $CTID ]] || usage_error "unknown option: $1"
  check_ctid "$1"
  readonly CTID=$1
}

check_ctid() { # <argument>
  [[ $1 =~ ^[1-9][0-9]{2,8}$ ]] || usage_error "a CTID is a whole number such as 901, this is not: $1"
}

option_value() { # <option> <value>
  case $1 in
    --config | --lxc-config) choose_configuration "$1" "$2" ;;
    *)
      [[ ${step_state[$2]:-precondition} != precondition ]] \
        || usage_error "$1: no step that can be selected is called $2; --list names them"
      selection=${1#--} selected_step=$2
      ;;
  esac
}

choose_configuration() { # <--config|--lxc-config> <file>
  [[ -z $baked_from ]] || usage_error "$1: the values are baked into this script, from $baked_from"
  if [[ $1 == --config ]]; then
    config_file=$2
  else
    [[ $takes_container == yes ]] || usage_error "unknown option: $1"
    lxc_config_file=$2
  fi
}

set_flag() { # <option>
  local name=${1#--}
  [[ $1 == --?* && -v flags[$name] ]] || usage_error "unknown option: $1"
  flags[$name]=yes
}

usage_error() { # <message>
  printf '%s: %s\n\n' "$run_name" "$1" >&2
  usage >&2
  exit 2
}
