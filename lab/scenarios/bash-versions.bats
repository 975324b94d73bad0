#!/usr/bin/env bats
# The same bytes under each bash that a Proxmox host may have, and one that is to come.
load ../lab

setup_file() {
  raise_lab debian12
  alone "$LAB_SOURCES/base/build" bashes >/dev/null
}
teardown_file() { fell_lab; }

# In place of the distribution's own. Whatever runs it already keeps what it has.
given_bash() { # VERSION [CTID]
  local put=(inside)
  [[ -z ${2:-} ]] || put=(in_container "$2")
  "${put[@]}" sh -c 'cat >/usr/bin/bash.new; chmod 0755 /usr/bin/bash.new; mv /usr/bin/bash.new /usr/bin/bash' \
    <"$LAB_CACHE/bashes/bash-$1"
}

bash_is() { # VERSION [CTID]
  local ask=(inside) found
  [[ -z ${2:-} ]] || ask=(in_container "$2")
  found=$("${ask[@]}" bash -c 'printf "%s.%s" "${BASH_VERSINFO[@]:0:2}"')
  [[ $found == "$1" ]] || fails "bash ${2:+in $2}" "$1" "$found"
}

every_script_is_read() {
  local scripts
  mapfile -t scripts < <(inside find "$PHOENIX/bin" -name '*.sh')
  ((${#scripts[@]} > 2)) || fails 'the scripts' 'more than two' "${scripts[*]}"
  inside sh -c 'for script; do bash -n "$script" || exit 1; done' sh "${scripts[@]}"
}

converges() { # SCRIPT [CTID]
  run_script "$1" --plan "${@:2}"
  exits 3
  run_script "$@"
  exits 0
  tree_snapshot converged
  run_script "$@"
  exits 0
  changed_only
  same_tree converged
}

host_and_container_converge_under() { # VERSION
  given_host
  given_config .
  given_lxc_config .
  given_bash "$1"
  bash_is "$1"
  every_script_is_read
  converges "$HOST_SCRIPT"
  given_container 901
  given_booted 901
  given_bash "$1" 901
  bash_is "$1" 901
  converges "$CONTAINER_SCRIPT" 901
  bash_is "$1"
  bash_is "$1" 901
}

@test 'bash 5.1: all scripts are read, host and container converge, and then nothing changes' {
  host_and_container_converge_under 5.1
}

# Under this one all the other scenarios run.
@test 'bash 5.2: the host has it, and so have its containers' {
  given_converged_host
  bash_is 5.2
  every_script_is_read
  given_container 901
  bash_is 5.2 901
}

@test 'bash 5.3: all scripts are read, host and container converge, and then nothing changes' {
  host_and_container_converge_under 5.3
}
