# The empty directories of a world.
# shellcheck shell=bash

new_world() { # DIR LAYERS: colon-separated, topmost first
  local name
  mkdir -p "$1"/{upper,work,root,state/{proc,ct,fault},sys,dev/{pts,shm},proc,run,guests,out}
  printf '%s\n' "$2" >"$1/layers"
  mkfifo "$1/state/storage"
  for name in null zero full random urandom tty; do : >"$1/dev/$name"; done
  for name in devices modules osrelease boot_id; do : >"$1/proc/$name"; done
  standard_links "$1/dev"
}

standard_links() { # DIR
  ln -s /proc/self/fd "$1/fd"
  ln -s /proc/self/fd/0 "$1/stdin"
  ln -s /proc/self/fd/1 "$1/stdout"
  ln -s /proc/self/fd/2 "$1/stderr"
  ln -s pts/ptmx "$1/ptmx"
}
