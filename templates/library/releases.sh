# What is replaced as a whole stands in a directory that is named after the sha256 of what it was made from, and a link leads
# to it. A record, written last, lists what belongs to it. So there is the old one or the new one, and never a half.
readonly release_record=.phoenix-release

release_directory() { # <result variable> <path> <sha256>
  printf -v "$1" '%s' "$2.releases/${3:0:16}"
}

# The link leads to what was made from this file, all that was noted is there, and no other is left over.
release_is() { # <path> <sha256>
  local release='' other
  release_directory release "$1" "$2"
  [[ -L $1 || ! -e $1 ]] || {
    advice="move it away, if nobody needs it"
    cannot_tell "$1 as a link to $release" 'something else in its place, which is not ours to remove'
    return
  }
  release_is_complete "$release" "$2" || return
  [[ $1 -ef $release ]] || {
    drift "$1 as a link to $release" 'another link, or none'
    return
  }
  for other in "$1".releases/*; do
    [[ $other == "$release" ]] || {
      drift "$release alone" "$other"
      return
    }
  done
}

release_is_complete() { # <directory> <sha256>
  local lines=() name
  if [[ -f $1/$release_record ]]; then mapfile -t lines <"$1/$release_record"; fi
  [[ ${lines[0]:-} == "$2" ]] || {
    drift "$1, complete, from sha256 $2" "${lines[0]:-nothing, or a half}"
    return
  }
  for name in "${lines[@]:1}"; do
    [[ -e $1/$name || -L $1/$name ]] || {
      drift "$1/$name" 'no such file'
      return
    }
  done
}

# What a killed run left of it goes first.
begin_release() { # <directory>
  rm --recursive --force -- "$1"
  mkdir --parents -- "$1"
}

end_release() { # <directory> <sha256> <name…>
  local names=''
  (($# < 3)) || printf -v names '%s\n' "${@:3}"
  replace_file "$1/$release_record" 0644 "$2"$'\n'"$names"
}

# From now on this one is used; the others go. A service that was started before must be able to tell.
use_release() { # <path> <sha256>
  local release='' other
  release_directory release "$1" "$2"
  touch -- "$release/$release_record"
  ln --symbolic --force --no-dereference -- "${release#"${1%/*}"/}" "$1.ashlar-new"
  mv --force --no-target-directory -- "$1.ashlar-new" "$1"
  for other in "$1".releases/*; do
    [[ $other == "$release" ]] || rm --recursive --force -- "$other"
  done
}
