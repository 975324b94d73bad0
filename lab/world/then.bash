# Then: what a scenario demands of a lab, where it cannot be seen as in a sandbox.
# shellcheck shell=bash

# pct's own way to tell.
state_of() { # CTID: prints running or stopped
  if inside grep -q "@/var/lib/lxc/$1/command$" /proc/net/unix; then printf 'running\n'; else printf 'stopped\n'; fi
}

# What the kernel says when the node is opened: there is no driver of its number, or it is forbidden.
node_of() { # CTID PATH
  in_container "$1" bash -c '
    if [[ ! -e $1 ]]; then echo none; exit; fi
    if [[ ! -c $1 ]]; then echo file; exit; fi
    case $(LC_ALL=C; { : <"$1"; } 2>&1) in
      *"No such device or address") echo ok ;;
      *"Operation not permitted") echo refused ;;
      *) echo odd ;;
    esac' node_of "$2"
}

# The script has nothing left to do after this run.
converges_now() { # SCRIPT ARGUMENT…
  run_script "$@"
  converges
  stays_converged "$@"
}

stays_converged() { # SCRIPT ARGUMENT…
  tree_snapshot before
  run_script "$@"
  exits 0
  never_says '^(changed|failed|unknown)'
  same_tree before
}

# Requests that the mirror has had from the last run.
fetches() { grep -Eq -- "$1" <<<"$requests" || fails 'a request' "$1" "$requests"; }                                      # REGEX
never_fetches() { ! grep -Eq -- "$1" <<<"$requests" || fails 'a request' "never $1" "$(grep -E -- "$1" <<<"$requests")"; } # REGEX
