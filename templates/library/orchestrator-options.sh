# What the operator asked the orchestrator for.
declare -g operation='' jobs=1 wanted_feature='' bin_directory=''
# Containers named as arguments; with --LetsGo all of the configuration are meant.
declare -ga named_containers=()
# Scripts below bin/: those of the host in their order, and that of each feature; what a feature needs beside it.
declare -ga hypervisor_features=()
declare -gA hypervisor_scripts=() feature_scripts=() feature_requires=()
# Options of the orchestrator that the scripts of the host take too.
declare -ga hypervisor_flags=()

begin_orchestration() { # <option…>
  find_bin_directory
  choose_colours
  parse_orchestration "$@"
  admit_run
  lock_orchestration
  open_run
}

# One at a time. The scripts that it runs take the locks of what they change; for containers the host stays as it is.
lock_orchestration() {
  take_lock orchestrator.lock --exclusive
  [[ $operation == hypervisor ]] || take_lock host.lock --shared
}

# The scripts stand beside this one, wherever the tree stands.
find_bin_directory() {
  local self=${BASH_SOURCE[-1]}
  [[ ! -L $self ]] || self=$(readlink --canonicalize -- "$self")
  [[ $self == /* ]] || self=$PWD/$self
  bin_directory=${self%/*}
}

parse_orchestration() {
  while (($# > 0)); do
    [[ $1 != --*=* ]] || set -- "${1%%=*}" "${1#*=}" "${@:2}"
    case $1 in
      --setup-hypervisor) choose_operation hypervisor ;;
      --LetsGo) choose_operation all ;;
      --config | --lxc-config | --jobs | --feature | --refresh)
        [[ -n ${2:-} ]] || usage_error "$1 needs a value"
        take_orchestration_value "$1" "$2"
        shift
        ;;
      [!-]*) name_container "$1" ;;
      *) set_common_option "$1" ;;
    esac
    shift
  done
  [[ $run_mode == list ]] || check_operation
}

choose_operation() { # <hypervisor|all|named>
  [[ -z $operation || $operation == "$1" ]] \
    || usage_error 'one of --setup-hypervisor, --LetsGo and CTIDs at a time'
  operation=$1
}

name_container() { # <argument>
  check_ctid "$1"
  choose_operation named
  named_containers+=("$1")
}

take_orchestration_value() { # <option> <value>
  case $1 in
    --jobs)
      [[ $2 =~ ^[1-9][0-9]?$ ]] || usage_error "--jobs takes a number from 1 to 99, this is none: $2"
      jobs=$2
      ;;
    --feature)
      [[ -v feature_scripts[$2] ]] || usage_error "no feature is called $2; there are: ${!feature_scripts[*]}"
      wanted_feature=$2
      ;;
    --refresh)
      check_ctid "$2"
      refresh_wanted[$2]=yes
      ;;
    --config) config_file=$2 ;;
    *) lxc_config_file=$2 ;;
  esac
}

check_operation() {
  local flag only=()
  [[ -n $operation ]] || usage_error 'nothing to do: --setup-hypervisor, --LetsGo or CTIDs are missing'
  for flag in "${hypervisor_flags[@]}" reboot; do
    if [[ $operation != hypervisor && ${flags[$flag]} == yes ]]; then only+=("--$flag"); fi
  done
  ((${#only[@]} == 0)) || usage_error "only with --setup-hypervisor: ${only[*]}"
  [[ -z $wanted_feature || ${#refresh_wanted[@]} == 0 ]] \
    || usage_error 'a run of one --feature takes no snapshot: --refresh is for another run'
  [[ $operation == hypervisor ]] || return 0
  if [[ -n $wanted_feature ]] || ((jobs > 1 || ${#refresh_wanted[@]} > 0)); then
    usage_error '--jobs, --feature and --refresh are for containers, not for --setup-hypervisor'
  fi
}
