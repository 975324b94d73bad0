#!/usr/bin/env bats
# What goes wrong while the containers of the example are made: one that fails, and two runs at once.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

# As a short power cut of this one container does, while pip works in it.
installs_vllm_in_911() { in_container 911 pgrep -f 'pip.* install' >/dev/null 2>&1; }
stop_911() { inside pct stop 911; }

@test 'a container that fails in the middle of a feature leaves its siblings alone; a run after it mends it' {
  given_example_templates
  given_only 900 901 911 912 801 917
  run_and installs_vllm_in_911 stop_911 "$ORCHESTRATOR" --LetsGo
  exits 1
  says '911.*failed'
  says '801.*not tried'
  for ctid in 912 917; do container_state "$ctid" running; done
  in_container 912 nvidia-smi
  no_file /etc/pve/lxc/801.conf
  remember_boots before
  orchestrate --LetsGo
  exits 0
  same_boots before 911 801
  in_container 801 curl -sf http://localhost:8000/health
  orchestrate --LetsGo
  never_says '^ *(changed|failed|unknown)'
}

@test 'of two runs at once one works, the other says who does' {
  given_example_host
  given_only 900 901
  run_twice_at_once "$ORCHESTRATOR" --LetsGo
  one_refused
  in_container 901 nvidia-smi
}
