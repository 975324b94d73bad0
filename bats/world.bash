# What a scenario loads: given, when, then. README.md lists the functions.
# shellcheck shell=bash

BATS_WORLD=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
readonly BATS_WORLD
# The tree under test; a mutation run points it at another.
GENERATED=${ASHLAR_GENERATED:-$BATS_WORLD/../generated/usr/local/phoenix_hypervisor/bin}

# shellcheck source=bats/base/variant.bash
. "$BATS_WORLD/base/variant.bash"
# shellcheck source=bats/fakes/world-gpu.bash
. "$BATS_WORLD/fakes/world-gpu.bash"
# shellcheck source=bats/world/run.bash
. "$BATS_WORLD/world/run.bash"
# shellcheck source=bats/world/given.bash
. "$BATS_WORLD/world/given.bash"
# shellcheck source=bats/world/containers.bash
. "$BATS_WORLD/world/containers.bash"
# shellcheck source=bats/world/orchestration.bash
. "$BATS_WORLD/world/orchestration.bash"
# shellcheck source=bats/world/container-faults.bash
. "$BATS_WORLD/world/container-faults.bash"
# shellcheck source=bats/world/container-then.bash
. "$BATS_WORLD/world/container-then.bash"
# shellcheck source=bats/world/repository.bash
. "$BATS_WORLD/world/repository.bash"
# shellcheck source=bats/world/faults.bash
. "$BATS_WORLD/world/faults.bash"
# shellcheck source=bats/world/layer.bash
. "$BATS_WORLD/world/layer.bash"
# shellcheck source=bats/world/when.bash
. "$BATS_WORLD/world/when.bash"
# shellcheck source=bats/world/then.bash
. "$BATS_WORLD/world/then.bash"
# shellcheck source=bats/world/tree.bash
. "$BATS_WORLD/world/tree.bash"
# shellcheck source=bats/world/same.bash
. "$BATS_WORLD/world/same.bash"
# shellcheck source=bats/world/rerun.bash
. "$BATS_WORLD/world/rerun.bash"

# bats looks at each command of each function to tell where a test has failed. Where the commands of the test itself tell
# that, all others cost an eighth of its time.
trace_the_test_alone() {
  set +T
  # bats' own functions judge by what they have seen last: their entry must be seen.
  declare -ft "$BATS_TEST_NAME" bats_error_trap bats_check_status_from_trap
}
