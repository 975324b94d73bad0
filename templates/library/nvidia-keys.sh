# Debian 13 and Ubuntu 26.04 have keys of their own; all others share one.
vendor_key() { # <result variable> <URL of the repository> <distribution>
  local name=3bf863cc.pub
  case $3 in
    debian13) name=8793F200.pub ;;
    ubuntu2604) name=60DF8A40.pub ;;
    *) ;;
  esac
  printf -v "$1" '%s' "$2$name"
}

vendor_fingerprint() { # <result variable> <distribution>
  local key_id=EB693B3035CD5710E231E123A4B469963BF863CC
  case $2 in
    debian13) key_id=02182E60104FCDC26EAE1B8597A5D4CB8793F200 ;;
    ubuntu2604) key_id=14BAFBC7562AD710CA04E69905FBB6DA60DF8A40 ;;
    *) ;;
  esac
  printf -v "$1" '%s' "$key_id"
}

# The key of a distribution's repository is in the cache afterwards. What the configuration leaves open is the vendor's.
obtain_repository_key() { # <result variable> <distribution> <base> <key or nothing> <fingerprint or nothing> <cache directory> <deadline>
  local url='' key=$4 fingerprint=$5
  [[ -n $fingerprint ]] || vendor_fingerprint fingerprint "$2"
  repository_url url "$3" "$2"
  [[ -n $key ]] || vendor_key key "$url" "$2"
  obtain_key "$key" "$fingerprint" "cuda-$fingerprint" "$6" "$7" cuda_repo_key
  printf -v "$1" '%s' "$fingerprint"
}
