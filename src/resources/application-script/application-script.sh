# What ran in a container last and ended well: the sha256 of the script, and the container it ran for, since a clone has
# inherited this from its parent.
readonly application_record=/var/lib/phoenix_hypervisor/application.sha256
# The script's text, while it is on its way into the container.
declare -g application_text=''

# ---- on the host ----

application_is_there() { # <path> <sha256>
  [[ -n $2 ]] || {
    advice='bring the file there, or take application_script out of the configuration'
    drift "application script $1" 'no such file'
  }
}

ask_for_application() {
  ask_container "$step"
}

bring_application() { # <path>
  # Reading to the end of the file is what makes read answer 1.
  IFS= read -r -d '' application_text <"$1" || true
  change_container "$step"
  application_text=''
}

# ---- inside the container ----

application_has_run() { # <CTID> <sha256>
  local record=''
  [[ ! -r $application_record ]] || IFS= read -r record <"$application_record" || true # cut short it is no record
  [[ $record == "$2 $1" ]] || drift "application script $2 that has run for container $1" "${record:-none has}"
}

# Its exit code is what counts. It has no stdin, and bash reads it from a file, so that no command of it reads the rest. A
# server that it leaves behind is to hold no lock of this run; until the script ends timeout holds them.
run_application() { # <CTID> <sha256> <deadline in seconds>
  local file=$run_directory/application began=$SECONDS without_locks=''
  printf '%s' "$application_text" >"$file"
  compare_inside "$file" "$2"
  # read answers 1 at the end of its input.
  IFS= read -r -d '' without_locks <<'BASH' || true
for lock in "${@:3}"; do exec {lock}>&-; done; exec bash -- "$1" "$2"
BASH
  run timeout -k 10 "$3" bash -c "$without_locks" application "$file" "$1" "${held_locks[@]}" \
    || judge_application "$1" "$3" "$((SECONDS - began))"
  mkdir --parents -- "${application_record%/*}"
  replace_file "$application_record" 0644 "$2 $1"$'\n'
}

judge_application() { # <CTID> <deadline in seconds> <seconds it took>
  last_command="the application script of container $1"
  ((last_exit != 124 || $3 < $2)) || time_out application 'the end of the application script' "$2"
  fail_step 'the application script has failed'
}
