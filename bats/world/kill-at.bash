# Read by the script under test through BASH_ENV: kills it just before a simple command, lets the call of pct that is this
# command fail, or lists its commands.
# shellcheck shell=bash
# /world/kill-at: `script|all|pct|trace` N|each GLOB; the glob is looked for in the beginning of
# `FUNCTION: COMMAND`, since a glob takes very long in a command of thousands of characters.

if [[ $0 == */phoenix_hypervisor/* && -s /world/kill-at ]]; then
  read -r kill_mode kill_turn kill_glob </world/kill-at

  # Counted in a file, since a subshell's variables end with it, and the next run is to go on with `each`.
  is_turn() { # PLACE
    local place places=()
    mapfile -t places </world/kill-places
    if [[ $kill_turn == each ]]; then
      for place in "${places[@]}"; do [[ $place != "$1" ]] || return 1; done
    fi
    printf '%s\n' "$1" >>/world/kill-places
    [[ $kill_turn == each || ${#places[@]} == $((kill_turn - 1)) ]]
  }

  kill_here() { # FUNCTION COMMAND THE-FUNCTION'S-ARGUMENTS
    # On entering a function bash announces its call a second time. And a run has had its failed call.
    [[ ${2%% *} != "$1" && -e /world/kill-at ]] || return 0
    if [[ $kill_mode == trace ]]; then
      printf '%s\n' "$1: ${2//$'\n'/ }" >>/world/trace
      return 0
    fi
    is_turn "$1: ${2//$'\n'/ } <- ${3//$'\n'/ }" || return 0
    case $kill_mode in
      script) kill -KILL "$$" ;;
      pct) fail_pct && return 0 ;;
      *) kill_all ;;
    esac
    # A process that signals all of them spares itself, and a subshell outlives its script.
    kill -KILL "$BASHPID"
  }

  fail_pct() {
    rm -f /world/kill-at /world/fault/pct.count
    printf '1 exit 1\n' >/world/fault/pct
  }

  # A lab has processes that are none of the run's: there it is a power cut, and then power is back.
  kill_all() {
    if [[ -e /world/lab ]]; then systemctl reboot --force --force && sleep infinity; fi
    kill -KILL -1 || true # there may be no other
  }

  # A glob, since a regex would change BASH_REMATCH under the script; here, since a call for each command is slow.
  set -o functrace
  trap '[[ "${FUNCNAME[0]:-main}: ${BASH_COMMAND:0:120}" != *$kill_glob* ]] \
    || kill_here "${FUNCNAME[0]:-main}" "$BASH_COMMAND" "$*"' DEBUG
fi
