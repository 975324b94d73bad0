# ---- on the host ----

ask_for_apt_repository() {
  ask_container "$step"
}

# Before the first change: a key that has still to come can be fetched and compared.
repository_key_is_obtainable() { # <name> <key> <fingerprint> <cache directory> <field that names the key>
  local kept=$4/$1-$3.gpg
  if [[ ! -s $kept || ! -s $kept.sha256 ]] && ! command -v gpg >/dev/null; then
    advice='on this host: apt-get install gnupg'
    drift "gpg on this host, to compare the key of repository $1" 'no such command'
    return
  fi
  advice="fetch the key elsewhere and name its path in the configuration: $5"
  key_is_obtainable "$2" "$kept"
}

# A template has no tools to fetch and compare a key.
bring_apt_repository() { # <name> <key> <fingerprint> <cache directory> <download deadline> <field that names the key>
  obtain_key "$2" "$3" "$1-$3" "${@:4}"
  hand_over_key "$1-$3" "$4"
  change_container "$step"
}

# ---- inside the container ----

# One source names it, its key is the one that was compared, and it has the package or has given it already.
apt_repository_is_configured() { # <name> <base> <component or nothing> <fingerprint> <package>
  local url='' suite='' text='' source=/etc/apt/sources.list.d/phoenix-$1.sources keyring=/usr/share/keyrings/phoenix-$1.gpg
  find_repository url suite "$2" "$3" || return
  is_named_only_here "$url" "$source" || return
  repository_source_text text "$url" "$suite" "$3" "$keyring"
  own_file_is "$source" "$text" || return
  keyring_is_compared "$keyring" "$1-$4" "$4" || return
  packages_are_known || return
  package_is_installed "$5" || repository_offers "$5" "$url"
}

configure_apt_repository() { # <name> <base> <component or nothing> <seconds to wait for a lock>
  local url='' suite='' text='' source=/etc/apt/sources.list.d/phoenix-$1.sources keyring=/usr/share/keyrings/phoenix-$1.gpg
  find_repository url suite "$2" "$3"
  receive_key "$run_directory/$1.gpg"
  switch_off_sources "$url" "$source"
  replace_with_copy "$run_directory/$1.gpg" "$keyring"
  repository_source_text text "$url" "$suite" "$3" "$keyring"
  replace_file "$source" 0644 "$text"
  # From here on it is apt that judges.
  expected="lists of $url that apt trusts" found=''
  advice='mend the repository or name another one, and run the same command again'
  apt_update_only "$4" "$source"
}

# A path or a file: URL is one of the container's own files.
apt_repository_is_visible() { # <base> <component or nothing>
  local url='' suite='' answer=0
  find_repository url suite "$1" "$2" || return
  if is_remote "$url"; then return 0; fi
  [[ $suite == / ]] || url+=dists/$suite/
  release_is_obtainable "$url" || answer=$?
  ((answer == 0)) || advice='mount the directory into the container, or name a mirror by http'
  return "$answer"
}

# Debian's layout has a directory for each distribution and in it a suite for each release; a flat one has neither.
find_repository() { # <variable for the URL> <variable for the suite> <base> <component or nothing>
  local place=${3%/} release_name=/ distribution='' codename=''
  [[ $place != /* ]] || place=file:$place
  if [[ -n $4 ]]; then
    read_codename distribution codename || return
    place+=/$distribution release_name=$codename
  fi
  printf -v "$1" '%s' "$place/"
  printf -v "$2" '%s' "$release_name"
}

repository_source_text() { # <result variable> <URL> <suite> <component or nothing> <keyring>
  local fields=('# Managed by Phoenix Hypervisor; changes here are undone.' 'Types: deb' "URIs: $2" "Suites: $3")
  [[ -z $4 ]] || fields+=("Components: $4")
  printf -v "$1" '%s\n' "${fields[@]}" 'Architectures: amd64' "Signed-By: $5"
}
