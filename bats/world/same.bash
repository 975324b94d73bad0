# Whether a world has come to the same end as another, whatever its way there was.
# shellcheck shell=bash

# Files with mode, owner and content, devices, modules and packages equal those of a layer; times do not count.
same_as() { # BUILDER of the layer
  local own=$WORLD other place
  given_layer "$1" "$1"
  other=$WORLD WORLD=$own
  rm -f -- "$own"/out/{own,other}
  for place in . $(guests "$own"); do
    { ways_of "$own" "$place"; ways_of "$other" "$place"; } | LC_ALL=C sort --zero-terminated --unique >"$own/out/ways"
    end_of "$own" "$place" >>"$own/out/own"
    end_of "$other" "$place" >>"$own/out/other"
  done
  rm -rf --one-file-system -- "$other"
  diff -- "$own/out/other" "$own/out/own" >"$own/out/changes" \
    || fails "the world beside $1" 'no difference' "$(<"$own/out/changes")"
}

# What any run has touched since the fresh host or the fresh container.
ways_of() { # WORLD .|CTID
  local layers layer dir=$1
  [[ $2 == . ]] || dir=$1/guests/$2
  IFS=: read -ra layers < <(layers_of "$dir")
  for layer in "$dir/upper" "${layers[@]}"; do
    [[ $layer == "$LAYERS"/?(*/)@(base|hide) ]] || paths "$layer"
  done
}

# Reads paths, NUL-separated, and prints a line for each of them, for all that is in these directories, and for what the
# kernel and dpkg's books say. Runs inside. What is mounted below (a lab has the kernel's own views in there) is none of it.
describe_end() { # DIRECTORY…
  cd /
  { cat; find "$@" -xdev -mindepth 1 -print0; } \
    | QUOTING_STYLE=literal xargs --null stat --printf '%A %u:%g - %s ./%N\n' 2>/dev/null | tee /tmp/entries
  sed -nE 's:^-([^ ]+ ){4}::p' /tmp/entries | xargs --delimiter='\n' b2sum --length=160 | sed -E 's:^(\S+)  :content - - \1 :'
  dpkg-query --show --showformat "package - - - \${db:Status-Abbrev}\${Package}=\${Version}\n"
  apt-mark showmanual | sed 's/^/manual - - - /'
  sort /world/proc/modules /world/proc/devices | sed 's/^/kernel - - - /'
  rm /tmp/entries
}

# What is at those places, on the devices, in the kernel and in dpkg's books.
end_of() { # WORLD .|CTID
  local root=() prefix=''
  [[ $2 == . ]] || root=(chroot "/world/ct/$2/root") prefix=/ct$2
  WORLD=$1 inside "${root[@]}" bash -c "$(declare -f describe_end); describe_end ./dev ./run ./sys" \
    <"$WORLD/out/ways" | as_end "$prefix"
}

# Paths from the root; a directory's size says nothing.
as_end() { # PREFIX [LIST OF EXCLUSIONS]…
  sed -E "s:^(([^ ]+ ){4})(\./)+:\1$1/:; s:^(d([^ ]+ ){3})[0-9]+ :\1- :" \
    | exclude "$BATS_WORLD"/{unchanged,same}.exclude "${@:2}" | LC_ALL=C sort
}
