# The scripts that the orchestrator runs. What they say stands under its own lines, as it comes.
declare -g nested_name='' nested_process='' nested_channel='' nested_exit=0 nested_summary=''

# A script of the tree, with the options that it shares with this run.
run_nested() { # <name> <script> [argument…]
  local data_channel='' options=()
  nested_name=$1 nested_exit=0 nested_summary=''
  find_nested_options
  log "run: $2 ${*:3} ${options[*]}"
  exec {data_channel}>&1
  # Its exit code is what wait tells: nothing comes after exec.
  exec {nested_channel}< <(exec "$bin_directory/$2" "${@:3}" "${options[@]}" </dev/null 2>&1 1>&"$data_channel" || true)
  nested_process=$!
  exec {data_channel}>&-
  hear_nested
}

# Until its end, which comes after its last line: then a signal finds nobody to end.
hear_nested() {
  local line='' process=$nested_process
  while IFS= read -r line || [[ -n $line ]]; do relay_nested "$line"; done <&"$nested_channel"
  nested_process=''
  exec {nested_channel}<&-
  wait "$process" || nested_exit=$?
  # One that could not be started, or was killed, has failed.
  [[ $nested_exit == @([0-6]|10|129|130|143) ]] || nested_exit=1
}

# It ends when the command that it runs has ended. Ctrl-C does not reach what runs in the background.
end_nested() {
  [[ -n $nested_process ]] || return 0
  kill -TERM "$nested_process" 2>/dev/null || true # it may have ended
  hear_nested
}

find_nested_options() {
  options=()
  [[ $run_mode != plan ]] || options+=(--plan)
  [[ $show_diff == no ]] || options+=(--diff)
  [[ $json == no ]] || options+=(--json)
  [[ $verbosity == normal ]] || options+=("--$verbosity")
  [[ -z $config_file ]] || options+=("--config=$config_file")
}

# Its last line is for this run: the counts stand in the table.
relay_nested() { # <line>
  if [[ $1 =~ ^done\ +(.*)\ in\ [0-9]+\ s ]]; then nested_summary=${BASH_REMATCH[1]}; fi
  printf '         %s | %s\n' "$nested_name" "${1//[[:cntrl:]]/ }" >&2 || true # a terminal that is gone ends nothing
}

# The features of the container at hand, in the order in which it declares them. Each script judges its own steps.
run_declared_features() { # <step> <text>
  local feature began=$SECONDS changed=() pending=() features=() reinstall=()
  begin_step "$1" "$2" || return 0
  find_wanted_features
  [[ ${flags[reconfigure]} == no ]] || reinstall=(--reinstall)
  # A script takes the lock of the container itself.
  release_container
  for feature in "${features[@]}"; do
    run_nested "$CTID $feature" "${feature_scripts[$feature]}" "$CTID" \
      ${lxc_config_file:+"--lxc-config=$lxc_config_file"} "${reinstall[@]}"
    judge_nested "$feature"
  done
  hold_container
  forget_container
  report_features "$2" "$((SECONDS - began))"
}

find_wanted_features() {
  local feature
  for feature in ${container_features[$CTID]}; do
    if [[ -z $wanted_feature || $feature == "$wanted_feature" ]]; then features+=("$feature"); fi
  done
}

judge_nested() { # <feature>
  case $nested_exit in
    0) [[ $nested_summary != *changed* ]] || changed+=("$1") ;;
    3) pending+=("$1") ;;
    *)
      expected="feature $1 on container $CTID" found="exit code $nested_exit of its script"
      last_command="${feature_scripts[$1]} $CTID" last_exit=$nested_exit last_output=''
      advice='its own lines above say what to do; then run the same command again'
      fail_step "feature $1 failed" "$nested_exit"
      ;;
  esac
}

report_features() { # <text> <seconds>
  if ((${#changed[@]} > 0)); then
    report changed "${changed[*]}" "$2"
    changes[-1]+=" (${changed[*]})"
  elif ((${#pending[@]} > 0)); then
    report would "${pending[*]}" "$2"
    changes[-1]+=" (${pending[*]})"
  else
    report ok "$1" "$2"
  fi
}
