# What a lab consists of, as text by which two moments can be compared: the host's disk and its containers' with all
# contents, the devices and what runs, the notebook of the world with the modules.
# shellcheck shell=bash

tree() {
  local root guest parts
  root=$(host_root)
  ln -sfn "$LAB_STATE/disks/host" "$WORLD/upper"
  printf '%s\n' "$LAB_STATE/laid:$LAB_CACHE/host-$VARIANT" >"$WORLD/layers"
  parts=(written "$WORLD" '' entries "$root/dev" /dev entries "$root/run" /run entries "$WORLD/state/" /world)
  for guest in $(guests_of_lab); do
    add_container "$guest" "$root"
  done
  "$BATS_WORLD/world/describe" "${parts[@]}" >"$WORLD/out/described"
  exclude "$LAB_SOURCES/unchanged.exclude" "$BATS_WORLD/unchanged.exclude" <"$WORLD/out/described" | LC_ALL=C sort
}

guests_of_lab() {
  find "$LAB_STATE/disks/vz/images" -mindepth 1 -maxdepth 1 -name '[1-9]*' -printf '%f\n' 2>/dev/null || :
}

# The disk of a container, and what a running one has on no disk.
add_container() { # CTID ROOT-OF-HOST: adds to parts
  local volume init place view
  for volume in "$LAB_STATE/disks/vz/images/$1"/*/; do
    view=$WORLD/views/${volume#"$LAB_STATE/disks/vz/images/"}
    mkdir -p "$view"
    ln -sfn "${volume}upper" "$view/upper"
    sed "s:^/var/lib/vz-templates/:$LAB_CACHE/:; s:^/var/lib/vz/:$LAB_STATE/disks/vz/:" "${volume}layers" | paste --serial \
      --delimiters : >"$view/layers"
    parts+=(written "$view" "/ct$1")
  done
  init=$(inside lxc-info --name "$1" --pid --no-humanize 2>/dev/null) && [[ -n $init ]] || return 0
  for place in dev run; do
    parts+=(entries "$2/proc/$init/root/$place" "/ct$1/$place")
  done
}

# The host's root, seen from outside of the lab.
host_root() {
  printf '%s\n' "${LAB_STATE%"/root$LAB/state"}/root/proc/$(host_init)/root"
}
