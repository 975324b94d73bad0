# The pinned file is there. Beside it stands what was hashed when it came: this sha256, and its size. That is enough for
# a converged host; --verify-cache hashes the file again.
download_is() { # <path> <sha256>
  local record='' size digest=''
  [[ -e $1 || -L $1 ]] || {
    drift "a file with sha256 $2" 'nothing'
    return
  }
  [[ -f $1 ]] || {
    cannot_tell "a file in $1" 'something else in its place'
    return
  }
  [[ -v file_facts[$1] ]] || {
    cannot_tell "what stat says of $1" 'nothing'
    return
  }
  read -r _ _ size _ <<<"${file_facts[$1]}"
  if [[ -f $1.verified ]]; then IFS= read -r record <"$1.verified" || true; fi # its line may be cut short
  [[ $record == "$2 $size" ]] || {
    drift "$1 checked against sha256 $2" "$size bytes; checked so far (sha256, size): ${record:-nothing}"
    return
  }
  [[ ${file_facts[$1]} == '0644 root:root '* ]] || {
    drift 'mode 0644, root:root' "${file_facts[$1]% * * *}"
    return
  }
  [[ ${flags["verify-cache"]:-no} == yes || -v hash_anew[$1] ]] || return 0
  digest_of digest "$1" || return
  [[ $digest == "$2" ]] || drift "sha256 $2" "sha256 $digest"
}

# Before the first change: a file that is still to come can be had, and has room.
download_is_possible() { # <path> <sha256> <source>
  local answer=0 digest='' size=''
  download_is "$1" "$2" || answer=$?
  ((answer == 1)) || return "$answer"
  if [[ -f $1 ]]; then
    digest_of digest "$1" || return
    [[ $digest != "$2" ]] || return 0
  fi
  advice="fetch the file elsewhere and put it at $1, or name a mirror or a path in the configuration"
  source_size size "$3" || return
  [[ -n $size ]] || return 0
  download_size[$1]=$size
  advice="make room, or move ${1%/*} to a larger file system"
  has_room "${1%/*}" "${download_size[$1]}" "$3"
}

# A right file that is already there, put by hand or left by a killed run, is kept; any other is fetched again.
obtain_download() { # <path> <sha256> <source> <deadline in seconds>
  local digest='' size='' cache_lock=''
  mkdir --parents -- "${1%/*}"
  lock_cache "${1%/*}" "$4"
  [[ ! -f $1 ]] || digest_of digest "$1"
  if [[ $digest != "$2" ]]; then fetch_pinned "$@"; fi
  chown root:root -- "$1"
  chmod 0644 -- "$1"
  probe size stat --dereference --format=%s -- "$1"
  replace_file "$1.verified" 0644 "$2 $size"$'\n'
  exec {cache_lock}<&-
}

# Runs for several containers share the cache: one fetches, the others take what it has fetched.
lock_cache() { # <directory> <deadline in seconds>
  exec {cache_lock}<"$1"
  flock --timeout "$2" "$cache_lock" || time_out download "the end of another download into $1" "$2"
}

# Only what has the right sha256 gets the name. A wrong one is fetched once more: a proxy may have cut it short.
fetch_pinned() { # <path> <sha256> <source> <deadline in seconds>
  local try digest=''
  for try in first second; do
    rm --force -- "$1.part"
    advice="fetch the file elsewhere, put it at $1 and run the same command again"
    fetch "$3" "$1.part" "$4"
    digest_of digest "$1.part"
    if [[ $digest == "$2" ]]; then
      mv --force --no-target-directory -- "$1.part" "$1"
      return
    fi
    warn "the $try download of $3 has sha256 $digest"
  done
  rm --force -- "$1.part"
  advice='compare the sha256 in the configuration with the one the vendor publishes for this file'
  expected="sha256 $2" found="sha256 $digest"
  fail_step "what came from $3 is not the pinned file"
}

# The host's cache has the file or fetches it, once it is known that it can be had; the container gets it whole.
bring_pinned() { # <source> <sha256> <path in the cache> <download deadline> <place in the container>
  local answer=0
  observe_files "$3"
  download_is_possible "$3" "$2" "$1" || answer=$?
  ((answer != 1)) || fail_step "refused: $1 cannot be had" 4
  ((answer == 0)) || fail_step "cannot tell whether $1 can be had"
  download_is "$3" "$2" || answer=$?
  ((answer == 0)) || obtain_download "$3" "$2" "$1" "$4"
  push_to_container "$3" "$5" "$2"
  change_container "$step"
}

ask_this_step() {
  ask_container "$step"
}
