# The directory itself, or the nearest above it that is there: its file system is where it will be made.
nearest_directory() { # <result variable> <directory>
  local nearest=$2
  while [[ ! -d $nearest ]]; do nearest=${nearest%/*} nearest=${nearest:-/}; done
  printf -v "$1" '%s' "$nearest"
}

# Whether a directory, or where it is to be made, has room for so many bytes.
has_room() { # <directory> <bytes> <what for>
  local place='' listing free=''
  nearest_directory place "$1"
  probe listing df --block-size=1 --output=avail -- "$place" || listing=''
  [[ $listing =~ ([0-9]+)$ ]] && free=${BASH_REMATCH[1]}
  [[ -n $free ]] || {
    cannot_tell "the free space of $place" "${listing:-nothing}"
    return
  }
  ((free >= $2)) || drift "$(($2 / 1000000 + 1)) MB free in $place for $3" "$((free / 1000000)) MB"
}

# Whether packages can be installed. Answers 3 where apt cannot say that.
transaction_is_possible() { # <name…>
  local plan=''
  simulate_installation plan "$*" --print-uris -- "$@" || return
  plan_is_possible "$plan" "$*" "$@"
}

# Whether nothing is removed for it, and there is room for twice what apt says it will fetch and install.
plan_is_possible() { # <what apt would do> <what for> <argument of apt-get install…>
  local fetched=0 unpacked=0
  [[ $1 =~ ' newly installed, '([0-9]+' reinstalled, ')?([0-9]+)' to remove' ]] || {
    cannot_tell "what apt would install for $2" "${1:0:60}"
    return
  }
  ((BASH_REMATCH[2] == 0)) || {
    refuse_removal "$@"
    return
  }
  [[ $1 =~ 'Need to get '([0-9.,]+)' '([kMGT]?B) ]] && bytes_of fetched "${BASH_REMATCH[@]:1:2}"
  [[ $1 =~ 'After this operation, '([0-9.,]+)' '([kMGT]?B)' of additional' ]] \
    && bytes_of unpacked "${BASH_REMATCH[@]:1:2}"
  transaction_fits "$((2 * fetched))" "$((2 * unpacked))"
}

# apt lists what it would remove in lines that are set in.
refuse_removal() { # <what apt would do> <what for> <argument of apt-get install…>
  local listing=${1#*'will be REMOVED:'} names=()
  listing=${listing%%$'\n'[! ]*}
  # Reading to the end of the text is what makes read answer 1.
  read -r -d '' -a names <<<"$listing" || true
  advice="see what apt says: apt-get --simulate install ${*:3}"
  drift "$2 without the removal of other packages" "apt would remove ${names[*]}"
}

# A size as apt prints it ("3,659 MB"), rounded up.
bytes_of() { # <result variable> <number> <unit>
  local whole=${2//,/} factor=1
  case $3 in
    kB) factor=1000 ;;
    MB) factor=1000000 ;;
    GB) factor=1000000000 ;;
    TB) factor=1000000000000 ;;
    *) ;;
  esac
  [[ $whole != *.* ]] || whole=$((${whole%.*} + 1))
  printf -v "$1" '%s' "$((whole * factor))"
}

# Archives and files may lie on one file system, or on two.
transaction_fits() { # <bytes of archives> <bytes of files>
  local archives='' listing='' lines=() cache=() system=() fetched=$1 unpacked=$2
  # apt makes its own directory again when somebody has emptied the cache.
  nearest_directory archives /var/cache/apt/archives
  probe listing df --block-size=1 --output=avail,target -- "$archives" /usr || listing=''
  mapfile -t lines <<<"$listing"
  read -r -a cache <<<"${lines[1]:-}"
  read -r -a system <<<"${lines[2]:-}"
  [[ ${cache[0]:-} =~ ^[0-9]+$ && ${system[0]:-} =~ ^[0-9]+$ ]] || {
    cannot_tell 'the free space for packages' "${listing:-nothing}"
    return
  }
  [[ ${cache[1]:-} != "${system[1]:-}" ]] || unpacked=$((unpacked + fetched)) fetched=0
  ((cache[0] >= fetched)) || {
    advise_room
    drift "$((fetched / 1000000 + 1)) MB free in $archives" "$((cache[0] / 1000000)) MB"
    return
  }
  ((system[0] >= unpacked)) || {
    advise_room
    drift "$((unpacked / 1000000 + 1)) MB free in /usr" "$((system[0] / 1000000)) MB"
  }
}

advise_room() {
  advice='make room, or clear the archives: apt-get clean'
}
