# Units of systemd, for the fakes of systemctl: enabled is a link under *.wants; the unit as last read is
# $UNITS/<unit>.loaded (NeedDaemonReload compares). The caller says in `launch` what a start of a service is, in
# `set_active` and `stop` what becomes of it.
# shellcheck shell=bash

readonly CONFIGURED=/etc/systemd/system
quiet='' now='' value_only='' properties='' timestamp='' words=()

parse() {
  while (($# > 0)); do
    case $1 in
      -q | --quiet) quiet=yes ;;
      --now) now=yes ;;
      --value) value_only=yes ;;
      -p | --property) properties+=,$2 && shift ;;
      -p?* | --property=*) properties+=,${1#-p} && properties=${properties/,--property=/,} ;;
      --timestamp=us+utc) timestamp=us+utc ;;
      --) ;;
      --no-block | --no-pager | --no-ask-password | --system | --force | -f | --no-legend | -l | --full) ;;
      --*) printf "systemctl: unrecognized option '%s'\n" "$1" >&2 && exit 1 ;;
      *) words+=("$1") ;;
    esac
    shift
  done
}

unit_name() { if [[ $1 == *.* ]]; then printf '%s\n' "$1"; else printf '%s.service\n' "$1"; fi; } # <word>

unit_file() { # <unit>
  local directory
  for directory in "$CONFIGURED" /run/systemd/system /usr/lib/systemd/system; do
    if [[ -e $directory/$1 || -L $directory/$1 ]]; then printf '%s\n' "$directory/$1" && return; fi
  done
  return 1
}

settings() { # <file> <key>
  sed -n "s/^$2=//p" "$1"
}

enabled_links() { printf '%s\n' "$CONFIGURED"/*.wants/"$1" "$CONFIGURED"/*.requires/"$1"; } # <unit>

file_state() { # <unit>
  local file
  file=$(unit_file "$1") || return
  if [[ $(readlink "$file") == /dev/null ]]; then printf 'masked\n'
  elif [[ -n $(enabled_links "$1") ]]; then printf 'enabled\n'
  elif grep -q '^\[Install\]' "$file"; then printf 'disabled\n'
  else printf 'static\n'; fi
}

is_enabled() { # <unit>
  local state
  if ! state=$(file_state "$1"); then
    printf 'Failed to get unit file state for %s: No such file or directory\n' "$1" >&2
    return 1
  fi
  if [[ -z $quiet ]]; then printf '%s\n' "$state"; fi
  [[ $state == @(enabled|static) ]]
}

active_state() { # <unit>
  if [[ -e $UNITS/$1.active ]]; then printf 'active\n'
  elif [[ -e $UNITS/$1.failed ]]; then printf 'failed\n'
  else printf 'inactive\n'; fi
}

is_active() { # <unit>
  if [[ -z $quiet ]]; then active_state "$1"; fi
  [[ -e $UNITS/$1.active ]] || return 3
}

enable() { # <unit>
  local file wanted target
  if ! file=$(unit_file "$1"); then
    printf 'Failed to enable unit: Unit file %s does not exist.\n' "$1" >&2
    return 1
  fi
  if [[ $(file_state "$1") == masked ]]; then
    printf 'Failed to enable unit: Unit file %s is masked.\n' "$file" >&2
    return 1
  fi
  wanted=$(settings "$file" WantedBy)
  for target in $wanted; do link "$target" "$1" "$file"; done
  daemon_reload
  if [[ -n $now ]]; then start "$1"; fi
}

link() { # <target> <unit> <file>
  local path=$CONFIGURED/$1.wants/$2
  if [[ $(readlink "$path") == "$3" ]]; then return; fi
  mkdir -p "${path%/*}"
  ln -sfn "$3" "$path"
  if [[ -z $quiet ]]; then printf 'Created symlink %s → %s.\n' "$path" "$3" >&2; fi
}

disable() { # <unit>
  local path
  if ! unit_file "$1" >/dev/null; then
    printf 'Failed to disable unit: Unit file %s does not exist.\n' "$1" >&2
    return 1
  fi
  for path in $(enabled_links "$1"); do
    rm -f "$path"
    if [[ -z $quiet ]]; then printf 'Removed "%s".\n' "$path" >&2; fi
  done
  daemon_reload
  if [[ -n $now ]]; then stop "$1"; fi
}

mask() { # <unit>
  if [[ -f $CONFIGURED/$1 && ! -L $CONFIGURED/$1 ]]; then
    printf 'Failed to mask unit: File %s already exists.\n' "$CONFIGURED/$1" >&2
    return 1
  fi
  ln -sfn /dev/null "$CONFIGURED/$1"
}

unmask() { # <unit>
  if [[ $(readlink "$CONFIGURED/$1") == /dev/null ]]; then rm -f "$CONFIGURED/$1"; fi
}

# Units that something keeps loaded are read again; the others are read when they are asked for.
daemon_reload() {
  local unit
  rm -f "$UNITS"/*.loaded
  for unit in "$CONFIGURED"/*.wants/* "$UNITS"/*.active; do
    unit=${unit##*/}
    read_unit "${unit%.active}"
  done
}

