# Read by the script under test through BASH_ENV: kills it just before a simple command, or lists its commands.
# shellcheck shell=bash
# /world/kill-at: `script|all|trace` N REGEX; matched against `FUNCTION: COMMAND`.

if [[ $0 == */phoenix_hypervisor/* && -s /world/kill-at ]]; then
  read -r kill_mode kill_turn kill_regex </world/kill-at

  # Counted in a file, since a subshell's variables end with it.
  is_turn() {
    local dots
    printf . >>/world/kill-count
    IFS= read -r dots </world/kill-count || true # no newline at its end
    [[ $kill_mode != trace && ${#dots} == "$kill_turn" ]]
  }

  kill_here() { # FUNCTION COMMAND
    # On entering a function bash announces its call a second time.
    [[ ${2%% *} != "$1" && "$1: $2" =~ $kill_regex ]] || return 0
    [[ $kill_mode != trace ]] || printf '%s\n' "$1: ${2//$'\n'/ }" >>/world/trace
    is_turn || return 0
    # A process that signals all of them spares itself, and a subshell outlives its script.
    if [[ $kill_mode == script ]]; then kill -KILL "$$"; else kill -KILL -1; fi
    kill -KILL "$BASHPID"
  }

  set -o functrace
  trap 'kill_here "${FUNCNAME[0]:-main}" "$BASH_COMMAND"' DEBUG
fi
