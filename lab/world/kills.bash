# Runs that die in the middle: the script alone, or everything with it, as when the power fails. What they leave must not
# matter to the next run.
# shellcheck shell=bash

# ── at commands of the script, where bats/world/kill-at.bash strikes ──

# As in a world of bats/: run again after each kill, until one comes to its end. One that ends neither so nor by a kill
# would end like this for ever.
run_through_kills() { # SCRIPT ARGUMENT…
  local sweep
  sweep=$(<"$WORLD/state/kill-at")
  kills=0
  while :; do
    printf '%s\n' "$sweep" >"$WORLD/state/kill-at"
    settled "${sweep%% *}" run_script "$@"
    was_killed || break
    kills=$((kills + 1))
    (($(count_lines "$WORLD/state/kill-places") == kills)) || {
      fails 'a run of many' 'killed once more, or at its end' "$stderr"
      return 1
    }
  done
  export kills
}

# A run that comes to its end says so.
was_killed() { ! grep -q '^done ' <<<"$stderr"; }

# What a killed script started works on to its end, and a host that lost its power is up again, before anything else.
settled() { # script|all COMMAND ARGUMENT…
  local starts
  starts=$(count_starts)
  "${@:2}"
  was_killed || return 0
  printf '1\n' >>"$BATS_FILE_TMPDIR/kills.tried"
  if [[ $1 == all ]]; then await_start "$starts"; fi
  inside flock /run/phoenix_hypervisor/host.lock true >"$WORLD/out/settled" 2>&1 || : # a host that has just booted has none
}

count_starts() { count_lines "$LAB_STATE/gpu/starts"; }

await_start() { # NUMBER OF STARTS BEFORE
  starts_before=$1
  eventually has_started_again
}

has_started_again() { (($(count_starts) > starts_before)) && is_up; }

# ── at any time ──

# The script is killed, or everything, at so many instants of a run that takes so long, each time in a lab as GIVEN leaves
# it; after a run that nobody disturbs THEN must hold. Both are functions.
kill_at_random() { # N MILLISECONDS script|all GIVEN THEN SCRIPT ARGUMENT…
  local n
  RANDOM=$LAB_SEED
  for ((n = 0; n < $1; n++)); do
    kill_once "$((1 + RANDOM * $2 / 32768))" "${@:3}"
    run_script "${@:6}"
    converges
    "$5"
    count_kills 1
  done
}

# A run that has ended before is struck earlier.
kill_once() { # MILLISECONDS script|all GIVEN THEN SCRIPT ARGUMENT…
  local instant
  for ((instant = $1; instant > 0; instant /= 2)); do
    printf 'killed after %d ms: %s\n' "$instant" "$2"
    "$3"
    settled "$2" struck "$instant" "$2" "${@:5}"
    if was_killed; then return; fi
  done
  fails 'a run that is struck' 'killed' "$stderr"
}

struck() { # MILLISECONDS script|all SCRIPT ARGUMENT…
  local striker
  strike_after "$@" >"$WORLD/out/strike" 2>&1 &
  striker=$!
  run_script "${@:3}"
  wait "$striker" || : # it has found nothing to kill
}

strike_after() { # MILLISECONDS script|all SCRIPT
  sleep "$(($1 / 1000)).$(printf '%03d' "$(($1 % 1000))")"
  if [[ $2 == all ]]; then power_cycle; else kill_script "$3"; fi
}

kill_script() { # SCRIPT
  inside pkill --signal KILL --oldest --full "^/bin/bash $(script_path "$1")"
}

# The same instants for the same seed.
choose_seed() {
  export LAB_SEED=${LAB_SEED:-$RANDOM}
  printf '# LAB_SEED=%d repeats the random instants\n' "$LAB_SEED" >&3
}

# ── the end ──

converges() {
  exits 0
  never_says '^(failed|unknown)'
}

