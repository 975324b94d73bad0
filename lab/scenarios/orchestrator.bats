#!/usr/bin/env bats
# From a bare host to the containers of the example configuration.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

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
