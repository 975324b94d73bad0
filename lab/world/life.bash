# A lab for each file of scenarios, and states of it that are built once and shared by all files and later runs.
# shellcheck shell=bash

# For setup_file and teardown_file. A run of bats that is killed takes its lab with it.
raise_lab() { # [debian12|debian13]
  choose_distribution "${1:-debian12}"
  export LAB_NAME=bats-$$-$RANDOM
  alone "$LAB_SOURCES/raise" "$LAB_NAME" "$VARIANT" --owner "${BATS_ROOT_PID:-$$}"
  place "$LAB_NAME"
  export LAB_STATE
  LAB_STATE=/proc/$(first_process)/root$LAB/state
  LAB_CACHE=$(<"$LAB_STATE/cache")
  LAB_DIGEST=$(digest_of_sources)
  export LAB_CACHE LAB_DIGEST
  make_world
}

fell_lab() { alone "$LAB_SOURCES/fell" "$LAB_NAME"; }

choose_distribution() { # debian12|debian13
  variant "$1"
  export VARIANT
}

# What the words of bats/ know as the world: links into the lab's disks, and what the last run said.
make_world() {
  export WORLD=$BATS_FILE_TMPDIR/world
  mkdir -p "$WORLD/out"
  ln -s "$LAB_STATE/disks/world" "$WORLD/state"
}

# What outlives this command (the host) must hold no descriptor of bats', nor a lock.
alone() { # COMMAND ARGUMENT…
  (
    for path in /proc/"$BASHPID"/fd/*; do
      descriptor=${path##*/}
      ((descriptor <= 2 || descriptor == 255)) || exec {descriptor}>&-
    done
    "$@" </dev/null
  )
}

# ── states ──

# The lab is as BUILDER leaves it: its disks, that is; the host has booted from them, and no container runs but those
# that start with it.
lab_state() { # NAME BUILDER
  local state lock
  state=$1-$(state_digest "$2")
  mkdir -p "$LAB_CACHE/states"
  exec {lock}>"$LAB_CACHE/states/$VARIANT-$1.lock"
  flock "$lock"
  # Not `||`: a builder that fails must fail the scenario, and bash forgets -e behind one.
  if [[ -d $LAB_CACHE/states/$VARIANT-$state ]]; then
    flock --shared "$lock"
    alone "$LAB_SOURCES/reset" "$LAB_NAME" "$state"
  else
    make_state "$state" "$2"
  fi
  exec {lock}>&-
}

make_state() { # STATE BUILDER
  "$2"
  no_more_faults
  # States of earlier sources.
  rm -rf -- "$LAB_CACHE/states/$VARIANT-${1%-*}"-????????????????
  alone "$LAB_SOURCES/keep" "$LAB_NAME" "$1"
}

# A state is as old as what made it; the root filesystems are in the name of the cache already.
state_digest() { # BUILDER
  { declare -f "$1"; printf '%s\n' "$LAB_DIGEST"; } | sha256sum | cut -c1-16
}

digest_of_sources() {
  find "$GENERATED" "$LAB_SOURCES" "$BATS_WORLD"/{fakes,base,world} -type f ! -name '*.md' ! -name '*.bats' -print0 \
    | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}

# ── power ──

# A power cut: what was not on the disks is lost. Returns when the host is up again.
power_cycle() {
  alone within "$LAB_SOURCES/within" "$LAB_NAME" power_cycle
}

# An orderly reboot, by hand.
reboot_host() {
  local before
  before=$(host_init)
  inside systemctl reboot >"$WORLD/out/given" 2>&1 || :
  await_reboot "$before"
}

await_reboot() { # THE HOST'S INIT BEFORE
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    if [[ "$(host_init)" != @(|-1|"$1") ]] && is_up; then return; fi
    sleep 0.1
  done
  fails 'the host after its reboot' 'up again' "$(inside systemctl is-system-running 2>&1)"
}

# What is asked of LXC while a host goes down may never be answered: whoever asks asks again.
is_up() {
  [[ "$(timeout 60 "$LAB_SOURCES/enter" "$LAB_NAME" -- systemctl is-system-running --wait 2>/dev/null)" == @(running|degraded) ]]
}

host_init() {
  within timeout 5 lxc-info --lxcpath "$LAB/state/lxc" --name pve --pid --no-humanize 2>/dev/null || :
}
