#!/usr/bin/env bats
# The containers of etc/phoenix_lxc_configs.json that have a GPU, each as a template made it.
load world

readonly script=lxc_setup/phoenix_hypervisor_feature_install_nvidia.sh
readonly example=$BATS_TEST_DIRNAME/../etc/phoenix_lxc_configs.json

setup() {
  trace_the_test_alone
  given_host
  given_ready_host 2
  # What it says of the driver is the host's to say, and the world's host has another mirror.
  given_lxc_config "$(jq 'del(.nvidia_repo_url, .nvidia_runfile_url, .nvidia_driver_version)' "$example")"
}

teardown() { end_world; }

gpu_containers() { # prints CTID and GPUs
  jq --raw-output '.lxc_configs | to_entries[] | select(.value.gpu_assignment // "" | test("[0-9]"))
    | "\(.key) \(.value.gpu_assignment | gsub("[^0-9]+"; " "))"' "$example"
}

@test "every container of the example that has a GPU gets it, and what belongs to it" {
  local ctid gpus gpu count=0
  while read -r ctid gpus <&9; do
    given_container "$ctid"
    # A clone inherits what this world cannot clone.
    run_script "$script" "$ctid" --reinstall
    exits 0
    for gpu in $gpus; do conf_has "$ctid" "lxc.mount.entry: /dev/nvidia$gpu dev/nvidia$gpu none bind,optional,create=file 0 0"; done
    container_file "$ctid" /usr/bin/nvidia-smi 0755
    container_package "$ctid" cuda-toolkit-12-8 installed
    run_script "$script" "$ctid"
    exits 0
    never_says '^(changed|failed|warning)'
    pct_execs 1
    count=$((count + 1))
  done 9< <(gpu_containers)
  ((count >= 5)) || fails 'containers with a GPU' 'at least 5' "$count"
}
