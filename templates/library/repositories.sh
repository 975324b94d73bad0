# A repository of apt's that is ours: its source file, its keyring, and what comes from it.

# Another one, such as that of a vendor's keyring package, has another key.
is_named_only_here() { # <URL> <own source file>
  local file others=''
  find_sources "$1"
  for file in "${naming_files[@]}"; do
    [[ $file == "$2" ]] || others+=" $file"
  done
  [[ -z $others ]] || drift "one source that names $1" "also$others"
}

own_file_is() { # <path> <content>
  local answer=0
  file_is "$1" 0644 "$2" || answer=$?
  expected="$1: $expected"
  return "$answer"
}

# The installed keyring is byte for byte the key whose fingerprint was compared when it came.
keyring_is_compared() { # <keyring> <name in the cache> <fingerprint>
  local record=${key_records[$2]:-} digest=''
  [[ -f $1 && -v file_facts[$1] ]] || {
    drift "a key in $1" 'nothing'
    return
  }
  [[ ${file_facts[$1]} == '0644 root:root '* ]] || {
    drift "mode 0644, root:root, on $1" "${file_facts[$1]% * * *}"
    return
  }
  [[ -n $record ]] || {
    drift "a key with fingerprint $3" 'no record that it was compared'
    return
  }
  digest_of digest "$1" || return
  [[ $digest == "$record" ]] || drift "the key with fingerprint $3 in $1" 'another content'
}

# The version that apt would install is one of this repository. The file may be there while the lists are not.
candidate_comes_from() { # <package> <URL>
  local policy='' version='' block='' line origin
  ask_policy policy "$1" || return
  candidate_of version "$1" "$policy"
  policy_of block "$1" "$policy"
  block=${block#*'Version table:'}
  block=${block#*$'\n'????" $version "}
  # The first line is the rest of the version's own; those of its sources are set in further than the next version.
  while IFS= read -r line; do
    read -r _ origin _ <<<"$line"
    if is_same_repository "$origin" "$2"; then return 0; fi
    [[ $line == '        '* || $line =~ ^[0-9]+$ ]] || break
  done <<<"$block"
  if [[ -n $version ]]; then advice="see where apt takes it from: apt-cache policy $1"
  else advice="name a repository that has $1, or another CUDA release, in the configuration"; fi
  drift "a candidate for $1 from $2" "${version:-none}"
}

# Any of its versions does: which one apt takes is told by the packages that are installed in the end.
repository_offers() { # <package> <URL>
  local policy='' block='' origin
  ask_policy policy "$1" || return
  policy_of block "$1" "$policy"
  while read -r _ origin _; do
    if is_same_repository "$origin" "$2"; then return 0; fi
  done <<<"${block#*'Version table:'}"
  drift "$1 from $2" 'none'
}

# dpkg is a package that apt always knows: an answer without it is none.
ask_policy() { # <result variable> <package>
  local answer=''
  if ! ask_apt answer apt-cache policy dpkg "$2" || [[ $answer != dpkg:* ]]; then
    cannot_tell "what apt-cache policy says of $2" "exit code $last_exit, ${answer:0:60}"
    return
  fi
  printf -v "$1" '%s' "$answer"
}

# Beside the target first, then renamed over it.
replace_with_copy() { # <file> <target>
  cp --force -- "$1" "$2.ashlar-new"
  chmod 0644 -- "$2.ashlar-new"
  mv --force --no-target-directory -- "$2.ashlar-new" "$2"
}

# A repository has an InRelease, or a Release with a signature of its own.
release_is_obtainable() { # <URL>
  local answer=0 size=''
  source_size size "$1InRelease" || answer=$?
  [[ $answer == 1 && $found =~ ^(none|HTTP/[0-9.]+\ 404\ .*)$ ]] || return "$answer"
  source_size size "$1Release"
}
