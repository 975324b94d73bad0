# Complete, and made with the interpreter that the container has now.
environment_is() { # <path> <sha256>
  local release=''
  release_is "$1" "$2" || return
  release_directory release "$1" "$2"
  interpreter_is_that_of "$release"
}

# An upgrade of the distribution leaves an environment behind that finds none of its packages.
interpreter_is_that_of() { # <directory>
  local library
  for library in "$1"/lib/python3*; do
    [[ /usr/bin/python3 -ef /usr/bin/${library##*/} ]] || {
      drift 'an environment of /usr/bin/python3' "one of ${library##*/}"
      return
    }
  done
}

# Made beside the one that is used, and then in its place.
make_environment() { # <lock file> <path> <sha256> <packages: URL of an index, or a directory>
  local release=''
  trap 'rm --recursive --force -- /var/lib/phoenix_hypervisor/brought' EXIT
  release_directory release "$2" "$3"
  if ! { release_is_complete "$release" "$3" && interpreter_is_that_of "$release"; }; then
    begin_release "$release"
    run /usr/bin/python3 -m venv "$release"
    install_locked_packages "$release" "$1" "$4"
    note_distributions "$release" "$3"
  fi
  use_release "$2" "$3"
}

# Wheels alone, each with a sha256 of the lock file: nothing is built, and nothing comes that was not chosen.
install_locked_packages() { # <directory> <lock file> <packages>
  local options=(--no-input --disable-pip-version-check --no-cache-dir --progress-bar off) place=''
  options+=(--require-hashes --only-binary :all:)
  if is_remote "$3"; then
    options+=(--index-url "$3" --timeout 30 --retries 3)
    # What comes is compared with the lock file, whoever it came from.
    [[ $3 != http://* ]] || options+=(--trusted-host "$(server_of "$3")")
  else
    local_path place "$3"
    options+=(--no-index --find-links "$place")
  fi
  run "$1/bin/python3" -m pip install "${options[@]}" --requirement "$2"
}

server_of() { # <URL>
  local server=${1#*://}
  server=${server%%/*}
  printf '%s' "${server##*@}"
}

note_distributions() { # <directory> <sha256>
  local distributions=("$1"/lib/python3*/site-packages/*.dist-info)
  end_release "$1" "$2" "${distributions[@]#"$1/"}"
}

# Before anything is changed: packages in a directory are there. Whether an index answers was waited for.
packages_are_obtainable() { # <packages>
  local place=''
  is_remote "$1" && return
  local_path place "$1"
  [[ -d $place && -r $place ]] || {
    advice='mount the directory into the container (mount_points), or name an index by URL'
    drift "the directory $place in the container" 'no such directory'
  }
}
