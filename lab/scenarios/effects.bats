#!/usr/bin/env bats
# What a script declares to touch is all that it touches.
load ../lab
load ../effects/words

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

@test 'the host script: fresh, over a reboot to converged, and once more' {
  given_bare_host
  given_tools jq
  given_gpus 2 nouveau
  given_servers_apart
  run_observed "$HOST_SCRIPT"
  exits 10
  reboot_host
  run_observed "$HOST_SCRIPT"
  exits 0
  run_observed "$HOST_SCRIPT"
  exits 0
  changed_only
  touches_only_declared "$HOST_SCRIPT"
  notices_without 'writes file /etc/modprobe.d/phoenix-nouveau.conf' \
    '^host +file +/etc/modprobe.d/phoenix-nouveau.conf +rename.* nouveau_off$' "$HOST_SCRIPT"
  notices_without 'uses url {nvidia_driver.runfile_url}' '^host +address +10.77.0.1:8081 .* wget +runfile$' "$HOST_SCRIPT"
  notices_without 'uses command modinfo' '^host +command +/usr/s?bin/modinfo .* driver$' "$HOST_SCRIPT"
}

@test 'the container script: fresh to converged, and once more' {
  given_converged_host
  given_servers_apart
  inside sh -c 'rm /usr/local/phoenix_hypervisor/cache/cuda-*'
  given_container 901 stopped
  run_observed "$CONTAINER_SCRIPT" 901
  exits 0
  run_observed "$CONTAINER_SCRIPT" 901
  exits 0
  changed_only
  touches_only_declared "$CONTAINER_SCRIPT" 901
  notices_without 'writes config-line GPU lines of /etc/pve/lxc/CTID.conf' \
    '^host +file +/etc/pve/nodes/pve/lxc/901.conf .* passthrough$' "$CONTAINER_SCRIPT" 901
  notices_without 'writes file /etc/apt/preferences.d/phoenix-cuda' \
    '^container +file +/etc/apt/preferences.d/phoenix-cuda .* cuda_repository$' "$CONTAINER_SCRIPT" 901
  notices_without 'writes package kmod' '^container +file +/bin/kmod .* dpkg +installer_tools$' "$CONTAINER_SCRIPT" 901
}

@test 'both scripts where an older driver is replaced: the host stops the container, then the container follows' {
  given_older_host_and_container
  inside rm "$CONFIG"
  given_servers_apart
  given_running 901
  run_observed "$HOST_SCRIPT" --stop-guests
  exits 0
  step changed old_module
  step changed driver
  touches_only_declared "$HOST_SCRIPT"
  forget_runs
  run_observed "$CONTAINER_SCRIPT" 901
  exits 0
  step changed driver
  touches_only_declared "$CONTAINER_SCRIPT" 901
}