# How the lab is now: what runs that were disturbed must come to.
remember_end() { # NAME
  local place
  for place in . $(guests_of_lab); do
    ways_of_place "$place" >"$BATS_FILE_TMPDIR/ways.$1.$place"
    in_place "$place" find . -xdev -mindepth 1 -print0 | end_of_place "$place" >"$BATS_FILE_TMPDIR/end.$1.$place"
  done
}

# What is there, with mode, owner and content, the packages, devices and modules equal what was remembered; times do not
# count.
same_end() { # NAME
  local place
  rm -f -- "$WORLD"/out/{own,other}
  for place in . $(guests_of_lab); do
    { cat "$BATS_FILE_TMPDIR/ways.$1.$place"; ways_of_place "$place"; } | LC_ALL=C sort --zero-terminated --unique \
      >"$WORLD/out/ways"
    end_of_place "$place" <"$WORLD/out/ways" >>"$WORLD/out/own"
    touched_part "$place" <"$BATS_FILE_TMPDIR/end.$1.$place" >>"$WORLD/out/other"
  done
  diff -- "$WORLD"/out/{other,own} >"$WORLD/out/changes" || fails "the lab beside $1" 'no difference' "$(<"$WORLD/out/changes")"
}

# What stands on the disk above the distribution's own root filesystem.
ways_of_place() { # .|CTID
  local volume layer
  if [[ $1 == . ]]; then paths "$LAB_STATE/disks/host"; return; fi
  for volume in "$LAB_STATE/disks/vz/images/$1"/*/; do
    paths "${volume}upper"
    while read -r layer; do
      [[ $layer == /var/lib/vz-templates/* ]] || paths "$LAB_STATE/disks/vz/${layer#/var/lib/vz/}"
    done <"${volume}layers"
  done
}

readonly WHOLE_DIRECTORIES=(./dev ./run ./sys/module ./sys/bus/pci/devices)
WHOLE_PATHS=$(IFS='|' && printf '(%s)/' "${WHOLE_DIRECTORIES[*]#.}")
readonly WHOLE_PATHS

end_of_place() { # .|CTID
  in_place "$1" bash -c "$(declare -f describe_end); describe_end ${WHOLE_DIRECTORIES[*]}" \
    | as_end "$(prefix_of "$1")" "$LAB_SOURCES"/{unchanged,same}.exclude
}

in_place() { # .|CTID COMMAND ARGUMENT…
  if [[ $1 == . ]]; then inside "${@:2}"; else in_container "$@"; fi
}

prefix_of() { [[ $1 == . ]] || printf '/ct%s\n' "$1"; } # .|CTID

# Of the lines of an end those that are about the paths in out/ways, and about no path.
touched_part() { # .|CTID
  local prefix
  prefix=$(prefix_of "$1")
  awk -v "whole=^$prefix$WHOLE_PATHS" '
    NR == FNR { touched[$0]; next }
    { path = $0; sub(/^[^ ]+ [^ ]+ [^ ]+ [^ ]+ /, "", path); sub(/ -> .*/, "", path) }
    path !~ /^\// || path in touched || path ~ whole' <(tr '\0' '\n' <"$WORLD/out/ways" | sed "s:^\.:$prefix:") -
}

# ── the count ──

# After so many kills the lab has come to the same end.
count_kills() { printf '%d\n' "$1" >>"$BATS_FILE_TMPDIR/kills.converged"; } # N

# Of all tests of a file.
tell_kills() {
  printf '# kills: %d tried, %d converged\n' "$(sum_of tried)" "$(sum_of converged)" >&3
}

sum_of() { awk '{ sum += $1 } END { print sum + 0 }' "$BATS_FILE_TMPDIR/kills.$1"; } # tried|converged

timed() { # COMMAND ARGUMENT…: sets milliseconds
  local start=${EPOCHREALTIME/./}
  "$@"
  export milliseconds=$(((${EPOCHREALTIME/./} - start) / 1000))
}
