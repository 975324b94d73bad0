# What a lab consists of, as text by which two moments can be compared: the host's disk and its containers' with all
# contents, the devices and what runs, the notebook of the world with the modules.
# shellcheck shell=bash

tree() {
  local root guest
  root=$(host_root)
  ln -sfn "$LAB_STATE/disks/host" "$WORLD/upper"
  printf '%s\n' "$LAB_STATE/laid:$LAB_CACHE/host-$VARIANT" >"$WORLD/layers"
  {
    written "$WORLD" ''
    entries "$root/dev" /dev < <(paths "$root/dev")
    entries "$root/run" /run < <(paths "$root/run")
    entries "$WORLD/state/" /world < <(paths "$WORLD/state/")
    for guest in $(guests_of_lab); do
      container_tree "$guest" "$root"
    done
  } | exclude "$LAB_SOURCES/unchanged.exclude" "$BATS_WORLD/unchanged.exclude" | LC_ALL=C sort
}

guests_of_lab() {
  find "$LAB_STATE/disks/vz/images" -mindepth 1 -maxdepth 1 -name '[1-9]*' -printf '%f\n' 2>/dev/null || :
}

# The disk of a container, and what a running one has on no disk.
container_tree() { # CTID ROOT-OF-HOST
  local volume init place
  for volume in "$LAB_STATE/disks/vz/images/$1"/*/; do
    mkdir -p "$WORLD/guest"
    ln -sfn "${volume}upper" "$WORLD/guest/upper"
    sed "s:^/var/lib/vz-templates/:$LAB_CACHE/:; s:^/var/lib/vz/:$LAB_STATE/disks/vz/:" "${volume}layers" | paste --serial \
      --delimiters : >"$WORLD/guest/layers"
    written "$WORLD/guest" "/ct$1"
  done
  init=$(inside lxc-info --name "$1" --pid --no-humanize 2>/dev/null) && [[ -n $init ]] || return 0
  for place in dev run; do
    entries "$2/proc/$init/root/$place" "/ct$1/$place" < <(paths "$2/proc/$init/root/$place")
  done
}

# The host's root, seen from outside of the lab.
host_root() {
  printf '%s\n' "${LAB_STATE%"/root$LAB/state"}/root/proc/$(host_init)/root"
}
