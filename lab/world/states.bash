# States that several files of scenarios start from; each is what the scripts under test made of a fresh lab.
# shellcheck shell=bash

readonly HOST_SCRIPT=hypervisor_setup/hypervisor_feature_install_nvidia.sh
readonly CONTAINER_SCRIPT=lxc_setup/phoenix_hypervisor_feature_install_nvidia.sh

# A host on which its script has run, and what the containers need on it.
given_converged_host() { lab_state converged-host build_converged_host; }

build_converged_host() {
  given_host
  given_config .
  given_lxc_config .
  run_script "$HOST_SCRIPT"
  exits 0
}

# The orchestration's chain: 900 is a plain container, 901 a clone of it that has got the driver; both stand still.
given_converged_container() { lab_state converged-container build_converged_container; }

build_converged_container() {
  given_converged_host
  given_container 900 stopped
  given_clone 900 901
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  quietly pct shutdown 901
}

# Host and container 901 have converged with an older driver, and so has their configuration.
given_older_host_and_container() { DRIVER_VERSION=570.124.06 lab_state older-driver build_older_driver; }

build_older_driver() {
  given_host
  given_config .
  given_lxc_config .
  run_script "$HOST_SCRIPT"
  exits 0
  given_container 901 stopped
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
}
