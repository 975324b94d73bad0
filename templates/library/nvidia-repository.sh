# What belongs to us in apt's directories; all of it is written whole, and judged by its content.
readonly cuda_source=/etc/apt/sources.list.d/phoenix-cuda.sources
readonly cuda_pin=/etc/apt/preferences.d/phoenix-cuda
readonly cuda_keyring=/usr/share/keyrings/phoenix-cuda.gpg

# One source names the repository, its key is the one that was compared, no driver comes from it, and the toolkit does.
nvidia_repo_is_configured() { # <base> <fingerprint or nothing> <package>
  local distribution='' url='' fingerprint=$2 text=''
  read_distribution distribution || return
  repository_is_for "$1" "$distribution" || return
  repository_url url "$1" "$distribution"
  [[ -n $fingerprint ]] || vendor_fingerprint fingerprint "$distribution"
  is_named_only_here "$url" || return
  cuda_source_text text "$url"
  own_file_is "$cuda_source" "$text" || return
  cuda_pin_text text
  own_file_is "$cuda_pin" "$text" || return
  keyring_is_compared "$fingerprint" || return
  candidate_comes_from "$3" "$url"
}

# Works when nothing is there yet, and when what is there is stale, cut short, or named twice with another key.
ensure_nvidia_repo_is_configured() { # <base> <key without armour> <seconds to wait for a lock>
  local distribution='' url='' text=''
  read_distribution distribution
  repository_url url "$1" "$distribution"
  switch_off_sources "$url" "$cuda_source"
  replace_with_copy "$2" "$cuda_keyring"
  cuda_pin_text text
  replace_file "$cuda_pin" 0644 "$text"
  cuda_source_text text "$url"
  replace_file "$cuda_source" 0644 "$text"
  # From here on it is apt that judges.
  expected="lists of $url that apt trusts" found=''
  advice='mend the repository or name another one, and run the same command again'
  apt_update_only "$3" "$cuda_source"
}

# The cuda-keyring package brings a source of its own, with another key.
is_named_only_here() { # <URL>
  local file others=''
  find_sources "$1"
  for file in "${naming_files[@]}"; do
    [[ $file == "$cuda_source" ]] || others+=" $file"
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
keyring_is_compared() { # <fingerprint>
  local record=${cuda_key_records[$1]:-} digest=''
  [[ -f $cuda_keyring && -v file_facts[$cuda_keyring] ]] || {
    drift "a key in $cuda_keyring" 'nothing'
    return
  }
  [[ ${file_facts[$cuda_keyring]} == '0644 root:root '* ]] || {
    drift "mode 0644, root:root, on $cuda_keyring" "${file_facts[$cuda_keyring]% * * *}"
    return
  }
  [[ -n $record ]] || {
    drift "a key with fingerprint $1" 'no record that it was compared'
    return
  }
  digest_of digest "$cuda_keyring" || return
  [[ $digest == "$record" ]] || drift "the key with fingerprint $1 in $cuda_keyring" 'another content'
}

cuda_source_text() { # <result variable> <URL>
  printf -v "$1" '%s\n' '# Managed by Phoenix Hypervisor; changes here are undone.' 'Types: deb' "URIs: $2" 'Suites: /' \
    'Architectures: amd64' "Signed-By: $cuda_keyring"
}

# The driver comes from the .run alone: a second one from this repository would shadow its files.
cuda_pin_text() { # <result variable>
  printf -v "$1" '%s\n' '# Managed by Phoenix Hypervisor; changes here are undone.' "Package: ${driver_packages[*]}" \
    'Pin: release l=NVIDIA CUDA' 'Pin-Priority: -1'
}

# The toolkit that apt would install is one of this repository. The file may be there while the lists are not.
candidate_comes_from() { # <package> <URL>
  local policy='' version='' block='' line origin
  if ! ask_apt policy apt-cache policy dpkg "$1" || [[ $policy != dpkg:* ]]; then
    cannot_tell "what apt-cache policy says of $1" "exit code $last_exit, ${policy:0:60}"
    return
  fi
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
