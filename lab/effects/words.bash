# What a run touches is written down, and held against what its script declares.
# shellcheck shell=bash

readonly EFFECTS=$LAB_SOURCES/effects
readonly MANIFEST=${GENERATED%/usr/local/*}/MANIFEST.json

# The lab's mirror at one more port, so that an address tells what was fetched.
given_server() { # PORT
  local tries
  alone within "$LAB_SOURCES/base/mirror" "$LAB/state/srv" 10.77.0.1 "$1" "$LAB/state/disks/world" \
    >"$WORLD/out/server-$1" 2>&1 &
  for ((tries = 0; tries < 100; tries++)); do
    if inside bash -c ': <"/dev/tcp/10.77.0.1/$1"' bash "$1" 2>/dev/null; then return; fi
    sleep 0.1
  done
  fails "the mirror at port $1" 'an answer' "$(<"$WORLD/out/server-$1")"
}

# Each source has a server of its own: the driver at 8081, the CUDA repository at 8082, Debian at 8080.
given_servers_apart() {
  given_server 8081
  given_server 8082
  given_config '.nvidia_driver |= (.runfile_url |= sub(":8080"; ":8081") | .cuda_repo_base_url |= sub(":8080"; ":8082"))'
}

# As run_script does. The traces of all such runs of a scenario are kept, and what host and container have before and
# after each.
run_observed() { # SCRIPT [CTID] ARGUMENT…
  local calls_before
  mkdir -p "$BATS_TEST_TMPDIR/traces"
  calls_before=$(count_calls)
  take_inventories "${@:2:1}"
  status=0
  "$EFFECTS/observe" "$LAB_NAME" "$(mktemp "$BATS_TEST_TMPDIR/traces/XXXXXX")" -- \
    timeout --kill-after=1 "${WORLD_TIMEOUT:-240}" "$PHOENIX/bin/$1" "${@:2}" \
    >"$WORLD/out/stdout" 2>"$WORLD/out/stderr" </dev/null || status=$?
  collect "$calls_before"
  take_inventories "${@:2:1}"
}

# A container that stands still has none of its own.
take_inventories() { # [CTID or an option]
  inside bash -s <"$EFFECTS/inventory" >>"$BATS_TEST_TMPDIR/host.inventory"
  [[ ${1:-} == [1-9]* && "$(state_of "$1")" == running ]] || return 0
  in_container "$1" bash -s <"$EFFECTS/inventory" >>"$BATS_TEST_TMPDIR/container.inventory"
}

# What comes now is another script's.
forget_runs() {
  rm -r -- "$BATS_TEST_TMPDIR"/{traces,*.inventory}
}

# What else of a script's effects no configuration says: --word 'WORDS=VALUE'…
effect_words=()

# Holds the traces against the effects of a script; the report is left in `report`.
compare_effects() { # MANIFEST SCRIPT [CTID]
  local options=(--manifest "$1" --script "$2" --host "$BATS_TEST_TMPDIR/host.inventory") base
  inside cat "$CONFIG" >"$WORLD/config.json"
  if [[ -n ${3:-} ]]; then
    base=$(jq -r .nvidia_driver.cuda_repo_base_url "$WORLD/config.json")
    options+=(--container "$BATS_TEST_TMPDIR/container.inventory")
    options+=(--word "CTID=$3" --word "nvidia_repo_url, else cuda_repo_base_url=$base" "${effect_words[@]}")
  fi
  "$LAB_SOURCES/../node_modules/.bin/tsx" "$EFFECTS/main.ts" "${options[@]}" --config "$WORLD/config.json" \
    "$BATS_TEST_TMPDIR"/traces/* >"$WORLD/report" 2>&1
}

touches_only_declared() { # SCRIPT [CTID]
  compare_effects "$MANIFEST" "$@" || fails 'what the runs touched' 'only what the script declares' "$(<"$WORLD/report")"
  sed 's/^/# /' "$WORLD/report" >&3
}

# A script whose effects lack one is found out: by a line of the report.
notices_without() { # EFFECT REGEX SCRIPT [CTID]
  jq --exit-status --arg effect "$1" 'any(.scripts[].steps[].effects[]; . == $effect)' "$MANIFEST" >/dev/null \
    || fails 'an effect to leave out' "$1" 'no such effect'
  jq --arg effect "$1" '.scripts[].steps[].effects -= [$effect]' "$MANIFEST" >"$WORLD/manifest.json"
  compare_effects "$WORLD/manifest.json" "${@:3}" && fails "the comparison without: $1" 'a difference' 'none'
  grep -Eq -- "$2" "$WORLD/report" || fails "the comparison without: $1" "$2" "$(<"$WORLD/report")"
}
