# ---- on the host ----

# A plan refuses what a run would refuse.
container_has_repository() { # <CUDA release> <base>
  local answer=0
  ask_container "$step" || answer=$?
  if ((answer == 1)) && [[ -v container_said[distribution] ]]; then
    repository_suits_container "${container_said[distribution]}" "$@" \
      || fail_step 'refused: this repository is not for this container' 4
  fi
  return "$answer"
}

# Asked before a key is looked for that may not exist. What a container says of itself is not to be trusted.
repository_suits_container() { # <distribution> <CUDA release> <base>
  local answer=0
  if [[ $1 =~ ^[a-z]+[0-9]+$ ]]; then
    repository_is_for "$3" "$1" && toolkit_is_published "$2" "$3" "$1" || answer=$?
  else
    drift 'a container that tells its distribution' "'$1'" || answer=$?
  fi
  ((answer == 0)) || {
    last_command='' advice='take a container of another distribution, or name a repository for this one: nvidia_repo_url'
  }
  return "$answer"
}

# A template has no tools to fetch and compare a key: the host does both, for the distribution of the container.
configure_container_repository() { # <base> <key or nothing> <fingerprint or nothing> <cache directory> <download deadline>
  local key_id=''
  obtain_repository_key key_id "${container_said[distribution]}" "$@"
  hand_over_key "cuda-$key_id" "$4"
  change_container "$step"
}

# ---- inside the container ----

repository_inside_is_configured() { # <base> <fingerprint or nothing> <package>
  local distribution=''
  read_distribution distribution || return
  tell_host distribution "$distribution"
  nvidia_repo_is_configured "$@"
}

# A path or a file: URL is one of the container's own files.
repository_inside_is_reachable() { # <CUDA release> <base>
  local distribution='' url='' answer=0
  warn_of_new_libc "$1"
  read_distribution distribution || return
  repository_url url "$2" "$distribution"
  is_remote "$url" || release_is_obtainable "$url" || answer=$?
  ((answer == 0)) || advice='mount the directory into the container, or name a mirror by http: nvidia_repo_url'
  return "$answer"
}

configure_repository_inside() { # <base> <seconds to wait for a lock>
  local key=$run_directory/cuda.gpg
  receive_key "$key"
  ensure_nvidia_repo_is_configured "$1" "$key" "$2"
}
