# Newest dependant first: the order in which the family lets go.
readonly module_family=(nvidia_peermem nvidia_vgpu_vfio nvidia_uvm nvidia_drm nvidia_modeset nvidia)
# Who uses the loaded driver: containers by id, and processes of the host itself.
declare -ga driver_guests=() driver_processes=()

# The kernel holds no module of the driver, or the wanted one with nothing that the installer would have to do again.
old_module_is_gone() { # <version> <installer>
  local loaded
  loaded_version loaded nvidia || return
  [[ -n $loaded ]] || return 0
  [[ $loaded == "$1" ]] || {
    drift "no module nvidia in the kernel, or $1" "$loaded"
    return
  }
  driver_files_are "$1" "$2"
}

# Users are named before anything is changed; containers are stopped only when the operator says so.
users_let_go() { # <version> <installer>
  local answer=0 users
  old_module_is_gone "$1" "$2" || answer=$?
  ((answer == 1)) || return "$answer"
  find_driver_guests || return
  find_driver_processes
  if ((${#driver_processes[@]} > 0)); then
    advice='end these processes, then run again' last_command=''
    users=${driver_processes[*]}${driver_guests[*]:+, containers ${driver_guests[*]}}
    drift 'nobody who uses the loaded driver' "$users"
  elif ((${#driver_guests[@]} > 0)) && [[ ${flags["stop-guests"]} == no ]]; then
    advice='stop them, or run with --stop-guests; they are not started again' last_command=''
    drift 'no running container that uses the loaded driver' "containers ${driver_guests[*]}"
  elif ((${#driver_guests[@]} > 0)); then
    warn "containers that will be stopped: ${driver_guests[*]}"
  fi
}

# Running containers whose configuration passes a node of the driver.
find_driver_guests() {
  local file id listing='' using=()
  driver_guests=()
  for file in /etc/pve/lxc/*.conf; do
    id=${file##*/}
    if [[ -f $file ]] && passes_driver "$file"; then using+=("${id%.conf}"); fi
  done
  ((${#using[@]} > 0)) || return 0
  probe listing pct list || true # a listing that lacks a container is no answer, whatever the exit code
  for id in "${using[@]}"; do
    [[ $'\n'$listing =~ $'\n'$id' '+(running|stopped) && $last_exit == 0 ]] || {
      cannot_tell "from pct list whether container $id runs" "${listing:-nothing}"
      return
    }
    [[ ${BASH_REMATCH[1]} == stopped ]] || driver_guests+=("$id")
  done
}

# Only what stands above the first section is in force; the sections below are snapshots.
passes_driver() { # <container configuration>
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    [[ $line != '['* ]] || break
    if [[ $line =~ ^(dev[0-9]+|lxc\.mount\.entry)\ *[:=]\ */dev/nvidia ]]; then return 0; fi
  done <"$1"
  return 1
}

# Processes that hold a node open. One inside a container counts as that container; the persistence daemon is stopped
# with its unit.
find_driver_processes() {
  local node descriptor process name nodes=() seen=' '
  driver_processes=()
  for node in /dev/nvidia* /dev/nvidia-caps/*; do
    [[ ! -c $node ]] || nodes+=("$node")
  done
  for descriptor in /proc/[0-9]*/fd/*; do
    process=${descriptor#/proc/}
    process=${process%%/*}
    if [[ $seen == *" $process "* ]] || ! is_one_of "$descriptor" "${nodes[@]}"; then continue; fi
    seen+="$process "
    read_word name "/proc/$process/comm"
    if ! remember_guest_of "$process" && [[ $name != nvidia-persiste* ]]; then
      driver_processes+=("process $process ($name)")
    fi
  done
}

is_one_of() { # <file> <file…>
  local other
  for other in "${@:2}"; do
    if [[ $1 -ef $other ]]; then return 0; fi
  done
  return 1
}

# The control group of a process in a container names it.
remember_guest_of() { # <process>
  local group=''
  [[ ! -r /proc/$1/cgroup ]] || IFS= read -r -d '' group <"/proc/$1/cgroup" || true # read to the end of the file
  [[ $group =~ /lxc/([0-9]+)/ ]] || return
  [[ " ${driver_guests[*]} " == *" ${BASH_REMATCH[1]} "* ]] || driver_guests+=("${BASH_REMATCH[1]}")
}

unload_modules() { # <deadline for a container in seconds>
  local id module loaded=()
  find_driver_guests
  find_driver_processes
  ((${#driver_guests[@]} == 0)) || [[ ${flags["stop-guests"]} == yes ]] \
    || fail_step "containers that use the driver have been started meanwhile: ${driver_guests[*]}" 4
  for id in "${driver_guests[@]}"; do stop_guest "$id" "$1"; done
  stop_persistence_daemon
  refuse_used_modules
  for module in "${module_family[@]}"; do
    [[ ! -d /sys/module/$module ]] || loaded+=("$module")
  done
  # One call for all, dependants first: no half of the family stays behind.
  run rmmod "${loaded[@]}"
}

# Under high availability the request comes back at once and the container stops later.
stop_guest() { # <id> <deadline in seconds>
  local state began=$SECONDS
  run pct shutdown "$1" --timeout "$2" --forceStop 1
  while true; do
    probe state pct status "$1"
    [[ $state != 'status: stopped' ]] || return 0
    ((SECONDS - began < $2)) || time_out guest_stop "the end of container $1 (last seen: $state)" "$2"
    sleep 1
  done
}

stop_persistence_daemon() {
  local state
  probe state systemctl is-active nvidia-persistenced.service || true # not active, or not there: nothing to stop
  [[ $state == active ]] || return 0
  run systemctl stop nvidia-persistenced.service
  warn 'nvidia-persistenced was stopped and is not started again'
}

# A module that more than its own family holds cannot go; nothing is taken out of the kernel then, and a reboot frees it.
refuse_used_modules() {
  local module references holder holders used=()
  for module in "${module_family[@]}"; do
    [[ -d /sys/module/$module ]] || continue
    read_word references "/sys/module/$module/refcnt"
    holders=0
    for holder in "/sys/module/$module/holders/"*; do
      [[ ! -e $holder ]] || holders=$((holders + 1))
    done
    [[ $references == "$holders" ]] || used+=("$module")
  done
  ((${#used[@]} == 0)) || request_reboot "something still uses the loaded ${used[*]}"
}
