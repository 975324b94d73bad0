# The configuration passes the nodes of these GPUs and of no other, in one of the two ways.
passthrough_is_configured() { # <CTID> <GPUs> <mount|devices>
  local text differences=''
  plan_passthrough "$@" || return
  name_doubts "$1"
  if ! own_lines_are_wanted; then
    tell_line_difference differences
    new_conf text
    show_content_diff "/etc/pve/lxc/$1.conf" "$text"
  fi
  if ((${#device_arguments[@]} > 0)); then
    differences+="${differences:+; }devN properties that need ${device_arguments[*]}"
  fi
  [[ -z $differences ]] || drift "nodes of ${2:+GPU }${2:-no GPU} in /etc/pve/lxc/$1.conf" "$differences"
}

# What the configuration says, and what it is to say. Nothing is changed.
plan_passthrough() { # <CTID> <GPUs> <mount|devices>
  read_conf "$1" || return
  find_wanted_nodes "$2" || return
  find_wanted_lines "$3"
  find_own_lines
  plan_device_properties "$3"
}

# Properties for devices ask for a Proxmox that knows them, before anything is changed.
passthrough_is_possible() { # <CTID> <GPUs> <mount|devices>
  # A container that is not there is found by another precondition.
  [[ $3 == devices && -e /etc/pve/lxc/$1.conf ]] || return 0
  plan_passthrough "$@" || return
  ((${#device_arguments[@]} == 0)) || proxmox_knows_devices
}

# Our lines first, under the lock of Proxmox; then the properties, for which pct takes that lock itself.
configure_host_gpu_passthrough() { # <CTID> <GPUs> <mount|devices> <deadline of the lock in seconds>
  local text
  lock_conf "$1" "$4"
  demand_unlocked_container "$1"
  plan_passthrough "$1" "$2" "$3"
  if ! own_lines_are_wanted; then
    new_conf text
    # Where the script knows which containers run, a later step of it restarts this one.
    mark_stale_container "$1"
    replace_conf "$1" "$text"
  fi
  exec {conf_fd}>&-
  set_device_properties "$1"
  proxmox_reads_conf "$1" "${wanted_lines[@]}"
}
