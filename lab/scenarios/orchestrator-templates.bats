#!/usr/bin/env bats
# What a template saves its clones, and what becomes of one that is declared anew.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

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

@test 'clones of the template install nothing; one that is declared anew is told, and made anew when it is named' {
  given_example_templates
  given_only 900 901 917
  orchestrate --LetsGo
  exits 0
  never_fetches '\.(run|deb) '
  in_container 917 nvidia-smi
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
