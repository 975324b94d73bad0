# What is installed needs no server. Else each one that apt would ask must be found; nothing is sent to it.
apt_servers_are_within_reach() { # <name or names…>
  local urls=() url
  packages_are_known || return
  find_missing_packages "$@"
  ((${#missing_packages[@]} > 0)) || return 0
  find_remote_sources urls
  for url in "${urls[@]}"; do
    apt_finds_server "$url" || return
  done
}

# The URLs of enabled sources, one for each server.
find_remote_sources() { # <result array>
  local source_file source_uris=() source_uri source_host known=' '
  local -n remote_found=$1
  remote_found=()
  for source_file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [[ -f $source_file && -r $source_file ]] || continue
    case $source_file in
      *.sources) read_stanzas "$source_file" ;;
      *) read_source_lines "$source_file" ;;
    esac
  done
  for source_uri in "${source_uris[@]}"; do
    # Another method is a matter of this machine, or of a helper that finds its own way.
    [[ $source_uri == @(http|https|ftp)://* ]] || continue
    source_host=${source_uri#*://} source_host=${source_host%%/*}
    [[ $known != *" $source_host "* ]] || continue
    known+="$source_host " remote_found+=("$source_uri")
  done
}

# One line a source: deb [options] URL suite.
read_source_lines() { # <file>
  local line source='^[[:space:]]*deb(-src)?[[:space:]]+(\[[^]]*\][[:space:]]*)?([^[:space:]]+)'
  while IFS= read -r line || [[ -n $line ]]; do
    [[ ! $line =~ $source ]] || source_uris+=("${BASH_REMATCH[3]}")
  done <"$1"
}

# deb822: stanzas of fields, an empty line between them. A field goes on in lines that begin with a blank.
read_stanzas() { # <file>
  local line field='' named='' enabled=yes words=()
  while IFS= read -r line || [[ -n $line ]]; do
    case $line in
      '#'*) continue ;;
      [[:space:]]*[![:space:]]*) ;;
      *[![:space:]]*) field=${line%%:*} line=${line#*:} ;;
      *) end_stanza ;;
    esac
    case ${field,,} in
      uris) named+=" $line" ;;
      enabled) [[ ! ${line,,} =~ ^[[:space:]]*(no|false|without|off|disable|0)[[:space:]]*$ ]] || enabled=no ;;
      *) ;;
    esac
  done <"$1"
  end_stanza
}

end_stanza() {
  read -r -a words <<<"$named"
  [[ $enabled == no ]] || source_uris+=("${words[@]}")
  field='' named='' enabled=yes
}
