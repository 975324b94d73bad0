# Before the first change: a host that cannot reach the repository is told now, not after its driver was replaced.
repository_is_reachable() { # <base> <key or nothing> <fingerprint or nothing> <cache directory>
  local url='' key=$2 fingerprint=$3 text='' show_diff=no
  repository_url url "$1" || return
  [[ -n $fingerprint ]] || vendor_fingerprint fingerprint || return
  [[ -n $key ]] || vendor_key key "$url" || return
  advice='name a mirror or a path in the configuration (cuda_repo_base_url, cuda_repo_key), or set host_toolkit to false'
  key_is_obtainable "$key" "$4/cuda-$fingerprint.gpg" || return
  cuda_source_text text "$url"
  # With a source that is right the lists were fetched before.
  ! own_file_is "$cuda_source" "$text" || return 0
  release_is_obtainable "$url"
}

key_is_obtainable() { # <source> <where it is kept>
  local size=''
  [[ ! -s $2 || ! -s $2.sha256 ]] || return 0
  source_size size "$1"
}

# A repository has an InRelease, or a Release with a signature of its own.
release_is_obtainable() { # <URL>
  local answer=0 size=''
  ! is_remote "$1" || ! apt_has_proxy || return 0
  source_size size "$1InRelease" || answer=$?
  [[ $answer == 1 && $found =~ ^(none|HTTP/[0-9.]+\ 404\ .*)$ ]] || return "$answer"
  source_size size "$1Release"
}

# apt may reach what wget does not: through a proxy of its own.
apt_has_proxy() {
  local proxies=''
  probe proxies apt-config dump --no-empty --format '%v%n' \
    Acquire::http::Proxy Acquire::https::Proxy Acquire::http::Proxy-Auto-Detect || true # without an answer it has none
  [[ -n $proxies ]]
}
