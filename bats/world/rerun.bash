# Several runs of one script, and what holds of them together.
# shellcheck shell=bash

run_twice_at_once() { two_runs at-once 1 "$@"; }                   # SCRIPT ARGUMENT…
run_after_a_killed_run() { two_runs killed-first 1 "$@"; }         # SCRIPT ARGUMENT…
run_through_orphans() { two_runs orphaned "$2" "$1" "${@:3}"; }    # SCRIPT N ARGUMENT…

two_runs() { # at-once|killed-first|orphaned N SCRIPT ARGUMENT…
  run_in_world /usr/local/lib/ashlar-fakes/two-runs "$1" "$2" "$(script_path "$3")" "${@:4}"
  first_status=$(<"$WORLD/state/first.status")
  first_stderr=$(<"$WORLD/state/first.stderr")
  export first_status first_stderr
}

# Run again after each kill, wherever the world strikes.
run_through_kills() { # SCRIPT ARGUMENT…
  local sweep=''
  [[ ! -s $WORLD/state/kill-at ]] || sweep=$(<"$WORLD/state/kill-at")
  kills=-1 status=137
  while [[ $status == 137 ]]; do
    kills=$((kills + 1))
    [[ -z $sweep ]] || printf '%s\n' "$sweep" >"$WORLD/state/kill-at"
    run_script "$@"
  done
  export kills
}

killed() { ((kills == $1)) || fails 'kills' "$1" "$kills"; } # N

killed_at() { # REGEX
  grep -Eq -- "$1" "$WORLD/state/kill-places" || fails 'a kill' "$1" "$(<"$WORLD/state/kill-places")"
}

first_exits() { [[ $first_status == "$1" ]] || fails 'exit code of the first run' "$1" "$first_status: $first_stderr"; } # CODE

first_says() { # REGEX
  grep -Eq -- "$1" <<<"$first_stderr" || fails 'words of the first run' "$1" "$first_stderr"
}

# Which of two runs comes first is the kernel's choice.
one_refused() {
  local refused=$stderr
  [[ $status == 6 ]] || refused=$first_stderr
  [[ $status$first_status == @(06|60) && $refused =~ another\ run\ holds\ .*process\ [0-9]+\ \(.*\.sh ]] \
    || fails 'two runs' 'one exits 0, the other 6 and names it' "$status and $first_status: $refused"
}

# Of the last plan and of all runs since: `WORD ID` a line.
declare -g planned='' happened=''

remember_words() { # SCRIPT ARGUMENT…
  case " $* " in
    *' --plan '*) planned=$stderr happened='' ;;
    *) happened+=$stderr$'\n' ;;
  esac
}

plan_kept() {
  local word id pending=no
  [[ -n $planned ]] || { fails 'the plan' 'a run with --plan before' none; return; }
  while read -r word id _; do
    [[ $word != would ]] || pending=yes
    is_kept "$word" "$id" "$pending" || { fails "step $id" "as planned: $word" "$happened -- planned: $planned"; return; }
  done <<<"$planned"
}

is_kept() { # WORD ID PENDING
  case $1 in
    would) has_happened "$2" ;;
    unknown) [[ $3 == yes ]] ;;
    ok | skipped) ! has_happened "$2" ;;
    *) ;;
  esac
}

# A step that asks for a reboot does it by failing.
has_happened() { # ID
  grep -Eq -- "^(changed +$1|failed +$1 +a reboot is needed)( |:|$)" <<<"$happened"
}
