# Where a lab lives. NAME is one word; sourced by every command of this folder.
# shellcheck shell=bash

LAB_SOURCES=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
readonly LAB_SOURCES
# Only root writes below /run; what a killed command left there is cleared by the next `fell` or `raise` of the name.
readonly LABS=/run/ashlar-lab

place() { # NAME: sets LAB
  [[ $1 =~ ^[a-z][a-z0-9-]{0,30}$ ]] || refuse "a lab's name is a lower-case word, this is not: $1"
  LAB=$LABS/$1
}

refuse() { # TEXT
  printf 'lab: %s\n' "$1" >&2
  exit 2
}

# The process that is PID 1 inside, seen from outside; fails when the lab is not up.
first_process() {
  local pid
  [[ -f $LAB/pid ]] && pid=$(<"$LAB/pid") && is_first_process "$pid" && printf '%s\n' "$pid"
}

# A PID is soon another's: this one must be the first of its PID namespace, and call itself by the lab's name.
is_first_process() { # PID
  local key value state='' pids='' words=()
  # Without words is one that has ended, and for an instant one that starts another program.
  while ((${#words[@]} == 0)); do
    while read -r key value; do
      case $key in State:) state=$value ;; NSpid:) pids=$value ;; *) ;; esac
    done 2>/dev/null <"/proc/$1/status" || return 1
    [[ $state == [!ZX]* && ${pids##*$'\t'} == 1 ]] || return 1
    mapfile -d '' words 2>/dev/null <"/proc/$1/cmdline" || return 1
  done
  [[ "${words[*]} " == *"/within ${LAB##*/} "* ]]
}

demand_first_process() {
  first_process || refuse "no lab called ${LAB##*/} is up: ./ashlar lab up"
}

# Runs a command beside PID 1: in all of the lab's namespaces, but not in its host.
within() { # COMMAND ARGUMENT…
  local first
  first=$(demand_first_process)
  nsenter --target "$first" --mount --net --pid --ipc --uts --cgroup -- "$@"
}

# Runs a command in the host, as root over ssh would: nothing of the caller's environment but TERM.
attach() { # COMMAND ARGUMENT…
  within lxc-attach --lxcpath "$LAB/state/lxc" --name pve --clear-env --set-var HOME=/root --set-var "TERM=${TERM:-dumb}" \
    --set-var PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --set-var LANG=C.UTF-8 -- "$@"
}
