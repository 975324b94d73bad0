# Read by the script under test through BASH_ENV: kills it just before a simple command, or lists its commands.
# shellcheck shell=bash
# /world/kill-at: `script|all|trace` N REGEX; matched against `FUNCTION: COMMAND`.

if [[ $0 == */phoenix_hypervisor/* && -s /world/kill-at ]]; then
  read -r kill_mode kill_turn kill_regex </world/kill-at
  kill_count=0

  kill_here() { # FUNCTION COMMAND
    [[ "$1: $2" =~ $kill_regex ]] || return 0
    kill_count=$((kill_count + 1))
    case $kill_mode in
      trace) printf '%s\n' "$1: ${2//$'\n'/ }" >>/world/trace ;;
      script) ((kill_count != kill_turn)) || kill -KILL "$$" ;;
      # A process that signals all of them spares itself.
      *) ((kill_count != kill_turn)) || { kill -KILL -1; kill -KILL "$BASHPID"; } ;;
    esac
  }

  set -o functrace
  trap 'kill_here "${FUNCNAME[0]:-main}" "$BASH_COMMAND"' DEBUG
fi
