# One attempt of apt-get. It never asks, keeps configuration files that were edited, and leaves waiting to us.
apt_attempt() { # <update|install|purge> <argument…>
  local -x DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none
  local habits=(
    --quiet
    --assume-yes
    --option DPkg::Options::=--force-confdef
    --option DPkg::Options::=--force-confold
    --option DPkg::Lock::Timeout=0
    --option Acquire::Retries=3
    --option Acquire::http::Timeout=30
    --option Acquire::https::Timeout=30
  )
  run apt-get "$1" "${habits[@]}" "${@:2}"
}

# apt-get for changes: waits while another holds a lock of apt or dpkg (apt's own waiting leaves out the lock of the
# lists), and finishes what a killed dpkg left half done.
apt_get() { # <seconds to wait for a lock> <argument…>
  local began=$SECONDS repaired=no code
  while true; do
    code=0
    apt_attempt "${@:2}" || code=$?
    ((code != 0)) || return 0
    if apt_said 'Could not get lock'; then
      await_apt_lock "$1" "$began"
    elif [[ $repaired == no ]] && apt_said 'dpkg was interrupted'; then
      repaired=yes
      finish_dpkg
    else
      return "$code"
    fi
  done
}

apt_said() { # <text>
  local words
  words=$(<"$last_output")
  [[ $words == *"$1"* ]]
}

# apt says which lock it is and who holds it.
await_apt_lock() { # <deadline in seconds> <began>
  local line lock=apt
  while IFS= read -r line; do
    if [[ $line =~ 'Could not get lock '([^ ]+)'. It is '(held by .*) ]]; then lock="${BASH_REMATCH[1]}, ${BASH_REMATCH[2]}"; fi
  done <"$last_output"
  ((SECONDS - $2 < $1)) || time_out apt_lock "the release of $lock" "$1"
  say note "$step: waits for $lock"
  sleep 1
}

# apt refuses everything else until this is done.
finish_dpkg() {
  local -x DEBIAN_FRONTEND=noninteractive
  warn 'dpkg was interrupted earlier: dpkg --configure --pending finishes its work'
  run dpkg --force-confdef --force-confold --configure --pending || {
    advice='dpkg --configure --pending, and mend what it complains about'
    fail_step 'what an interrupted dpkg left half done cannot be finished'
  }
}

# All lists. One index that answers badly (an enterprise repository without subscription: 401) does not keep the others
# from being refreshed; whether that was enough, the installation shows.
apt_update() { # <seconds to wait for a lock>
  apt_get "$1" update || warn_of_lists
}

warn_of_lists() {
  local line
  while IFS= read -r line; do
    [[ $line != [EW]:* ]] || warn "$line"
  done <"$last_output"
}

# The lists of one source file alone. What apt lets pass as a warning (no network, a key that became bad) is a failure.
apt_update_only() { # <seconds to wait for a lock> <source file>
  apt_get "$1" update \
    --option "Dir::Etc::sourcelist=$2" \
    --option Dir::Etc::sourceparts=- \
    --option APT::Get::List-Cleanup=0 \
    --option APT::Update::Error-Mode=any
}

# One transaction, for which there must be room.
install_packages() { # <seconds to wait for a lock> <name…>
  install_checked "$1" require_room "${@:2}"
}

# Lists that are not there, or older than the archive, are fetched, and all is done again: the check too, since what apt
# would install is then another thing.
install_checked() { # <seconds to wait for a lock> <function that refuses> <name…>
  local code=0
  "$2" "${@:3}"
  apt_get "$1" install --no-install-recommends -- "${@:3}" || code=$?
  ((code != 0)) || return 0
  apt_said 'Unable to locate package' || apt_said 'has no installation candidate' \
    || apt_said 'Unable to fetch some archives' || return "$code"
  apt_update "$1"
  "$2" "${@:3}"
  apt_get "$1" install --no-install-recommends -- "${@:3}"
}

# apt that only looks: its planner writes no log, and in a plan its caches stay as they are.
ask_apt() { # <result variable> <apt-get|apt-cache> <argument…>
  local options=(--option Dir::Log::Planner=/dev/null)
  [[ $run_mode != plan ]] || options+=(--option Dir::Cache::pkgcache= --option Dir::Cache::srcpkgcache=)
  probe "$1" "$2" "${options[@]}" "${@:3}"
}

# What `apt-cache policy` says of one of the packages it was asked for; nothing where apt does not know it.
policy_of() { # <result variable> <name> <policy>
  local all=$'\n'$3 rest=''
  if [[ $all == *$'\n'"$2:"$'\n'* ]]; then rest=${all#*$'\n'"$2:"$'\n'}; fi
  printf -v "$1" '%s' "${rest%%$'\n'[! ]*}"
}

# The version that apt would install; nothing where there is none.
candidate_of() { # <result variable> <name> <policy>
  local said='' number=''
  policy_of said "$2" "$3"
  if [[ $said =~ 'Candidate: '([^[:space:]]+) ]]; then number=${BASH_REMATCH[1]}; fi
  [[ $number != '(none)' ]] || number=''
  printf -v "$1" '%s' "$number"
}

has_candidate() { # <name> <policy>
  local version=''
  candidate_of version "$@"
  [[ -n $version ]]
}
