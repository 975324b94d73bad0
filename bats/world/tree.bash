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
  local place guest parts=(written "$WORLD" '')
  for place in dev:/dev run:/run sys:/sys state:/world; do
    parts+=(entries "$WORLD/${place%%:*}" "${place#*:}")
  done
  for guest in $(guests "$WORLD"); do
    parts+=(written "$WORLD/guests/$guest" "/ct$guest" entries "$WORLD/guests/$guest/dev" "/ct$guest/dev")
  done
  "$BATS_WORLD/world/describe" "${parts[@]}" >"$WORLD/out/described"
  sed 's/^/module /' "$WORLD/proc/modules" | cat "$WORLD/out/described" - \
    | exclude "$BATS_WORLD/unchanged.exclude" | LC_ALL=C sort
}

guests() { find "$1/guests" -mindepth 1 -maxdepth 1 -name '[1-9]*' -printf '%f\n'; } # WORLD

# What is mounted below is none of it.
paths() { (cd "$1" && find . -xdev -mindepth 1 -print0); } # DIR

# The list's patterns are for a path, in a container's root as well (/ct901/…); a line has four fields before it.
exclude() { # LIST…
  grep -Evf <(sed -E '/^#/d; s:^\^/:^([^ ]+ ){4}(/ct[0-9]+)?/:; s:\$:( |$):g' "$@") || (($? == 1))
}
