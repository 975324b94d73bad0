# On the host the key comes straight from the cache.
configure_host_repository() { # <base> <key or nothing> <fingerprint or nothing> <cache directory> <download deadline> <lock deadline>
  local distribution='' key_id=''
  read_distribution distribution
  obtain_repository_key key_id "$distribution" "${@:1:5}"
  ensure_nvidia_repo_is_configured "$1" "$4/cuda-$key_id.gpg" "$6"
}

# Before the first change: a host that cannot reach the repository is told now, not after its driver was replaced.
repository_is_reachable() { # <base> <key or nothing> <fingerprint or nothing> <cache directory>
  local distribution='' url='' key=$2 fingerprint=$3 text='' show_diff=no
  read_distribution distribution || return
  advice='name a mirror or a path in the configuration (cuda_repo_base_url, cuda_repo_key), or set host_toolkit to false'
  repository_is_for "$1" "$distribution" || return
  repository_url url "$1" "$distribution"
  [[ -n $fingerprint ]] || vendor_fingerprint fingerprint "$distribution"
  [[ -n $key ]] || vendor_key key "$url" "$distribution"
  key_is_obtainable "$key" "$4/cuda-$fingerprint.gpg" || return
  cuda_source_text text "$url"
  # With a source that is right the lists were fetched before. apt may reach what wget does not, through a proxy.
  if own_file_is "$cuda_source" "$text" || { is_remote "$url" && apt_has_proxy; }; then return 0; fi
  release_is_obtainable "$url"
}
