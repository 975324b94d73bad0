#!/usr/bin/env bats
# The host script on a Proxmox host of Debian 13: apt 3, and sqv to check signatures.
load ../lab

setup_file() { raise_lab debian13; }
teardown_file() { fell_lab; }

@test 'a fresh host of Debian 13 gets driver and toolkit 13.0, and a second run changes nothing' {
  given_bare_host
  given_tools jq
  given_config '.nvidia_driver.cuda_version = "13.0"'
  run_script "$HOST_SCRIPT" --plan
  exits 3
  run_script "$HOST_SCRIPT"
  exits 0
  plan_kept
  package_is cuda-toolkit-13-0 installed
  step ok nvcc
  file_has /etc/apt/sources.list.d/phoenix-cuda.sources '^URIs: http://mirror.example:8080/cuda/repos/debian13/x86_64/$'
  tree_snapshot before
  run_script "$HOST_SCRIPT"
  exits 0
  changed_only
  same_tree before
}

@test 'CUDA 12.8 has no packages for Debian 13: the driver is there, and it says what is missing' {
  given_host
  given_config .
  run_script "$HOST_SCRIPT"
  exits 1
  step ok driver_answers
  ended_at cuda_repository
  says '^warning +distribution: glibc 2.41 is too new for nvcc 12.8: '
  says 'expected: a candidate for cuda-toolkit-12-8 from http://mirror.example:8080/cuda/repos/debian13/x86_64/$'
  says 'next: +name a repository that has cuda-toolkit-12-8, or another CUDA release, in the configuration$'
  package_is cuda-toolkit-12-8 absent
}
