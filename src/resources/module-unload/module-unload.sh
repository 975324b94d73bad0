# In this order they can be removed: each module stands before those that it uses.
readonly module_family=(nvidia_peermem nvidia_vgpu_vfio nvidia_uvm nvidia_drm nvidia_modeset nvidia)
# Keeps everybody from loading the module at the next boot: udev, modules-load.d, nvidia-modprobe, containers.
readonly module_barrier=/etc/modprobe.d/phoenix-nvidia-until-replaced.conf
# Who uses the loaded driver: containers by id, and processes of the host itself.
declare -ga driver_guests=() driver_processes=()

# The kernel holds no module of the driver, or one of a complete driver that the installer does not have to replace.
old_module_is_gone() { # <version> <open|proprietary|''>
  local loaded
  loaded_version loaded nvidia || return
  [[ -n $loaded ]] || {
    [[ ! -e $module_barrier ]] || drift 'a module nvidia that may be loaded' "$module_barrier, from before a reboot"
    return
  }
  [[ $loaded == "$1" ]] || {
    drift "no module nvidia in the kernel, or $1" "$loaded"
    return
  }
  driver_is_complete "$1" "$2"
}

# Before the first change: who uses a module that has to go is named, and containers are stopped only with consent.
nobody_uses_old_module() { # <version> <open|proprietary|''>
  local answer=0 users
  old_module_is_gone "$1" "$2" || answer=$?
  ((answer == 1)) || return "$answer"
  [[ -d /sys/module/nvidia ]] || return 0
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

# Only the lines above the first section are in force; the sections are snapshots.
passes_driver() { # <container configuration>
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    [[ $line != '['* ]] || break
    if [[ $line =~ ^(dev[0-9]+|lxc\.mount\.entry)\ *[:=]\ */dev/nvidia ]]; then return 0; fi
  done <"$1"
  return 1
}

# Processes that have a device node of the driver open. One in a container counts as that container; the persistence
# daemon does not count, because it is stopped by its unit.
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

# Adds the container that a process runs in to driver_guests; fails for a process of the host itself. The control group
# of the process names the container.
remember_guest_of() { # <process>
  local group=''
  [[ ! -r /proc/$1/cgroup ]] || IFS= read -r -d '' group <"/proc/$1/cgroup" || true # read to the end of the file
  [[ $group =~ /lxc/([0-9]+)/ ]] || return
  [[ " ${driver_guests[*]} " == *" ${BASH_REMATCH[1]} "* ]] || driver_guests+=("${BASH_REMATCH[1]}")
}

unload_modules() { # <deadline for a container in seconds>
  local modules=()
  find_loaded_modules modules
  if ((${#modules[@]} > 0)); then
    stop_users "$1"
    refuse_used_modules
    # rmmod removes one module after the other and goes on after a refusal.
    run rmmod "${modules[@]}" || name_modules_left "${modules[@]}"
  fi
  rm --force -- "$module_barrier"
}

# Containers and the persistence daemon. A process of the host is somebody's work and not ended from here.
stop_users() { # <deadline for a container in seconds>
  local id
  find_driver_guests
  refuse_driver_processes
  ((${#driver_guests[@]} == 0)) || [[ ${flags["stop-guests"]} == yes ]] \
    || fail_step "containers that use the driver have been started meanwhile: ${driver_guests[*]}" 4
  for id in "${driver_guests[@]}"; do stop_guest "$id" "$1"; done
  stop_persistence_daemon
}

# Processes were named before the first change; here are those that came since.
refuse_driver_processes() {
  find_driver_processes
  ((${#driver_processes[@]} > 0)) || return 0
  expected='nobody who uses the loaded driver' found=${driver_processes[*]} last_command=''
  advice='end these processes, then run again'
  fail_step 'processes use the driver that have been started meanwhile' 4
}

find_loaded_modules() { # <result array>
  local module
  local -n family_members=$1
  family_members=()
  for module in "${module_family[@]}"; do
    [[ ! -d /sys/module/$module ]] || family_members+=("$module")
  done
}

name_modules_left() { # <module…>
  local left=()
  find_loaded_modules left
  expected="none of $* in the kernel" found="still loaded: ${left[*]:-none}"
  fail_step 'the modules could not be removed'
}

stop_persistence_daemon() {
  local state
  probe state systemctl is-active nvidia-persistenced.service || true # the exit code is judged with the answer
  case $last_exit:$state in
    0:active) ;;
    [34]:*) return 0 ;; # not active, or not there: nothing to stop
    *)
      expected='active, or that it is not' found="exit code $last_exit, ${state:-nothing}"
      fail_step 'cannot tell whether nvidia-persistenced runs'
      ;;
  esac
  run systemctl stop nvidia-persistenced.service
  warn 'nvidia-persistenced was stopped and is not started again'
}

# Every module is used by as many others as stand in its holders/. When its reference count is higher, somebody else uses
# it, perhaps inside the kernel: nothing is removed then, and the host has to boot without the module.
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
  ((${#used[@]} > 0)) || return 0
  refuse_driver_processes
  boot_without_modules "${used[*]}"
}

# A reboot alone would load the same module for the same user again. The barrier goes when the module is gone. Where a
# boot has not helped, another will not: the mark of a needed reboot is in /run, which a boot clears.
boot_without_modules() { # <used modules>
  [[ ! -e $module_barrier || -e $reboot_marker ]] || {
    expected="no module nvidia after a boot with $module_barrier" found="loaded and in use: $1" last_command=''
    advice='find out who loads it (an initramfs with nvidia in it?), or boot once with module_blacklist=nvidia'
    fail_step 'a reboot has not freed the loaded module' 4
  }
  mark_reboot
  replace_file "$module_barrier" 0644 $'# Until the old driver is replaced.\ninstall nvidia /bin/false\n'
  request_reboot "something still uses the loaded $1"
}
