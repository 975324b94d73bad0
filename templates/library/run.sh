# The frame of a run: who may, what it needs, that it is alone, where it writes.
declare -g run_directory='' run_version=''
readonly state_directory=/run/phoenix_hypervisor log_directory=/var/log/phoenix_hypervisor

describe_run() { # <name> <version> <source>
  run_name=$1 run_version=$2 run_source=$3
}

begin_run() { # <option…>
  choose_colours
  parse_options "$@"
  admit_run
  lock_run
  open_run
}

# Who only asks for the steps need not be root.
admit_run() {
  if [[ $run_mode == list ]]; then
    list_steps
    exit 0
  fi
  ((EUID == 0)) || die 4 'root is needed' "sudo ${BASH_SOURCE[-1]}"
}

# From here on whatever ends the run is told. A plan writes nothing.
open_run() {
  trap 'on_error "$?" "${BASH_SOURCE[0]##*/}:$LINENO" "$BASH_COMMAND"' ERR
  trap 'on_signal INT 130' INT
  trap 'on_signal TERM 143' TERM
  trap 'on_signal HUP 129' HUP
  [[ $run_mode == plan ]] || make_room_for_run
}

# Temporary files live in one directory of ours; what a killed run left there goes now.
make_room_for_run() {
  run_directory=$state_directory/$run_name${CTID:+-$CTID}
  [[ ! -e $run_directory ]] || rm --recursive --force -- "$run_directory"
  [[ -d $log_directory ]] || mkdir --parents -- "$log_directory"
  run_log=$log_directory/$run_name.log run_journal=$log_directory/$run_name.jsonl
  open_logs
  log "start: $run_version from $run_source${CTID:+, container $CTID}"
  [[ -z $config_file$lxc_config_file ]] || log "configured by${config_file:+ $config_file}${lxc_config_file:+ $lxc_config_file}"
}

# What commands print is not for everybody on this host.
open_logs() {
  (umask 027 && : >>"$run_log" && : >>"$run_journal") || lose_log
}

# Commands a step cannot do without are looked for before the first change.
require_commands() { # <command…>
  local command missing=()
  for command in "$@"; do
    command -v "$command" >/dev/null || missing+=("$command")
  done
  ((${#missing[@]} == 0)) || die 4 "commands are missing: ${missing[*]}" \
    'every Proxmox host has them: install the packages they belong to, or run this on the right machine'
}
