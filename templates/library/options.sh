# What the operator asked for.
declare -g config_file='' selection=all selected_step=''
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
      --plan | --dry-run) run_mode=plan ;;
      --list) run_mode=list ;;
      --diff) show_diff=yes ;;
      --json) json=yes ;;
      --quiet) verbosity=quiet ;;
      --verbose) verbosity=verbose ;;
      --config | --only | --from)
        [[ -n ${2:-} ]] || usage_error "$1 needs a value"
        option_value "$1" "$2"
        shift
        ;;
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
    shift
  done
}

option_value() { # <option> <value>
  case $1 in
    --config) config_file=$2 ;;
    *)
      [[ ${step_state[$2]:-precondition} != precondition ]] \
        || usage_error "$1: no step that can be selected is called $2; --list names them"
      selection=${1#--} selected_step=$2
      ;;
  esac
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
