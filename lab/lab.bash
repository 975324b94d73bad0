# What a scenario of the lab loads: given, when, then, with the same names as in a world of bats/; bats/README.md lists
# them, and world/README.md beside this file what is otherwise here.
# shellcheck shell=bash

LAB_BASH=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=bats/world.bash
. "$LAB_BASH/../bats/world.bash"
# shellcheck source=lab/place.bash
. "$LAB_BASH/place.bash"

# From here on, what a lab does otherwise than a sandbox.
# shellcheck source=lab/world/life.bash
. "$LAB_BASH/world/life.bash"
# shellcheck source=lab/world/run.bash
. "$LAB_BASH/world/run.bash"
# shellcheck source=lab/world/given.bash
. "$LAB_BASH/world/given.bash"
# shellcheck source=lab/gpu/words.bash
. "$LAB_BASH/gpu/words.bash"
# shellcheck source=lab/world/then.bash
. "$LAB_BASH/world/then.bash"
# shellcheck source=lab/world/tree.bash
. "$LAB_BASH/world/tree.bash"
# shellcheck source=lab/world/faults.bash
. "$LAB_BASH/world/faults.bash"
# shellcheck source=lab/world/kills.bash
. "$LAB_BASH/world/kills.bash"
# shellcheck source=lab/world/states.bash
. "$LAB_BASH/world/states.bash"
# shellcheck source=lab/world/example.bash
. "$LAB_BASH/world/example.bash"

# setup_file has raised it, in another process.
[[ -z ${LAB_NAME:-} ]] || place "$LAB_NAME"

# A file that has a setup of its own calls this in it.
setup() { trace_the_test_alone; }
