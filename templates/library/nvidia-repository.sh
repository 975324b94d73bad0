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
  is_named_only_here "$url" "$cuda_source" || return
  cuda_source_text text "$url"
  own_file_is "$cuda_source" "$text" || return
  cuda_pin_text text
  own_file_is "$cuda_pin" "$text" || return
  keyring_is_compared "$cuda_keyring" "cuda-$fingerprint" "$fingerprint" || return
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

cuda_source_text() { # <result variable> <URL>
  printf -v "$1" '%s\n' '# Managed by Phoenix Hypervisor; changes here are undone.' 'Types: deb' "URIs: $2" 'Suites: /' \
    'Architectures: amd64' "Signed-By: $cuda_keyring"
}

# The driver comes from the .run alone: a second one from this repository would shadow its files.
cuda_pin_text() { # <result variable>
  printf -v "$1" '%s\n' '# Managed by Phoenix Hypervisor; changes here are undone.' "Package: ${driver_packages[*]}" \
    'Pin: release l=NVIDIA CUDA' 'Pin-Priority: -1'
}
