# The example configuration of etc/ in a lab: what differs is where things are fetched from, and what they are known by.
# shellcheck shell=bash

readonly ORCHESTRATOR=phoenix_orchestrator.sh
# A dozen containers take their time.
readonly EXAMPLE_SECONDS=800

# The host has everything that the example speaks of: a directory that a container mounts, the program of another, a
# virtual machine that some come after.
given_example() {
  given_config "$(example_config)"
  given_lxc_config "$(example_lxc_config)"
  given_file "$PHOENIX/bin/phoenix_hypervisor_lxc_102.sh" 0755 "$(<"$LAB_SOURCES/../etc/phoenix_hypervisor_lxc_102.sh")"$'\n'
  given_file /etc/pve/nodes/pve/qemu-server/1002.conf 0640 $'name: drphoenix\nmemory: 4096\n'
  inside mkdir -p /srv/registry
  given_late 1 0
  export WORLD_TIMEOUT=$EXAMPLE_SECONDS
}

example_config() {
  local mirror=http://mirror.example:8080 run=NVIDIA-Linux-x86_64-580.76.05.run srv=$LAB_CACHE/srv
  jq --arg mirror "$mirror" --arg run "$run" --arg sum "$(sum_beside "$srv/$run")" \
    --arg cuda "$(fingerprint_of "$VARIANT")" --arg docker "$(<"$srv/docker/fingerprint")" \
    --arg toolkit "$(<"$srv/libnvidia-container/fingerprint")" --arg lock "$(sum_beside "$srv/vllm-0.10.2-requirements.txt")" \
    --arg ollama "$(sum_beside "$srv/ollama-linux-amd64.tgz")" '
    .nvidia_driver += {runfile_url: "\($mirror)/\($run)", runfile_sha256: $sum,
      cuda_repo_base_url: "\($mirror)/cuda/repos", cuda_repo_key_fingerprint: $cuda}
    | .docker += {repo_base_url: "\($mirror)/docker/linux", repo_key_fingerprint: $docker,
      toolkit_repo_base_url: "\($mirror)/libnvidia-container", toolkit_repo_key_fingerprint: $toolkit}
    | .vllm += {requirements: "\($mirror)/vllm-0.10.2-requirements.txt", requirements_sha256: $lock,
      python_index: "\($mirror)/pypi/simple"}
    | .ollama += {archive_url: "\($mirror)/ollama-linux-amd64.tgz", archive_sha256: $ollama}' \
    "$LAB_SOURCES/../etc/phoenix_hypervisor_config.json"
}

example_lxc_config() {
  jq --arg run http://mirror.example:8080/NVIDIA-Linux-x86_64-580.76.05.run '.nvidia_runfile_url = $run' \
    "$LAB_SOURCES/../etc/phoenix_lxc_configs.json"
}

sum_beside() { cut -d' ' -f1 <"$1.sha256sum"; } # FILE

# All that the example's containers are.
example_ids() { jq --raw-output '.lxc_configs | keys[]' "$LAB_SOURCES/../etc/phoenix_lxc_configs.json"; }

# Only these of them.
given_only() { # CTID…
  given_lxc_config '.lxc_configs |= with_entries(select(.key | IN('"$(printf '"%s",' "$@" | sed 's/,$//')"')))'
}

orchestrate() { run_script "$ORCHESTRATOR" "$@"; } # ARGUMENT…

# ── states ──

# The host has its driver and knows the example; no container is there.
given_example_host() {
  lab_state example-host build_example_host
  export WORLD_TIMEOUT=$EXAMPLE_SECONDS
}

build_example_host() {
  given_host
  given_example
  orchestrate --setup-hypervisor
  exits 0
}

# The templates that most of the example's containers are clones of are there as well.
given_example_templates() {
  lab_state example-templates build_example_templates
  export WORLD_TIMEOUT=$EXAMPLE_SECONDS
}

build_example_templates() {
  given_example_host
  given_only 900 901
  orchestrate --LetsGo
  exits 0
  given_lxc_config "$(example_lxc_config)"
}

# ── then ──

# The number of the first process of each running container: another one after a restart.
remember_boots() { # NAME
  boots_of_all >"${BATS_TEST_TMPDIR:?}/boots.$1"
}

boots_of_all() {
  local ctid
  for ctid in $(guests_of_lab | sort --numeric-sort); do
    printf '%s %s\n' "$ctid" "$(inside lxc-info --name "$ctid" --pid --no-humanize 2>/dev/null || :)"
  done
}

same_boots() { # NAME [CTID THAT MAY DIFFER]…
  local but
  but=$(printf '|%s' "${@:2}")
  diff <(grep -Ev "^(none$but) " "${BATS_TEST_TMPDIR:?}/boots.$1") <(boots_of_all | grep -Ev "^(none$but) ") >"$WORLD/out/boots" \
    || fails 'containers that run' 'none started anew' "$(<"$WORLD/out/boots")"
}

# All that a run may do to Proxmox when nothing is to be done is to look into containers.
changes_nothing() {
  exits 0
  never_says '^ *(changed|would|failed|unknown|warning)'
  never_calls '^pct ([^e]|e[^x])'
}
