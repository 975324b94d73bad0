# What the world consists of, as text by which two moments can be compared.
# shellcheck shell=bash

tree_snapshot() { tree >"$WORLD/out/tree.$1"; } # NAME

same_tree() { # NAME
  changes_since "$1"
  [[ ! -s $WORLD/out/changes ]] || fails "the world since $1" unchanged "$(<"$WORLD/out/changes")"
}

differs_in() { # NAME REGEX
  changes_since "$1"
  grep -Eq -- "^[<>] .*$2" "$WORLD/out/changes" \
    || fails "the world since $1" "a difference in $2" "$(<"$WORLD/out/changes")"
}

changes_since() { # NAME
  tree >"$WORLD/out/tree.now"
  diff -- "$WORLD/out/tree.$1" "$WORLD/out/tree.now" >"$WORLD/out/changes" || (($? == 1))
}

tree() {
  local place guest
  {
    written "$WORLD" ''
    for place in dev:/dev run:/run sys:/sys state:/world; do
      entries "$WORLD/${place%%:*}" "${place#*:}" < <(paths "$WORLD/${place%%:*}")
    done
    sed 's/^/module /' "$WORLD/proc/modules"
    for guest in $(guests "$WORLD"); do
      written "$WORLD/guests/$guest" "/ct$guest"
      entries "$WORLD/guests/$guest/dev" "/ct$guest/dev" < <(paths "$WORLD/guests/$guest/dev")
    done
  } | exclude "$BATS_WORLD/unchanged.exclude" | LC_ALL=C sort
}

guests() { find "$1/guests" -mindepth 1 -maxdepth 1 -name '[1-9]*' -printf '%f\n'; } # WORLD

# A path that overlayfs copied up without a change looks like the one in a layer below: no difference.
written() { # DIR PREFIX: what stands in upper/, over the layers that DIR/layers names
  local layers
  IFS=: read -ra layers <"$1/layers"
  paths "$1/upper" >"$WORLD/out/paths"
  for_layers "${layers[@]}" / >"$WORLD/out/lower"
  entries "$1/upper" '' <"$WORLD/out/paths" | { grep -vxFf "$WORLD/out/lower" || (($? == 1)); } | with_content "$1/upper" \
    | sed -E "s:^(([^ ]+ ){4}):\1$2:"
}

for_layers() { # DIR…
  local layer
  for layer; do entries "$layer" '' <"$WORLD/out/paths"; done
}

# What is mounted below is none of it.
paths() { (cd "$1" && find . -xdev -mindepth 1 -print0); } # DIR

# One line a path (NUL-separated on stdin): type and mode, owner, time, size, path, target. A directory's size says nothing.
entries() { # DIR PREFIX
  # stat complains of what is not in this layer, which is no error.
  (cd "$1" && QUOTING_STYLE=literal xargs --null --no-run-if-empty stat --printf "%A %u:%g %.9Y %s $2%N\n" 2>/dev/null) \
    | sed -E 's:^(([^ ]+ ){4}[^ ]*)\./:\1/:; s:^(d([^ ]+ ){3})[0-9]+ :\1- :' || true
}

with_content() { # DIR
  tee "$WORLD/out/written"
  (cd "$1" && sed -nE 's:^-([^ ]+ ){4}(/.*)$:.\2:p' "$WORLD/out/written" \
    | xargs --no-run-if-empty --delimiter='\n' sha256sum | sed -E 's:^(\S+)  \.:content - - \1 :')
}

# The list's patterns are for a path, in a container's root as well (/ct901/…); a line has four fields before it.
exclude() { # LIST…
  grep -Evf <(sed -E '/^#/d; s:^\^/:^([^ ]+ ){4}(/ct[0-9]+)?/:; s:\$:( |$):g' "$@") || (($? == 1))
}
