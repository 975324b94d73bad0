# What every fake shares: it works only in the sandbox or a lab, records its call, and misbehaves when the world asks
# for it.
# shellcheck shell=bash
# The world: /world/calls (one line a call), /world/fault/<command> (lines `<n|*> <action> [regex of the arguments]`);
# in a container, /world/fault/ct901/<command>, and the line starts with `ct901: `.
set -Eeuo pipefail
shopt -s nullglob extglob
export LC_ALL=C
# In a container, its name: `ct901`.
guest=''
if [[ -r /usr/local/lib/ashlar-fakes/guest ]]; then read -r guest </usr/local/lib/ashlar-fakes/guest || :; fi

# What is real in a lab but not in the sandbox: processes, systemd, nodes. Its notebook says which of the two this is.
# systemd writes the second one where it runs in a container, which no machine is.
in_lab() { [[ -e /world/lab && -e /run/systemd/container ]]; }

# A fake that escapes would change a real machine.
refuse_outside_sandbox() {
  local first
  read -r first </proc/1/comm
  [[ $first == bwrap && -d /world ]] && return
  in_lab && return
  printf '%s: a fake, works only in the sandbox or a lab\n' "${0##*/}" >&2
  exit 99
}

record() { # <command> <argument>...
  local line
  printf -v line '%q ' "$@"
  printf '%s\n' "${guest:+$guest: }${line% }" >>"${FAKE_CALLS:-/world/calls}"
}

# Runs the first fault whose turn it is; n counts the calls whose arguments match.
fault() { # <command> <argument>...
  local file=/world/fault/${guest:+$guest/}$1 turn action rest value count
  [[ -f $file ]] || return 0
  shift
  printf '%s\n' "${*//$'\n'/ }" >>"$file.count"
  while read -r turn action rest; do
    value=''
    if [[ ${action#after:} == @(exit|sleep) ]]; then read -r value rest <<<"$rest"; fi
    [[ ${*//$'\n'/ } =~ $rest ]] || continue
    count=$(matching_calls "$file.count" "$rest")
    if [[ $turn == '*' || $turn == "$count" ]]; then
      strike "$action" "$value"
      return
    fi
  done <"$file"
}

matching_calls() { # <file> <regex>
  local line count=0
  while read -r line; do
    if [[ $line =~ $2 ]]; then count=$((count + 1)); fi
  done <"$1"
  printf '%s\n' "$count"
}

# `after:` strikes when the command has done its work.
strike() { # <action> <value>
  case $1 in
    after:*) after=("${1#after:}" "$2") && trap 'strike "${after[@]}"' EXIT ;;
    exit) exit "$2" ;;
    empty) exit 0 ;;
    garbage) printf 'gar\tb\001ge \044(touch /world/executed) \140*\140 %%s \377\n' && exit 0 ;;
    kill) kill -KILL "$$" ;;
    kill-script) kill -KILL "$(script_pid)" ;;
    term-script | int-script | hup-script) kill "-${1%-script}" "$(script_pid)" ;;
    kill-all) end_everything ;;
    hup-all) kill -HUP -- -1 "$$" ;;
    event) "/world/event/${0##*/}" ;;
    stop-container) stop_container ;;
    hang) exec sleep infinity ;;
    sleep) sleep "$2" ;;
    *) printf 'unknown fault: %s\n' "$1" >&2 && exit 98 ;;
  esac
}

# In a lab as a power cut does, and then power is back.
end_everything() {
  if in_lab; then cut_power reboot; fi
  kill -KILL -- -1 "$$"
}

# The kernel ends this process with all others, and nothing that waits for it may go on before.
cut_power() { # reboot|poweroff
  systemctl "$1" --force --force
  sleep infinity
}

# All that runs in the container ends with it; the host goes on.
stop_container() {
  local process
  if in_lab; then cut_power poweroff; fi
  printf 'stopped\n' >"/world/guests/${guest#ct}"
  for process in /proc/[1-9]*; do
    if [[ ${process##*/} == "$$" ]]; then continue; fi
    if [[ $process/root -ef / ]] || is_monitor "$process" "${guest#ct}"; then kill -KILL "${process##*/}" 2>/dev/null || :; fi
  done
  wait_for_monitor "${guest#ct}"
  kill -KILL "$$"
}

is_monitor() { # <directory in /proc> <id>
  local name=''
  { IFS= read -r -d '' name <"$1/cmdline"; } 2>/dev/null || :
  [[ ${name%%*( )} == "[lxc monitor] /var/lib/lxc $2" ]]
}

# A process is gone later than the signal.
wait_for_monitor() { # <id>: until it is not to be seen
  local sockets
  while IFS= read -r -d '' sockets </proc/net/unix || [[ $sockets =~ /lxc/$1/command($|$'\n') ]]; do :; done
}

# The outermost process under the sandbox's first one is the script under test; in a lab it is what limits its time.
script_pid() {
  local pid=$PPID child=$PPID parent
  while parent=$(parent_of "$pid") && ((parent > 1)); do child=$pid pid=$parent; done
  if in_lab; then pid=$child; fi
  printf '%s\n' "$pid"
}

parent_of() { # <pid>
  local key value
  while read -r key value; do
    if [[ $key == PPid: ]]; then printf '%s\n' "$value"; fi
  done <"/proc/$1/status"
}

# The first thing a fake does.
begin() { # <argument>...
  refuse_outside_sandbox
  record "${0##*/}" "$@"
  fault "${0##*/}" "$@"
}
