#!/usr/bin/env bats
# Docker's engine on a real systemd: when it is restarted, and when it is not.
load ../lab
load ../effects/words

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

readonly SETTINGS=/etc/docker/daemon.json DOCKER_SCRIPT=lxc_setup/phoenix_hypervisor_feature_install_docker.sh

given_docker() { # CTID DISTRIBUTION
  given_host
  given_config "$(example_config)"
  given_lxc_config "$(jq --null-input --arg ctid "$1" '{lxc_configs: {($ctid): {features: ["docker"]}}}')"
  given_container "$1" "$2" unprivileged 'features: nesting=1,keyctl=1'
  run_docker "$1"
  exits 0
}

run_docker() { run_script "$DOCKER_SCRIPT" "$1"; } # CTID

changes_service_only() { # CTID
  run_docker "$1"
  exits 0
  step changed service
  step ok engine
  run_docker "$1"
  exits 0
  never_says '^(changed|failed)'
}

started() { in_container "$1" systemctl show --property ExecMainStartTimestampMonotonic --value docker; } # CTID

@test 'settings that are changed restart the engine once; a run that finds them so does not' {
  given_docker 920 debian12
  before=$(started 920)
  run_docker 920
  exits 0
  [[ $(started 920) == "$before" ]]
  in_container 920 sh -c "mkdir -p /etc/docker; echo '{\"debug\": true}' >$SETTINGS"
  changes_service_only 920
  [[ $(started 920) != "$before" ]]
  given_config '.docker.storage_driver = "vfs"'
  run_docker 920
  exits 0
  step changed storage_driver
  step changed service
  container_file 920 "$SETTINGS" 0644 $'{\n    "debug": true,\n    "storage-driver": "vfs"\n}\n'
}

@test 'an engine that was stopped, or that no boot would start, runs again and stays' {
  given_docker 930 debian13
  in_container 930 systemctl stop docker
  changes_service_only 930
  in_container 930 systemctl disable --quiet docker
  changes_service_only 930
  inside pct reboot 930
  given_booted 930
  run_docker 930
  exits 0
  never_says '^(changed|failed)'
}

@test 'settings that the engine refuses: the run ends with its own words, and goes on when they are mended' {
  given_docker 940 ubuntu2404
  in_container 940 sh -c "mkdir -p /etc/docker; echo '{\"default-runtime\": \"none\"}' >$SETTINGS"
  run_docker 940
  exits 1
  ended_at service
  says "specified default runtime 'none' does not exist"
  in_container 940 rm "$SETTINGS"
  run_docker 940
  exits 0
  step ok engine
}

@test 'with a GPU, fresh to converged and once more, it touches what it declares' {
  given_converged_container
  inside sh -c 'rm -f /usr/local/phoenix_hypervisor/cache/docker-*'
  given_config "$(example_config)"
  given_config '.docker.storage_driver = "vfs"'
  given_lxc_config '.lxc_configs["901"].features = ["nvidia", "docker"]'
  inside pct set 901 --features nesting=1
  given_running 901
  given_booted 901
  effect_words=(
    --word 'docker-ce of the configured version=docker-ce'
    --word 'docker-ce-cli of the configured version=docker-ce-cli'
    --word 'the package of the storage driver='
    --word 'docker.repo_key, else the one in the repository=http://mirror.example:8080/docker/linux/debian/gpg'
    --word 'docker.toolkit_repo_key, else the one in the repository=http://mirror.example:8080/libnvidia-container/gpgkey'
  )
  run_observed "$DOCKER_SCRIPT" 901
  exits 0
  run_observed "$DOCKER_SCRIPT" 901
  exits 0
  changed_only
  touches_only_declared "$DOCKER_SCRIPT" 901
}
