# State of containers, shared by pct, the boot and the world builder. Needs modules.bash.
# shellcheck shell=bash
# A container that given_container made has a root of its own at $GUESTS/<id>/$GUEST_ROOT, and a /dev beside it.
: "${ROOT=}" "${STATE:=/world}" "${GUESTS:=/world/ct}" "${GUEST_ROOT:=root}"

conf() { printf '%s/etc/pve/nodes/pve/lxc/%s.conf\n' "$ROOT" "$1"; } # <id>

guest_state() { # <id>
  local state=stopped
  if [[ -f $STATE/guests/$1 ]]; then read -r state _ <"$STATE/guests/$1"; fi
  printf '%s\n' "$state"
}

# As pmxcfs shows it: the guests of the whole cluster. A world seen from outside has its confs in layers.
write_guest_list() {
  local root file id kind entries=() roots=("$ROOT")
  local -A seen=()
  if [[ -n $ROOT ]]; then IFS=: read -ra roots <<<"$ROOT:$(<"$WORLD/layers")"; fi
  for root in "${roots[@]}"; do
    for file in "$root"/etc/pve/nodes/*/{lxc,qemu-server}/+([0-9]).conf; do
      id=${file##*/} id=${id%.conf} kind=lxc
      if [[ -v seen[$id] ]]; then continue; fi
      seen[$id]=yes
      if [[ $file == */qemu-server/* ]]; then kind=qemu; fi
      file=${file#"$root"/etc/pve/nodes/}
      if [[ -f $root/etc/pve/nodes/$file ]]; then entries+=("\"$id\": { \"node\": \"${file%%/*}\", \"type\": \"$kind\", \"version\": 1 }"); fi
    done
  done
  printf -v file '%s,\n' "${entries[@]}"
  printf '{\n"version": 1,\n\n"ids": {\n%s}\n\n}\n' "${file%,$'\n'}" >"$ROOT/etc/pve/.vmlist"
}

# NVIDIA nodes named before the first section, as devN or as a mount entry.
uses_nvidia() { # <id>
  sed '/^\[/,$d' "$(conf "$1")" | grep -Eq '^(dev[0-9]+: */dev/nvidia|lxc\.mount\.entry *[:=] */dev/nvidia)'
}

passed_devices() { # <id>
  sed -n '/^\[/q; s/^dev[0-9]*: *\([^,]*\).*/\1/p' "$(conf "$1")"
}

# A running guest with nodes of a loaded driver keeps it in use.
start_guest() { # <id>
  mkdir -p "$STATE/guests"
  if [[ -d $GUESTS/$1 ]]; then
    # shellcheck source=bats/fakes/guest-boot.bash
    . "${LIBRARY:-/usr/local/lib/ashlar-fakes}/guest-boot.bash"
    boot_guest "$1" || return
  fi
  printf 'running\n' >"$STATE/guests/$1"
  show_monitor "$1"
  hold_driver "$1"
}

# The process that watches it is another at each start, and its number, below the cgroup that the conf's rendering names,
# tells starts apart. Seen from outside nothing runs: a run begins with the monitors of those that do.
show_monitor() { # <id>
  mkdir -p "$SYS/fs/cgroup/lxc.monitor/$1"
  printf '%s\n' "$((1000000 + ${EPOCHREALTIME/./} % 3000000))" >"$SYS/fs/cgroup/lxc.monitor/$1/cgroup.procs"
  if [[ -z $ROOT ]]; then /usr/local/lib/ashlar-fakes/lxc-monitor "$1"; fi
}

hold_driver() { # <id>
  if ! is_loaded nvidia || ! uses_nvidia "$1"; then return 0; fi
  mkdir -p "$STATE/users/nvidia"
  : >"$STATE/users/nvidia/ct-$1"
  refresh_kernel
}

stop_guest() { # <id>
  printf 'stopped\n' >"$STATE/guests/$1"
  rm -rf "$STATE/users/nvidia/ct-$1" "$STATE/guests/$1.pending" "$SYS/fs/cgroup/lxc.monitor/$1"
  end_processes "$1"
  refresh_kernel
}

end_processes() { # <id>
  local process
  for process in /proc/[1-9]*; do
    if [[ $process/root -ef $GUESTS/$1/root ]] || is_monitor "$process" "$1"; then kill -KILL "${process##*/}" 2>/dev/null || :; fi
  done
  wait_for_monitor "$1"
}

# One question less until the HA manager has done what it was asked.
countdown() { # <id>
  local left=0 request
  for request in stop start; do
    [[ -e $STATE/guests/$1.ha-$request ]] || continue
    read -r left <"$STATE/guests/$1.ha" || :
    if ((left > 0)); then
      printf '%s\n' "$((left - 1))" >"$STATE/guests/$1.ha"
    else
      rm -f "$STATE/guests/$1.ha-$request"
      "${request}_guest" "$1"
    fi
  done
}
