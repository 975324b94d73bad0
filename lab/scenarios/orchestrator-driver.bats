#!/usr/bin/env bats
# A new version of the driver in the configuration, with containers that run on the old one.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

# A template and its clone, as the configuration has them.
declare_template_and_clone() {
  given_lxc_config '{"lxc_configs": {
    "901": {"name": "template-gpu", "features": ["nvidia"], "gpu_assignment": "0, 1", "template_snapshot_name": "gpu-snapshot"},
    "910": {"name": "model", "features": ["nvidia"], "gpu_assignment": "0", "clone_from_ctid": "901",
      "network_config": {"ip": "10.77.0.112/24"}}}}'
}

driver_in() { in_container "$1" nvidia-smi --query-gpu=driver_version --format=csv,noheader | sort -u; } # CTID

@test 'users are named, stopped with consent; the host comes first, then the template, then its clone, named' {
  given_older_host_and_container
  export WORLD_TIMEOUT=300
  declare_template_and_clone
  orchestrate --LetsGo
  exits 0
  [[ $(driver_in 910) == 570.124.06 ]]

  given_no_file "$CONFIG"
  given_config .
  orchestrate --setup-hypervisor --plan
  says 'containers 901 910|containers 910 901'
  orchestrate --setup-hypervisor
  exits 4
  says 'next: +stop them, or run with --stop-guests'
  container_state 910 running
  orchestrate --setup-hypervisor --stop-guests
  exits 0
  container_state 910 stopped

  # The clone has inherited a driver that no longer fits: that is told, and nothing is installed in it unasked.
  orchestrate --LetsGo --refresh 901
  exits 1
  says '^ +901 +template-gpu +changed .*features \(nvidia\).* snapshot'
  says '^ +910 +model +failed'
  says '--reinstall'
  [[ $(driver_in 901) == 580.76.05 ]]
  orchestrate --reconfigure 910
  exits 0
  [[ $(driver_in 910) == 580.76.05 ]]
  orchestrate --LetsGo
  exits 0
  never_says '^ *(changed|would|failed)'
}
