#!/usr/bin/env bats
# What a container can be set up with, by the scripts that are shipped, in real containers of each distribution.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

readonly feature_scripts=lxc_setup/phoenix_hypervisor_feature_install

# 920 is Debian 12, 930 Debian 13, 940 says that it is Ubuntu; all have the features of the scenario and no privileges.
given_featured() { # FEATURE…
  given_host
  given_config "$(example_config)"
  given_config '.base_setup.timezone = "Europe/Berlin"'
  given_lxc_config "$(jq --null-input '{lxc_configs: ({"920": "a", "930": "b", "940": "c"} | map_values({name: ., features: $ARGS.positional}))}' --args "$@")"
  local nesting='features: nesting=1,keyctl=1'
  given_container 920 debian12 unprivileged "$nesting"
  given_container 930 debian13 unprivileged "$nesting"
  given_container 940 ubuntu2404 unprivileged "$nesting"
}

# It has converged, and again nothing happens: one look into the container.
converges_and_stays() { # FEATURE CTID
  run_script "${feature_scripts}_$1.sh" "$2"
  exits 0
  never_says '^(failed|unknown|warning)'
  tree_snapshot "$2"
  stays "$1" "$2"
  same_tree "$2"
}

stays() { # FEATURE CTID
  run_script "${feature_scripts}_$1.sh" "$2"
  exits 0
  never_says '^(changed|failed|unknown|warning)'
  pct_execs 1
}

@test 'base_setup: tools, a locale and a time zone in each distribution' {
  given_featured base_setup
  for ctid in 920 930 940; do
    converges_and_stays base_setup "$ctid"
    [[ $(in_container "$ctid" bash -lc 'LC_ALL=en_US.UTF-8 locale charmap' 2>&1) == UTF-8 ]]
    [[ $(in_container "$ctid" date +%Z) == CE*T ]]
    [[ $(in_container "$ctid" sh -c '. /etc/default/locale; echo "$LANG"') == en_US.UTF-8 ]]
    in_container "$ctid" jq --version
  done
}

@test 'python_api_service: a Python with which environments can be made' {
  given_featured base_setup python_api_service
  for ctid in 920 930; do
    converges_and_stays python_api_service "$ctid"
    in_container "$ctid" sh -c 'python3 -m venv /root/venv && /root/venv/bin/pip --version'
  done
}

@test 'docker: an engine from its own repository, that starts with its container' {
  given_featured docker
  for ctid in 930 940; do
    converges_and_stays docker "$ctid"
    in_container "$ctid" docker info
  done
  inside pct reboot 940
  given_booted 940
  stays docker 940
}

@test 'docker with GPUs: the engine has the runtime that hands them on' {
  given_converged_container
  given_config "$(example_config)"
  given_lxc_config '.lxc_configs["901"].features = ["nvidia", "docker"]'
  inside pct set 901 --features nesting=1
  given_running 901
  converges_and_stays docker 901
  [[ $(in_container 901 docker info --format '{{.DefaultRuntime}}') == nvidia ]]
  container_file_has 901 /etc/nvidia-container-runtime/config.toml '^ *no-cgroups = '
}

@test 'vllm: an environment of pinned wheels, and a server that answers again after a restart of its container' {
  given_converged_container
  given_config "$(example_config)"
  given_lxc_config '.lxc_configs["901"] += {features: ["nvidia", "vllm"],
    vllm_engine_config: {model_config: {model: "example/chat"}, server_config: {port: 8000}}}'
  given_running 901
  converges_and_stays vllm 901
  [[ $(in_container 901 systemctl show --property User --value vllm_model_server) == vllm ]]
  inside pct reboot 901
  run_script "${feature_scripts}_vllm.sh" 901
  exits 0
  never_says '^(changed|failed|unknown|warning)'
}

@test 'ollama: its archive, and a service that listens' {
  given_featured ollama
  for ctid in 920 930; do
    converges_and_stays ollama "$ctid"
    [[ $(in_container "$ctid" perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new("127.0.0.1:11434"); print $s "GET /api/tags HTTP/1.0\r\n\r\n"; print(<$s>)') == *'{"models":[]}' ]]
  done
}
