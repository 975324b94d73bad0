#!/usr/bin/env bats
# The host script on a Proxmox host of Debian 12.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

@test 'a host just installed has no jq: the script says so, and changes nothing' {
  given_bare_host
  given_config .
  tree_snapshot before
  run_script "$HOST_SCRIPT"
  exits 4
  says '^failed +jq is needed to read the configuration$'
  says 'next: +apt-get install jq$'
  same_tree before
}

@test 'a fresh host gets driver, repository and toolkit as its plan said, and needs no reboot' {
  given_bare_host
  given_tools jq
  given_config .
  tree_snapshot before
  run_script "$HOST_SCRIPT" --plan
  exits 3
  same_tree before
  run_script "$HOST_SCRIPT"
  exits 0
  plan_kept
  step ok reboot
  step changed driver
  step ok driver_answers
  step changed cuda_toolkit
  step ok nvcc
  package_is cuda-toolkit-12-8 installed
  package_is cuda-drivers absent
  package_is dkms installed
  file_is /usr/bin/nvidia-smi 0755
  file_has /etc/apt/sources.list.d/phoenix-cuda.sources '^URIs: http://mirror.example:8080/cuda/repos/debian12/x86_64/$'
  fetches '^GET /NVIDIA-Linux-x86_64-580.76.05.run 200$'
  never_fetches ' 404$'
}

@test 'a converged host after a power cut: its plan and a second run change nothing' {
  given_converged_host
  tree_snapshot before
  run_script "$HOST_SCRIPT" --plan
  exits 0
  never_says '^(would|unknown)'
  same_tree before
  run_script "$HOST_SCRIPT"
  exits 0
  changed_only
  same_tree before
  never_fetches '\.(run|deb) '
}

@test 'nouveau holds the GPUs: the script asks for a reboot, and the run after it converges' {
  given_host
  given_gpus 2 nouveau
  given_config '.nvidia_driver.host_toolkit = false'
  run_script "$HOST_SCRIPT"
  exits 10
  step changed nouveau_off
  step changed initramfs
  says '^failed +reboot +a reboot is needed: nouveau holds 0000:01:00.0, nouveau holds 0000:02:00.0$'
  no_step driver
  file_is /run/reboot-required 0644
  reboot_host
  no_file /run/reboot-required
  run_script "$HOST_SCRIPT"
  exits 0
  step ok reboot
  step changed driver
  step ok driver_answers
}

@test 'nouveau holds a GPU, and --reboot is said: the host goes down at once' {
  given_host
  given_gpus 1 nouveau
  given_config '.nvidia_driver.host_toolkit = false'
  run_to_its_reboot "$HOST_SCRIPT" --reboot
  no_step driver
  run_script "$HOST_SCRIPT"
  exits 0
  step ok driver_answers
}

@test 'a reboot brings the next kernel: the driver is there, and the script finds nothing to do' {
  given_converged_host
  reboot_host
  inside grep -qx "$NEXT_KERNEL" /proc/sys/kernel/osrelease
  run_script "$HOST_SCRIPT"
  exits 0
  changed_only
}
