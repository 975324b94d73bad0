# Stands, by CTID, while a container is down only to be started again. Gone with a boot, as the container's old state is.
readonly restart_mark=/run/phoenix_hypervisor/restart-

# The container runs with the nodes that its configuration passes. Without any, a stopped one has none too many, unless a
# run that was killed has stopped it.
container_runs_as_configured() { # <CTID> <GPUs> <step that writes the configuration>
  local answer=0
  [[ ! -e $restart_mark$1 ]] || {
    drift "container $1 started again" 'a restart that did not come to its end'
    return
  }
  find_wanted_nodes "$2" || return
  ask_container "$step" || answer=$?
  if [[ -z $2 && $container_state == stopped ]]; then return 0; fi
  if [[ -z $2 ]] && container_lacks_bash; then
    warn "nothing in container $1 can show whether it still has GPU nodes from before; after a restart it has none"
    answer=0
  fi
  ((answer == 0)) || return "$answer"
  [[ ${step_state[$3]} != changed ]] \
    || drift "container $1 started with its configuration" 'started before the configuration was changed'
}

# Inside: every wanted node is there and may be opened, and no other.
container_shows_nodes() {
  local pair unwanted=()
  find_unwanted_nodes unwanted
  tell_host unwanted_nodes "${unwanted[*]}"
  for pair in "${wanted_nodes[@]}"; do
    node_is "${pair% *}" "${pair#* }" || return
    node_opens "${pair% *}" || return
  done
  ((${#unwanted[@]} == 0)) || drift 'no GPU node but the assigned ones in the container' "${unwanted[*]}"
}

# Tools of the driver make nodes of every GPU in a privileged container; one whose opening is refused is of no use to it.
find_unwanted_nodes() { # <result array>
  local node answer
  local -n unwanted_found=$1
  unwanted_found=()
  for node in /dev/nvidia*; do
    if [[ ! -c $node || " ${wanted_nodes[*]} " == *" $node "* ]]; then continue; fi
    answer=0
    node_opens "$node" || answer=$?
    ((answer == 1)) || unwanted_found+=("$node")
  done
  expected='' found=''
}

restart_container() { # <CTID> <deadline in seconds>
  local state
  demand_unlocked_container "$1"
  container_said[unwanted_nodes]='' # what it said before counts no more
  probe state pct status "$1"
  case $state in
    'status: stopped') warn "container $1 was stopped and is started" ;;
    'status: running')
      warn "container $1 is restarted (expected: $expected; found: $found)"
      : >"$restart_mark$1"
      stop_guest "$1" "$2"
      ;;
    *) fail_step "cannot tell whether container $1 runs: ${state:-pct status says nothing}" ;;
  esac
  start_guest "$1" "$2"
  rm --force -- "$restart_mark$1"
}

# It has been started. Nodes that still come are waited for by a later step; one too many will not go by waiting.
container_has_restarted() { # <CTID>
  local state='' unwanted
  probe state pct status "$1" || true # a status that does not say running is no answer, whatever the exit code
  [[ $state == 'status: running' ]] || {
    drift "container $1 running" "${state:-nothing from pct status}"
    return
  }
  # What else the container answers now is for the steps that wait for it.
  ask_container "$step" || true
  unwanted=${container_said[unwanted_nodes]:-}
  expected='' found=''
  [[ -z $unwanted ]] || {
    advice="find what passes them beside the GPU lines in /etc/pve/lxc/$1.conf: pct config $1"
    drift 'no GPU node but the assigned ones in the container' "$unwanted"
  }
}
