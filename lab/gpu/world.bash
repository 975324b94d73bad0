# A lab's hardware and kernel as a world of bats/, so that its builder serves both. All that lasts is in the notebook.
# shellcheck shell=bash

FAKES=$(cd "${BASH_SOURCE[0]%/*}/../../bats/fakes" && pwd)
readonly FAKES

world() { # STATE: sets WORLD and NOTEBOOK
  export WORLD=$1/gpu NOTEBOOK=$1/disks/world
}

build() { "$FAKES/world-builder" "$WORLD" "$@"; } # ACTION [ARGUMENT]…
