#!/usr/bin/env bats
# The script for a container, on containers that inherit nothing.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

# Everything that an operator wants of a container with the driver.
is_equipped() { # CTID
  container_state "$1" running
  container_file "$1" /usr/bin/nvidia-smi 0755
  container_package "$1" cuda-toolkit-12-8 installed
  container_package "$1" cuda-drivers absent
  container_package "$1" kmod installed
  container_file_has "$1" /var/lib/nvidia/log 580.76.05
  container_no_file "$1" /var/lib/phoenix_hypervisor/NVIDIA-Linux-x86_64-580.76.05.run
}

changes_nothing_again() { # CTID
  tree_snapshot before
  run_script "$CONTAINER_SCRIPT" "$1"
  exits 0
  changed_only
  pct_execs 1
  same_tree before
  never_fetches '\.(run|deb) '
}

@test 'a clone of a plain Debian 12 gets nodes, driver and toolkit as its plan said; a second run changes nothing' {
  given_converged_host
  given_container 900 stopped
  given_clone 900 901
  given_running 901
  given_booted 901
  # Somebody has saved space; apt makes its directories again.
  in_container 901 rm -rf /var/cache/apt
  tree_snapshot before
  run_script "$CONTAINER_SCRIPT" --plan 901
  exits 3
  same_tree before
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  plan_kept
  changed_only passthrough restart installer_tools driver cuda_repository cuda_toolkit
  is_equipped 901
  container_node 901 /dev/nvidia0 ok
  container_node 901 /dev/nvidia1 ok
  container_node 901 /dev/nvidia-uvm ok
  container_file_has 901 /etc/apt/sources.list.d/phoenix-cuda.sources '^URIs: http://mirror.example:8080/cuda/repos/debian12/x86_64/$'
  never_fetches '\.run '
  changes_nothing_again 901
}

@test 'a privileged container that has GPU 0 cannot open GPU 1, whatever it makes with mknod' {
  given_converged_host
  given_container 911
  given_lxc_config 'del(.lxc_configs."911".clone_from_ctid)'
  run_script "$CONTAINER_SCRIPT" 911
  exits 0
  in_container 911 mknod /root/other c 195 1
  in_container 911 mknod /root/mine c 195 0
  container_node 911 /root/other refused
  container_node 911 /root/mine ok
  container_node 911 /dev/nvidia0 ok
  # The driver's helper has made the node of every GPU.
  container_node 911 /dev/nvidia1 refused
}

@test 'an unprivileged container gets the same without rules; a second run changes nothing' {
  given_converged_host
  given_container 920 unprivileged
  run_script "$CONTAINER_SCRIPT" 920
  exits 0
  conf_lacks 920 'devices\.allow'
  is_equipped 920
  container_node 920 /dev/nvidia0 ok
  container_node 920 /dev/nvidia1 none
  changes_nothing_again 920
}

@test 'with devN properties instead of mount entries: privileged or not, the GPU of the container can be opened and no other' {
  given_converged_host
  given_config '.nvidia_driver.container_passthrough = "devices"'
  given_container 911 privileged
  given_container 920 unprivileged
  given_lxc_config 'del(.lxc_configs."911".clone_from_ctid)'
  for ctid in 911 920; do
    run_script "$CONTAINER_SCRIPT" "$ctid"
    exits 0
    conf_lacks "$ctid" '^lxc\.'
    is_equipped "$ctid"
    container_node "$ctid" /dev/nvidia0 ok
    container_node "$ctid" /dev/nvidia-uvm ok
    changes_nothing_again "$ctid"
  done
  container_node 911 /dev/nvidia1 refused
  container_node 920 /dev/nvidia1 none
}

@test 'a container of Debian 13 gets the repository of its own distribution' {
  given_converged_host
  given_container 930 debian13
  given_config ".nvidia_driver |= (.cuda_version = \"13.0\" | .cuda_repo_key_fingerprint = \"$(fingerprint_of debian13)\")"
  run_script "$CONTAINER_SCRIPT" 930
  exits 0
  container_package 930 cuda-toolkit-13-0 installed
  container_file_has 930 /etc/apt/sources.list.d/phoenix-cuda.sources '/debian13/x86_64/$'
  changes_nothing_again 930
}

@test 'a container that says it is Ubuntu 24.04 gets the repository for that' {
  given_converged_host
  given_container 940 ubuntu2404
  run_script "$CONTAINER_SCRIPT" 940
  exits 0
  is_equipped 940
  container_file_has 940 /etc/apt/sources.list.d/phoenix-cuda.sources '/ubuntu2404/x86_64/$'
  changes_nothing_again 940
}

@test 'a container without GPU is left alone' {
  given_converged_host
  given_container 950
  given_booted 950
  tree_snapshot before
  run_script "$CONTAINER_SCRIPT" 950
  exits 0
  step ok passthrough
  step ok restart
  step skipped driver
  step skipped cuda_toolkit
  same_tree before
}
