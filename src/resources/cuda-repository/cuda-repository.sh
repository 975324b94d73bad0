# What belongs to us in apt's directories; all of it is written whole, and judged by its content.
readonly cuda_source=/etc/apt/sources.list.d/phoenix-cuda.sources
readonly cuda_pin=/etc/apt/preferences.d/phoenix-cuda
readonly cuda_keyring=/usr/share/keyrings/phoenix-cuda.gpg

# One source names the repository, its key is the one that was compared, no driver comes from it, and the toolkit does.
nvidia_repo_is_configured() { # <base> <fingerprint or nothing> <package> <cache directory>
  local url='' fingerprint=$2 text=''
  repository_url url "$1" || return
  [[ -n $fingerprint ]] || vendor_fingerprint fingerprint || return
  is_named_only_here "$url" || return
  cuda_source_text text "$url"
  own_file_is "$cuda_source" "$text" || return
  cuda_pin_text text
  own_file_is "$cuda_pin" "$text" || return
  keyring_is_compared "$fingerprint" "$4" || return
  candidate_comes_from "$3" "$url"
}

# Works when nothing is there yet, and when what is there is stale, cut short, or named twice with another key.
ensure_nvidia_repo_is_configured() { # <base> <key or nothing> <fingerprint or nothing> <cache directory> <download deadline> <lock deadline>
  local url='' key=$2 fingerprint=$3 text=''
  repository_url url "$1"
  [[ -n $fingerprint ]] || vendor_fingerprint fingerprint
  [[ -n $key ]] || vendor_key key "$url"
  obtain_key "$key" "$fingerprint" "$4" "$5"
  switch_off_sources "$url" "$cuda_source"
  replace_with_copy "$4/cuda-$fingerprint.gpg" "$cuda_keyring"
  cuda_pin_text text
  replace_file "$cuda_pin" 0644 "$text"
  cuda_source_text text "$url"
  replace_file "$cuda_source" 0644 "$text"
  apt_update_only "$6" "$cuda_source"
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

# Debian 13 and Ubuntu 26.04 have keys of their own; all others share one.
vendor_key() { # <result variable> <URL of the repository>
  local distribution='' name=3bf863cc.pub
  read_distribution distribution || return
  case $distribution in
    debian13) name=8793F200.pub ;;
    ubuntu2604) name=60DF8A40.pub ;;
    *) ;;
  esac
  printf -v "$1" '%s' "$2$name"
}

vendor_fingerprint() { # <result variable>
  local distribution='' key_id=EB693B3035CD5710E231E123A4B469963BF863CC
  read_distribution distribution || return
  case $distribution in
    debian13) key_id=02182E60104FCDC26EAE1B8597A5D4CB8793F200 ;;
    ubuntu2604) key_id=14BAFBC7562AD710CA04E69905FBB6DA60DF8A40 ;;
    *) ;;
  esac
  printf -v "$1" '%s' "$key_id"
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
  drift "a candidate for $1 from $2" "${version:-none}"
}
