#!/usr/bin/env bats
# What only packages do: scripts without a library, scripts without a configuration. That they behave as those of
# generated/ is shown by the scenarios that run with each of them.
load world

readonly host=hypervisor_setup/hypervisor_feature_install_nvidia.sh
readonly container=lxc_setup/phoenix_hypervisor_feature_install_nvidia.sh

setup_file() {
  variant debian12
  LAYERS=$("$BATS_WORLD/base/build" "$VARIANT")
  choose_variant debian12
  packages=$BATS_FILE_TMPDIR
  export packages
  default_config >"$packages/host.json"
  default_lxc_config >"$packages/lxc.json"
  jq '.nvidia_driver.install = false' "$packages/host.json" >"$packages/off.json"
  build both --standalone --bake "$packages/host.json,$packages/lxc.json"
  build off --no-lint --bake "$packages/off.json"
}

build() { # NAME OPTION…
  "$BATS_WORLD/../ashlar" build --out "$packages/$1" "${@:2}" >"$packages/said" \
    || { cat "$packages/said" >&2; return 1; }
}

# The scripts of a package are under test, in a world without jq and without a configuration.
given_package_of() { # NAME
  GENERATED=$packages/$1$PHOENIX/bin
  given_fault jq '* exit 127'
}

setup() { trace_the_test_alone; given_host; }
teardown() { end_world; }

@test "a package is one file a script, but for what asks which containers there are, and its manifest" {
  run find "$packages/both" -type f -printf '%P\n'
  [[ $(sort <<<"$output") == "$(scripts_of_a_package | sort)" ]]
}

scripts_of_a_package() {
  printf 'MANIFEST.json\n'
  find "$GENERATED" -mindepth 2 -name '*.sh' -printf "${PHOENIX#/}/bin/%P\n"
}

@test "a standalone and baked script needs no library, no jq and no configuration" {
  given_package_of both
  given_gpus 1
  run_script "$host"
  exits 0
  step changed driver
  step ok nvcc
  never_calls '^jq '
  no_file "$CONFIG"
}

@test "a baked script refuses another configuration, and says which one it has" {
  given_package_of both
  run_script "$host" --plan --config /root/other.json
  exits 2
  says "--config: the values are baked into this script, from host\.json \(sha256 $(sha256sum <"$packages/host.json" | cut -d' ' -f1)\)"
  run_script "$container" 901 --lxc-config=/root/other.json
  exits 2
  says "host\.json \(sha256 [0-9a-f]{64}\), lxc\.json \(sha256 $(sha256sum <"$packages/lxc.json" | cut -d' ' -f1)\)"
}

@test "help, version and list of a package need nothing" {
  given_package_of both
  for option in --help --version --list; do
    run_script "$host" "$option"
    exits 0
    never_says '--config'
  done
  run_script "$container" --help
  exits 0
  says '^Baked in from: host\.json'
}

@test "a baked script knows the containers of its configuration and refuses any other" {
  given_package_of both
  given_ready_host
  given_container 999
  run_script "$container" 999 --plan
  exits 4
  says '^failed +container 999 is not in lxc\.json, whose values are baked in'
}

@test "what the baked configuration switches off says so and does nothing" {
  given_package_of off
  run_script "$host"
  exits 0
  says '^ok +off\.json .* switches this feature off'
  no_file "$PHOENIX/cache"
}

@test "a script that was built with another library is refused, and both are named" {
  GENERATED=$packages/mixed
  cp -r "$BATS_WORLD/../generated$PHOENIX/bin" "$GENERATED"
  cp "$packages/off$PHOENIX/bin/phoenix_hypervisor_common_utils.sh" "$GENERATED"
  run_script "$host" --plan
  exits 4
  says "expected: sha256 $(sha256sum <"$BATS_WORLD/../generated$PHOENIX/bin/phoenix_hypervisor_common_utils.sh" | cut -d' ' -f1)"
  says "found:    sha256 $(sha256sum <"$GENERATED/phoenix_hypervisor_common_utils.sh" | cut -d' ' -f1)"
}
