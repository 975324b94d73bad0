# The containers, level by level. Each is gone through in a process of its own, so that its failure is not that of its
# siblings; what is cloned from it is then not tried.
declare -gA container_result=() container_changes=() container_seconds=() container_exit=()
# Jobs that have begun and have not ended: the container of each process; and the pipe on which they tell their ends.
declare -gA job_container=() job_began=()
declare -g job_ends='' end_told=''

converge_containers() {
  local of_level id
  trap 'end_jobs INT 130' INT
  trap 'end_jobs TERM 143' TERM
  trap 'end_jobs HUP 129' HUP
  # Held open for reading and writing, so that it has an end for each job and never ends.
  exec {job_ends}<> <(: || true)
  [[ $run_mode == plan ]] || mkdir --mode=0700 -- "$state_directory/$run_name"
  for of_level in "${level_containers[@]}"; do
    for id in $of_level; do begin_container "$id"; done
    while ((${#job_container[@]} > 0)); do hear_next_end; done
  done
  trap 'on_signal INT 130' INT
  trap 'on_signal TERM 143' TERM
  trap 'on_signal HUP 129' HUP
}

begin_container() { # <CTID>
  local id=$1 behind=''
  find_missing_ancestor behind "$id"
  if [[ -n $behind ]]; then
    container_result[$id]='not tried' container_changes[$id]="container $behind is not as declared"
    say skipped "container $id: container $behind, which it comes after, is not as declared"
    return 0
  fi
  if [[ $run_mode == plan && ! -e /etc/pve/lxc/$id.conf ]]; then
    plan_new_container "$id"
    return 0
  fi
  if is_template "$id"; then
    container_exit[$id]=0 container_result[$id]=ok container_changes[$id]='a template of Proxmox'
    say skipped "container $id: a template of Proxmox stays as it is"
    return 0
  fi
  # Siblings whose parent is being cloned wait for each other where they are made.
  while ((${#job_container[@]} >= jobs)); do hear_next_end; done
  go_through_container "$id" &
  job_container[$!]=$id job_began[$id]=$SECONDS
}

# Nobody can start or change a template of Proxmox: it is cloned as it is.
is_template() { # <CTID>
  [[ -e /etc/pve/lxc/$1.conf ]] && read_conf "$1" && conf_says template
}

# Of a container that is still to be made nothing can be looked at: its first step would make it, the others are unknown.
plan_new_container() { # <CTID>
  local id line text="container $1${container_name[$1]:+ (${container_name[$1]})} is to be made"
  text+=${container_parent[$1]:+ as a clone of ${container_parent[$1]}}
  CTID=$1 step=${step_ids[0]}
  printf -v line '%-20s %s' "$step" "$text"
  say would "$line"
  say unknown "what it then needs${container_features[$1]:+, features: ${container_features[$1]}}"
  container_exit[$1]=0 container_result[$1]=would container_changes[$1]=$step
  [[ $json == yes ]] || return 0
  journal step "$step" result would text "$text" source "${step_source[$step]}" container "$1" seconds 0
  for id in "${step_ids[@]:1}"; do journal step "$id" result unknown container "$1"; done
}

say_container() {
  say container "$CTID${container_name[$CTID]:+ (${container_name[$CTID]})}"
}

# The first of those a container comes after that this run has not brought to what is declared.
find_missing_ancestor() { # <result variable> <CTID>
  local other
  for other in ${container_parent[$2]} ${container_dependencies[$2]}; do
    case ${container_result[$other]:-ok} in
      failed | 'not tried')
        printf -v "$1" '%s' "$other"
        return
        ;;
      *) ;;
    esac
  done
}

# In a process of its own. How it ended is told in the last breath, whatever ended it.
go_through_container() { # <CTID>
  CTID=$1 run_depth=$BASH_SUBSHELL is_one_of_many=yes
  ((jobs == 1)) || line_mark="$1: "
  # A lost terminal is the matter of the run, which ends its jobs.
  trap '' HUP
  trap 'tell_end end_told "$?"; printf "%s\n" "$end_told" >&"$job_ends"' EXIT
  trap 'end_container TERM 143' TERM
  enter_container "$1"
  begin_steps
  prepare_steps
  hold_container
  observe
  converge_steps
}

# Nothing of the container before counts for this one.
begin_steps() {
  local id
  say_container
  for id in "${!count[@]}"; do count[$id]=0; done
  for id in "${step_ids[@]}"; do [[ ${step_state[$id]} == precondition ]] || step_state[$id]=skipped; done
  changes=() step=''
}

# The container is for this run alone, but for the time that a script works on it.
hold_container() {
  take_lock "container-$CTID.lock" --exclusive
}

release_container() {
  local descriptor
  # A plan holds nothing.
  [[ $run_mode != plan ]] || return 0
  descriptor=${held_locks[-1]}
  exec {descriptor}>&-
  unset 'held_locks[-1]'
}

tell_end() { # <result variable> <exit code>
  local result=ok
  if (($2 > 0)); then
    result=failed
  elif ((count[changed] > 0)); then
    result=changed
  elif ((count[would] > 0)); then
    result=would
  elif ((count[unknown] > 0)); then
    result=unknown
  fi
  printf -v "$1" '%s\x1f%s\x1f%s\x1f%s' "$CTID" "$2" "$result" "${changes[*]}"
}

# The next job that ends, and what it came to. It has told that before its end; one that was killed tells nothing.
hear_next_end() {
  local process='' line=''
  wait -n -p process || true # its exit code is told as well
  # Of several that were killed at once it names one, and later none.
  if [[ -z ${process:-} ]]; then
    process=${!job_container[*]} process=${process%% *}
    if kill -0 "$process" 2>/dev/null; then return 0; fi
  fi
  while [[ -v job_container[$process] ]] && IFS= read -r -t 1 line <&"$job_ends"; do take_end "$line"; done
  [[ ! -v job_container[$process] ]] || take_end "${job_container[$process]}"$'\x1f1\x1ffailed\x1fwas killed'
}

take_end() { # <what tell_end told>
  local id code result changed process
  IFS=$'\x1f' read -r id code result changed <<<"$1"
  container_exit[$id]=$code container_result[$id]=$result container_changes[$id]=$changed
  container_seconds[$id]=$((SECONDS - ${job_began[$id]:-SECONDS}))
  for process in "${!job_container[@]}"; do
    [[ ${job_container[$process]} != "$id" ]] || unset "job_container[$process]"
  done
}

# Ctrl-C, a kill or a lost terminal: what works on containers is told, and waited for.
end_jobs() { # <signal> <exit code>
  local process IFS=$' \t\n'
  trap '' INT TERM HUP
  for process in "${!job_container[@]}"; do kill -TERM "$process" 2>/dev/null || true; done # it may have ended
  while ((${#job_container[@]} > 0)); do hear_next_end; done
  say failed "ended by SIG$1"
  detail 'next: run the same command again; what is done is kept'
  conclude_containers || true
  exit "$2"
}

end_container() { # <signal> <exit code>
  trap '' TERM
  end_nested
  on_signal "$1" "$2"
}

# Every precondition of every container, before the first change to any of them.
check_all_preconditions() {
  local of_level id
  # Parents first: what they will be is what their clones are compared with.
  for of_level in "${level_containers[@]}"; do
    for id in $of_level; do
      is_template "$id" || check_preconditions_of "$id"
    done
  done
  CTID='' step=''
  refuse_on_findings
}

check_preconditions_of() { # <CTID>
  enter_container "$1"
  # A script that is missing is told now, and what this run takes snapshots of was made by the same ones.
  [[ -z ${container_snapshot[$1]} ]] || digest_scripts
  check_preconditions
}

# The table of containers, the counts, and the exit code of the whole.
conclude_containers() {
  local id code=0 word line='' summary=''
  local -A results=()
  trap - ERR
  printf -v line '%-9s  %-16s  %-9s  %6s  %s' CTID name result time changes
  detail "$line"
  for id in "${chosen_containers[@]}"; do
    word=${container_result[$id]:-not tried}
    results[$word]=$((${results[$word]:-0} + 1))
    printf -v line '%-9s  %-16s  %-9s  %4s s' "$id" "${container_name[$id]:-}" "$word" "${container_seconds[$id]:-0}"
    detail "$line${container_changes[$id]:+  ${container_changes[$id]}}"
    journal container "$id" result "$word" changes "${container_changes[$id]:-}" seconds "${container_seconds[$id]:-0}"
    [[ ${container_exit[$id]:-0} == 0 ]] || worse_of code "$code" "${container_exit[$id]}"
  done
  if ((code == 0)) && [[ $run_mode == plan && -n ${results[would]:-}${results[unknown]:-} ]]; then code=3; fi
  [[ $run_mode == plan ]] || ((code > 0)) || rm --recursive --force -- "${state_directory:?}/$run_name"
  for word in ok changed would unknown failed 'not tried'; do
    [[ -z ${results[$word]:-} ]] || summary+="${summary:+, }${results[$word]} $word"
  done
  say "done" "containers: ${summary:-none} in $((SECONDS - run_started)) s${run_log:+ (log: $run_log)}"
  journal event end exit "$code" seconds "$((SECONDS - run_started))"
  return "$code"
}

# Of several results the one that the operator must know first: a failure, a deadline, a refusal, a lock, a reboot.
worse_of() { # <result variable> <exit code> <exit code>
  local candidate
  for candidate in 1 5 4 2 6 10; do
    if (($2 == candidate || $3 == candidate)); then
      printf -v "$1" '%s' "$candidate"
      return
    fi
  done
  # That of a signal goes before what a plan has found, and that before nothing.
  printf -v "$1" '%s' "$(($2 > $3 ? $2 : $3))"
}
