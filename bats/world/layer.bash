# Given: a world that an earlier run has made, kept as a layer so that only the first scenario pays for it.
# shellcheck shell=bash

given_layer() { # NAME BUILDER [VARIANT]
  local dir lock
  choose_variant "${3:-debian12}"
  dir=$LAYERS/layers/$1-$(layer_key "$2")
  mkdir -p "$LAYERS/layers"
  exec {lock}>"$dir.lock"
  flock "$lock"
  # Not `||`: a builder that fails must fail the scenario, and bash forgets -e behind one.
  if [[ ! -d $dir ]]; then make_layer "$dir" "$2"; fi
  exec {lock}>&-
  world_on "$dir"
}

# A layer is as old as the scripts that made it.
layer_key() { # BUILDER
  { declare -f "$1"; once "scripts.${GENERATED//\//-}" digest_scripts; } | sha256sum | cut -c1-16
}

digest_scripts() {
  [[ ! -d $GENERATED ]] || find "$GENERATED" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}

make_layer() { # DIR BUILDER
  given_host "$VARIANT"
  "$2"
  no_more_faults
  mv -- "$WORLD" "$1"
}

world_on() { # DIR
  WORLD=$(mktemp -d /dev/shm/ashlar-world/worlds/XXXXXX)
  mkdir "$WORLD"/{upper,work,root,guests,out}
  printf '%s\n' "$1/upper:$(<"$1/layers")" >"$WORLD/layers"
  cp -a -- "$1"/{dev,run,sys,proc,state} "$WORLD"
  guests_on "$1"
}

# Each container goes on upon what it was.
guests_on() { # DIR
  local dir guest snapshot
  for dir in "$1"/guests/[1-9]*; do
    [[ -e $dir/layers ]] || continue
    guest=$WORLD/guests/${dir##*/}
    mkdir -p "$guest"/{upper,work,root,snapshots}
    printf '%s\n' "$dir/upper:$(layers_of "$dir")" >"$guest/layers"
    for snapshot in "$dir"/snapshots/*; do
      [[ ! -e $snapshot ]] || layers_of "$dir" "snapshots/${snapshot##*/}" >"$guest/snapshots/${snapshot##*/}"
    done
    cp -a -- "$dir/dev" "$guest/dev"
  done
  [[ ! -d $1/guests/.wrong ]] || cp -a -- "$1/guests/.wrong" "$WORLD/guests/.wrong"
}

# What was frozen in a world is named by its number; in a layer it has found its place.
layers_of() { # CONTAINER'S-DIR [FILE]
  local layers
  layers=$(<"$1/${2:-layers}")
  printf '%s\n' "${layers//@/"${1%/*}/.frozen/"}"
}
