# What a scenario loads: given, when, then. README.md lists the functions.
# shellcheck shell=bash

BATS_WORLD=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly BATS_WORLD
# The tree under test; a mutation run points it at another.
GENERATED=${ASHLAR_GENERATED:-$BATS_WORLD/../generated/usr/local/phoenix_hypervisor/bin}
for part in base/variant world/new world/run world/given world/faults world/layer world/when world/then world/tree \
  fakes/world-gpu; do
  # shellcheck source=/dev/null
  . "$BATS_WORLD/$part.bash"
done
unset part