read_unit() { # <unit>
  local file
  file=$(unit_file "$1") || return 0
  mkdir -p "$UNITS"
  if [[ ! -e $UNITS/$1.loaded ]]; then cp -pL "$file" "$UNITS/$1.loaded"; fi
}

is_stale() { # <unit>
  local file
  file=$(unit_file "$1") || file=/dev/null
  [[ -e $UNITS/$1.loaded ]] && ! cmp -s "$UNITS/$1.loaded" "$file"
}

start() { # <unit>
  local kind command remain
  if [[ -e $UNITS/$1.active ]]; then return; fi
  if ! unit_file "$1" >/dev/null; then
    printf 'Failed to start %s: Unit %s not found.\n' "$1" "$1" >&2
    return 5
  fi
  if is_stale "$1"; then
    printf 'Warning: The unit file, source configuration file or drop-ins of %s changed on disk. ' "$1" >&2
    printf "Run 'systemctl daemon-reload' to reload units.\n" >&2
  fi
  read_unit "$1"
  kind=$(settings "$UNITS/$1.loaded" Type)
  remain=$(settings "$UNITS/$1.loaded" RemainAfterExit)
  rm -f "$UNITS/$1.failed"
  if [[ $kind != oneshot ]]; then
    launch "$1"
    return
  fi
  run_oneshot "$1" || return
  if [[ $remain == @(yes|true|1) ]]; then set_active "$1"; fi
}

# systemd splits words itself; `-` in front forgives a failure.
run_oneshot() { # <unit>
  local command words
  while IFS= read -r command; do
    read -ra words <<<"${command#[-+!@:]}"
    "${words[@]}" </dev/null >>/world/journal 2>&1 && continue
    if [[ $command == -* ]]; then continue; fi
    : >"$UNITS/$1.failed"
    printf 'Job for %s failed because the control process exited with error code.\n' "$1" >&2
    printf 'See "systemctl status %s" and "journalctl -xeu %s" for details.\n' "$1" "$1" >&2
    return 1
  done < <(sed -n 's/^ExecStart\(Pre\|Post\|\)=//p' "$UNITS/$1.loaded")
}

show() { # <unit>
  local name names
  IFS=, read -ra names <<<"${properties#,}"
  if ((${#names[@]} == 0)); then names=(Id LoadState ActiveState SubState FragmentPath UnitFileState NeedDaemonReload); fi
  for name in "${names[@]}"; do
    if [[ -z $value_only ]]; then printf '%s=' "$name"; fi
    printf '%s\n' "$(property "$1" "$name")"
  done
}

property() { # <unit> <name>
  local found=''
  found=$(unit_file "$1") || :
  case $2 in
    Id) printf '%s' "$1" ;;
    LoadState) if [[ -n $found ]]; then printf 'loaded'; else printf 'not-found'; fi ;;
    ActiveState) active_state "$1" ;;
    SubState) case $(active_state "$1") in active) printf 'exited' ;; failed) printf 'failed' ;; *) printf 'dead' ;; esac ;;
    FragmentPath) printf '%s' "$found" ;;
    UnitFileState) file_state "$1" || : ;;
    NeedDaemonReload) if is_stale "$1"; then printf 'yes'; else printf 'no'; fi ;;
    ExecMainStartTimestamp) started_at "$1" ;;
    *) ;;
  esac
}

# When it was started, as long as that was noted.
started_at() { # <unit>
  local since='' text
  if [[ -s $UNITS/$1.active ]]; then read -r since <"$UNITS/$1.active"; fi
  [[ -n $since ]] || return 0
  TZ=UTC printf -v text '%(%a %Y-%m-%d %H:%M:%S)T' "${since%.*}"
  if [[ $timestamp == us+utc ]]; then text+=.${since#*.}; fi
  printf '%s UTC' "$text"
}

each_unit() { # <function> <word>...: the last failure is the exit code
  local act=$1 word status=0
  shift
  for word in "$@"; do "$act" "$(unit_name "$word")" || status=$?; done
  return "$status"
}

forget_failure() { rm -f "$UNITS/$1.failed"; } # <unit>

unit_verb() { # <verb> <unit>...
  local verb=$1
  shift
  case $verb in
    enable | disable | mask | unmask | start | stop | show) each_unit "$verb" "$@" ;;
    is-enabled) each_unit is_enabled "$@" ;;
    is-active) each_unit is_active "$@" ;;
    restart) each_unit stop "$@" && each_unit start "$@" ;;
    reset-failed) each_unit forget_failure "$@" ;;
    daemon-reload) daemon_reload ;;
    *) printf 'Unknown command verb %s.\n' "$verb" >&2 && exit 1 ;;
  esac
}
