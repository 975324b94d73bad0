#!/usr/bin/env bats
# From a bare host to the containers of the example configuration.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

# All that a run may do to Proxmox when nothing is to be done is to look into containers.
changes_nothing() {
  exits 0
  never_says '^ *(changed|would|failed|unknown|warning)'
  never_calls '^pct ([^e]|e[^x])'
}

@test 'two commands lead from a bare host to every container of the example; again they change nothing' {
  given_host
  given_gpus 2 nouveau
  given_example
  orchestrate --setup-hypervisor
  exits 10
  reboot_host
  orchestrate --setup-hypervisor
  exits 0
  orchestrate --LetsGo
  exits 0
  local ctid
  for ctid in $(example_ids); do container_state "$ctid" running; done
  [[ $(in_container 801 hostname) == chat-model ]]
  in_container 801 nvidia-smi
  in_container 801 curl -sf http://localhost:8000/health
  in_container 914 curl -sf http://localhost:11434/api/tags
  in_container 102 curl -sf http://localhost:8080/health
  in_container 103 docker info
  container_node 912 /dev/nvidia1 ok
  container_node 912 /dev/nvidia0 none
  remember_boots first
  tree_snapshot first
  orchestrate --setup-hypervisor
  changes_nothing
  orchestrate --LetsGo
  changes_nothing
  same_boots first
  same_tree first
}

@test 'what a plan on a bare host says is what happens' {
  given_example_host
  given_only 900 901 917
  tree_snapshot bare
  orchestrate --LetsGo --plan
  exits 3
  same_tree bare
  orchestrate --LetsGo
  exits 0
  plan_kept
}

@test 'clones of the template with the driver download and install nothing' {
  given_example_host
  given_only 900 901
  orchestrate --LetsGo
  exits 0
  given_lxc_config "$(example_lxc_config)"
  given_only 900 901 917
  orchestrate --LetsGo
  exits 0
  never_fetches '\.(run|deb) '
  in_container 917 nvidia-smi
}

@test 'one setting that changes touches its container only' {
  given_example_converged
  orchestrate --LetsGo
  exits 0
  remember_boots before
  tree_snapshot before
  given_lxc_config '.lxc_configs["914"].memory_mb = 20000'
  orchestrate --LetsGo
  exits 0
  conf_has 914 'memory: 20000'
  same_boots before
  changes_only before '/etc/pve(/nodes/pve/lxc(/914\.conf)?|/\.vmlist)?' '/var/lib/lxc/914(/.*)?' '/ct914/.*' \
    '/usr/local/phoenix_hypervisor/etc(/.*)?' '/world/.*' '/var/log/.*' '/run/.*' '/sys/fs/cgroup/.*'
}

# Of all paths those that have changed since are of these kinds.
changes_only() { # NAME REGEX…
  local allowed
  changes_since "$1"
  allowed=$(IFS='|' && printf '(%s)' "${*:2}")
  sed -n 's/^[<>] [^/]*//p' "$WORLD/out/changes" | grep -Evx -- "$allowed" >"$WORLD/out/others" || return 0
  fails 'what has changed' "$allowed" "$(<"$WORLD/out/others")"
}

@test 'a template that was made of something else than is declared now is told, and made anew when it is named' {
  given_example_converged
  given_only 900 901 917
  orchestrate --LetsGo
  exits 0
  local before
  before=$(description_of 901 gpu-snapshot)
  given_lxc_config '.lxc_configs["901"].features += ["python_api_service"]'
  orchestrate --LetsGo
  exits 0
  says '^note .*gpu-snapshot of container 901 is stale.*--refresh 901'
  in_container 901 python3 --version
  [[ $(description_of 901 gpu-snapshot) == "$before" ]]
  orchestrate --LetsGo --refresh 901
  exits 0
  [[ $(description_of 901 gpu-snapshot) != "$before" ]]
  orchestrate --LetsGo
  changes_nothing
}

description_of() { conf_of "$1" | sed -n "/^\[$2\]/,/^\[/ s/^#//p"; } # CTID SNAPSHOT
