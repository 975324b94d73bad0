# Containers that run, by CTID, read from the kernel's list of sockets: pct itself looks for nothing else. Read once for
# all guards, without a process.
declare -gA running_guests=()
declare -g running_guests_are_known=no

# Stands, by CTID, where a running container has settings older than its configuration and nothing else shows it. Holds
# the number of its monitor, which is another one after each start. Gone with a boot, as the container's old state is.
readonly stale_mark=/run/phoenix_hypervisor/stale-

observe_running_guests() {
  local line lines=()
  running_guests=() running_guests_are_known=no
  # What cannot be read is told by the guard.
  [[ ! -r /proc/net/unix ]] || mapfile -t lines </proc/net/unix || true
  [[ ${lines[0]:-} != Num* ]] || running_guests_are_known=yes
  for line in "${lines[@]}"; do
    if [[ $line =~ ' @/var/lib/lxc/'([1-9][0-9]{2,8})/command$ ]]; then running_guests[${BASH_REMATCH[1]}]=yes; fi
  done
}

container_is_running() { # <CTID>
  [[ $running_guests_are_known == yes ]] || {
    cannot_tell 'which containers run, in /proc/net/unix' 'nothing'
    return
  }
  [[ -v running_guests[$1] ]] || drift "container $1 running" 'stopped'
}

# Before a line of the configuration is changed that no restart is seen to wait for: a run that is killed in between
# leaves one restart too many, never one too few.
mark_stale_container() { # <CTID>
  local monitor=''
  [[ -v running_guests[$1] ]] || return 0
  read_monitor monitor "$1"
  mkdir --parents -- "${stale_mark%/*}"
  printf '%s\n' "$monitor" >"$stale_mark$1"
}

# The container has not been started anew since it was marked. A mark that was cut short counts.
container_is_stale() { # <CTID>
  local marked='' monitor=''
  [[ -e $stale_mark$1 ]] || return 1
  read_word marked "$stale_mark$1"
  read_monitor monitor "$1"
  [[ -z $marked || $marked == "$monitor" ]]
}

# The process that a start leaves on the host; nothing where it does not show.
read_monitor() { # <result variable> <CTID>
  local place=/sys/fs/cgroup/lxc.monitor/$2/cgroup.procs
  printf -v "$1" ''
  [[ ! -r $place ]] || read_word "$1" "$place"
}
