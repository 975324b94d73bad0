# How anything gets into the sandbox.
# shellcheck shell=bash

readonly PHOENIX=/usr/local/phoenix_hypervisor

# Plain access for given and then: nothing in the background, nothing recorded, no time limit.
inside() { # COMMAND ARGUMENT…
  "$BATS_WORLD/sandbox" "$WORLD" -- "$@"
}

# The command of a scenario, with the scripts under test, what runs beside it, and a limit on its time.
run_in_world() { # COMMAND ARGUMENT…
  local options=(--background) calls_before
  [[ ! -d $GENERATED ]] || options+=(--bind "$(tree_under_test):$PHOENIX/bin")
  [[ ! -e $WORLD/state/background/mirror ]] \
    || options+=(--bind "$(readlink -f "$(type -P node)"):/usr/local/lib/ashlar-fakes/node")
  [[ ! -s $WORLD/state/kill-at ]] || options+=(--env BASH_ENV=/usr/local/lib/ashlar-fakes/kill-at.bash)
  calls_before=$(count_calls)
  # What serves ends with the last process of the sandbox: the next run must not find one of this one still dying.
  serve_storage <"$WORLD/state/storage" &
  status=0
  timeout --kill-after=1 "${WORLD_TIMEOUT:-60}" "$BATS_WORLD/sandbox" "$WORLD" --sync-fd 9 "${options[@]}" -- "$@" \
    9>"$WORLD/state/storage" >"$WORLD/out/stdout" 2>"$WORLD/out/stderr" </dev/null || status=$?
  wait "$!"
  collect "$calls_before"
}

# pct asks in there, and waits in a pipe of its own for the exit code.
serve_storage() {
  local answer words code
  while read -r answer words; do
    read -ra words <<<"$words"
    code=0
    "$BATS_WORLD/world/storage" "$WORLD" "${words[@]}" >>"$WORLD/out/storage" 2>&1 || code=$?
    printf '%s\n' "$code" 1<>"$WORLD/state/$answer"
  done
}

# The scripts under test; beside them the files that the world has in their directory, where it has some.
tree_under_test() {
  local own=$WORLD/upper$PHOENIX/bin
  if [[ ! -d $own ]]; then
    printf '%s' "$GENERATED"
    return
  fi
  cp --archive -- "$GENERATED" "$WORLD/out/bin"
  cp --archive -- "$own/." "$WORLD/out/bin/"
  printf '%s' "$WORLD/out/bin"
}

count_calls() {
  local lines=()
  [[ ! -e $WORLD/state/calls ]] || mapfile -t lines <"$WORLD/state/calls"
  printf '%d\n' "${#lines[@]}"
}

# Bash warns of each NUL byte that it leaves out.
collect() { # CALLS-BEFORE
  local lines=() IFS=$'\n'
  { stdout=$(<"$WORLD/out/stdout") stderr=$(<"$WORLD/out/stderr"); } 2>/dev/null
  output=$stdout
  if [[ -n $stdout && -n $stderr ]]; then output+=$'\n'; fi
  output+=$stderr
  [[ ! -e $WORLD/state/calls ]] || mapfile -s "$1" -t lines <"$WORLD/state/calls"
  calls="${lines[*]}"
  export status stdout stderr output calls
}
