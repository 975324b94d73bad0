# Active, enabled, read by systemd as it is, and started after each of these files was last changed.
service_is_running() { # <unit> <file…>
  local state='' newer=''
  local -A unit=()
  read_unit "$1" || return
  state=${unit[ActiveState]}/${unit[UnitFileState]}
  [[ ${unit[LoadState]} == loaded ]] || {
    drift "$1" "no such unit (${unit[LoadState]})"
    return
  }
  [[ $state == active/@(enabled|static|indirect|alias|generated|enabled-runtime) ]] || {
    drift "$1 active and enabled" "${state/\// and }"
    return
  }
  [[ ${unit[NeedDaemonReload]} == no ]] || {
    drift "$1 as systemd has read it" 'its unit was changed since'
    return
  }
  find_newer_files newer "${@:2}" || {
    cannot_tell "which files were changed since $1 started" "exit code $last_exit of find"
    return
  }
  [[ -z $newer ]] || drift "$1 started after the last change of ${newer//$'\n'/, }" "started ${unit[ExecMainStartTimestamp]}"
}

# Of these files those that were changed since the caller's `unit` was started.
find_newer_files() { # <result variable> <file…>
  local file files=()
  for file in "${@:2}"; do [[ ! -e $file ]] || files+=("$file"); done
  ((${#files[@]} > 0)) || return 0
  # The day of the week is more than find wants to know.
  probe "$1" find -L "${files[@]}" -maxdepth 0 -newerct "${unit[ExecMainStartTimestamp]#* }"
}

# What systemd knows of a unit, into the caller's `unit`.
read_unit() { # <unit>
  local listing='' line
  probe listing systemctl show --timestamp=us+utc \
    --property=LoadState,ActiveState,UnitFileState,NeedDaemonReload,ExecMainStartTimestamp -- "$1" || listing=''
  while IFS= read -r line; do
    [[ $line != *=* ]] || unit[${line%%=*}]=${line#*=}
  done <<<"$listing"
  [[ -v unit[LoadState] && -v unit[ActiveState] && -v unit[UnitFileState] && -v unit[NeedDaemonReload] \
    && -v unit[ExecMainStartTimestamp] ]] || cannot_tell "what systemctl show says of $1" "${listing:-nothing}"
}

# By whatever makes it run: one that is starting is waited for, one that runs with older files is started anew, and one
# that runs as it should works on.
start_service() { # <deadline in seconds> <unit> <file…>
  local verb=start newer=''
  local -A unit=()
  read_unit "$2"
  if [[ ${unit[ActiveState]} == active ]]; then
    find_newer_files newer "${@:3}" || newer=unknown
    [[ ${unit[NeedDaemonReload]} == no && -z $newer ]] || verb=restart
  fi
  [[ ${unit[UnitFileState]} != disabled ]] || run systemctl enable "$2"
  [[ ${unit[NeedDaemonReload]} == no ]] || run systemctl daemon-reload
  # One that has failed too often in a short time is not started until that is forgotten.
  [[ ${unit[ActiveState]} != failed ]] || run systemctl reset-failed "$2"
  run_service_job "$1" "$verb" "$2"
}

# systemctl waits until the service says that it is ready, or has failed.
run_service_job() { # <deadline in seconds> <start|restart> <unit>
  local code=0 began=$SECONDS
  run timeout --kill-after=5 "$1" systemctl "$2" "$3" || code=$?
  ((code != 0)) || return 0
  # What systemctl said comes with the end of what the service has said, where that is kept.
  last_log=$run_directory/journal
  journalctl --no-pager --quiet --lines=15 --unit="$3" </dev/null >"$last_log" 2>&1 || true
  expected="$3 active" found="exit code $code of systemctl $2"
  advice="see in the container why: journalctl --unit $3; mend it, and run the same command again"
  ((code != 124 && (code != 137 || SECONDS - began < $1))) || time_out service "$3 active" "$1"
  fail_step "$3 does not start"
}
