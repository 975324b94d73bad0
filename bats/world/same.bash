# Whether a world has come to the same end as another, whatever its way there was.
# shellcheck shell=bash

# Files with mode, owner and content, devices, modules and packages equal those of a layer; times do not count.
same_as() { # BUILDER of the layer
  local own=$WORLD other
  given_layer "$1" "$1"
  other=$WORLD WORLD=$own
  { ways_of "$own"; ways_of "$other"; } | LC_ALL=C sort --zero-terminated --unique >"$own/out/ways"
  end_of "$own" "$own/out/ways" >"$own/out/own"
  end_of "$other" "$own/out/ways" >"$own/out/other"
  rm -rf --one-file-system -- "$other"
  diff -- "$own/out/other" "$own/out/own" >"$own/out/changes" \
    || fails "the world beside $1" 'no difference' "$(<"$own/out/changes")"
}

# What any run has touched since the fresh host.
ways_of() { # WORLD
  local layers layer
  IFS=: read -ra layers <"$1/layers"
  for layer in "$1/upper" "${layers[@]}"; do
    [[ $layer == "$LAYERS"/@(base|hide) ]] || paths "$layer"
  done
}

# What is at those places, on the devices, in the kernel and in dpkg's books.
end_of() { # WORLD WAYS
  WORLD=$1 inside bash -c 'cd / && { cat; find ./dev ./run ./sys -mindepth 1 -print0; } \
      | QUOTING_STYLE=literal xargs --null stat --printf "%A %u:%g - %s ./%N\n" 2>/dev/null | tee /tmp/entries
    sed -nE "s:^-([^ ]+ ){4}::p" /tmp/entries | xargs --delimiter="\n" sha256sum | sed -E "s:^(\S+)  :content - - \1 :"
    dpkg-query --show --showformat "package - - - \${db:Status-Abbrev}\${Package}=\${Version}\n"
    apt-mark showmanual | sed "s/^/manual - - - /"
    sort /world/proc/modules /world/proc/devices | sed "s/^/kernel - - - /"' <"$2" \
    | sed -E 's:^(([^ ]+ ){4})(\./)+:\1/:; s:^(d([^ ]+ ){3})[0-9]+ :\1- :' \
    | exclude "$BATS_WORLD"/{unchanged,same}.exclude | LC_ALL=C sort
}
