# Seconds that each step has waited for locks of apt, and how often it said so.
declare -gA lock_waited=() lock_notes=()
# What was being unpacked when dpkg died.
declare -ga cut_off_packages=()

# One attempt of apt-get. It never asks, keeps configuration files that were edited, and leaves waiting to us.
apt_attempt() { # <update|install|purge> <argument…>
  local -x DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none
  local unattended=(
    --quiet
    --assume-yes
    --option DPkg::Options::=--force-confdef
    --option DPkg::Options::=--force-confold
    --option DPkg::Lock::Timeout=0
    --option Acquire::Retries=3
    --option Acquire::http::Timeout=30
    --option Acquire::https::Timeout=30
  )
  run apt-get "$1" "${unattended[@]}" "${@:2}"
}

# apt-get for changes: finishes what a killed dpkg left half done.
apt_get() { # <seconds to wait for a lock> <argument…>
  local code=0
  apt_when_free "$@" || code=$?
  ((code != 0)) || return 0
  apt_said 'dpkg was interrupted' || return "$code"
  finish_dpkg
  apt_when_free "$@"
}

# Waits while another holds a lock of apt or dpkg: apt's own waiting leaves out the lock of the lists.
apt_when_free() { # <seconds to wait for a lock> <argument…>
  local code began
  while true; do
    code=0 began=$SECONDS
    apt_attempt "${@:2}" || code=$?
    ((code != 0)) || return 0
    apt_said 'Could not get lock' || return "$code"
    await_apt_lock "$1" "$began"
  done
}

apt_said() { # <text>
  local words
  words=$(<"$last_output")
  [[ $words == *"$1"* ]]
}

# apt says which lock it is and who holds it. The deadline is one for all that a step does with apt.
await_apt_lock() { # <deadline in seconds> <when the attempt began>
  local line lock=apt
  while IFS= read -r line; do
    if [[ $line =~ 'Could not get lock '([^ ]+)'. It is '(held by .*) ]]; then lock="${BASH_REMATCH[1]}, ${BASH_REMATCH[2]}"; fi
  done <"$last_output"
  ((${lock_waited[$step]:-0} < $1)) || time_out apt_lock "the release of $lock" "$1"
  note_lock "$lock"
  sleep 1
  lock_waited[$step]=$((${lock_waited[$step]:-0} + SECONDS - $2))
}

# At first, and then every 30 seconds.
note_lock() { # <lock>
  local notes=${lock_notes[$step]:-0}
  ((${lock_waited[$step]:-0} >= 30 * notes)) || return 0
  say note "$step: waits for $1"
  lock_notes[$step]=$((notes + 1))
}

# apt refuses everything else until this is done. What must be unpacked again before it can be configured waits for that.
finish_dpkg() {
  local -x DEBIAN_FRONTEND=noninteractive
  warn 'dpkg was interrupted earlier: dpkg --configure --pending finishes its work'
  run dpkg --force-confdef --force-confold --configure --pending || apt_said 'very bad inconsistent state' || {
    advice='dpkg --configure --pending, and mend what it complains about'
    fail_step 'what an interrupted dpkg left half done cannot be finished'
  }
}

# Packages that were being unpacked when dpkg died, as apt is to be told; where a version is wanted, in that one.
find_cut_off_packages() { # <name or name=version…>
  local status name wanted
  cut_off_packages=()
  while read -r status name _; do
    [[ $status == ??R ]] || continue
    for wanted in "$@"; do [[ ${wanted%%=*} != "$name" ]] || name=$wanted; done
    cut_off_packages+=("$name")
  done <<<"$installed_packages"
}

# dpkg neither configures nor removes such a package, and apt may take it for installed: it must be told.
unpack_cut_off_packages() { # <seconds to wait for a lock> <wanted name or name=version…>
  local code=0
  find_cut_off_packages "${@:2}"
  ((${#cut_off_packages[@]} > 0)) || return 0
  # It looks the same while another apt unpacks. Whoever gets the lock knows that nobody does.
  apt_get "$1" check || true # what is wrong with the packages is mended next
  observe_packages
  find_cut_off_packages "${@:2}"
  ((${#cut_off_packages[@]} > 0)) || return 0
  warn "dpkg died while it unpacked ${cut_off_packages[*]}: apt-get install --reinstall unpacks again"
  advice="apt-get install --reinstall ${cut_off_packages[*]}, or apt-get --fix-broken install;"
  advice+=' what no archive has any more: dpkg --remove --force-remove-reinstreq'
  if ! is_agreed unpacking_is_right "${cut_off_packages[*]}"; then
    apt_update "$1"
    # Which apt does, and then complains about what is cut off.
    complete_packages "$1" || {
      code=$?
      apt_said 'very bad inconsistent state' || return "$code"
    }
    is_agreed unpacking_is_right "${cut_off_packages[*]}" || fail_with_words_of_apt --reinstall "${cut_off_packages[@]}"
  fi
  apt_get "$1" install --reinstall --no-remove --no-install-recommends "${cut_off_packages[@]}"
  advice=''
  observe_packages
}

unpacking_is_right() { # <what for>
  addition_is_right "$1" --reinstall "${cut_off_packages[@]}"
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

# What is missing, where apt can install it without removing others and there is room. What is there already is not named:
# apt would upgrade it.
install_packages() { # <seconds to wait for a lock> <name or names…>
  find_missing_packages "${@:2}"
  install_checked "$1" transaction_is_possible "${missing_packages[@]}"
}

# Installs what a function has looked at before. Where apt cannot say what it would do (no lists, or lists that lack a
# package), or the archive no longer has what the lists name, the lists are fetched, and it is looked at again.
install_checked() { # <seconds to wait for a lock> <function that looks> <name…>
  local code=0
  unpack_cut_off_packages "$1" "${@:3}"
  # That may have been all.
  if ((${#cut_off_packages[@]} > 0)) && packages_are_installed "${@:3}"; then return; fi
  if is_agreed "${@:2}"; then
    install_without_removing "$1" "${@:3}" || code=$?
    ((code != 0)) || return 0
    apt_said 'Unable to fetch some archives' || return "$code"
  fi
  apt_update "$1"
  if ! is_agreed "${@:2}"; then
    complete_packages "$1"
    # That may have been all.
    observe_packages
    if packages_are_installed "${@:3}"; then return; fi
    is_agreed "${@:2}" || fail_with_words_of_apt -- "${@:3}"
  fi
  install_without_removing "$1" "${@:3}"
}

# A disk that was full leaves packages unpacked without what they depend on, and apt refuses everything else until they
# are complete. That is judged like an installation.
complete_packages() { # <seconds to wait for a lock>
  local said=''
  if ask_apt said apt-get --simulate check 2>/dev/null; then return; fi
  warn 'packages lack what they depend on: apt-get --fix-broken install completes them'
  is_agreed completion_is_right 'what unpacked packages lack' || fail_with_words_of_apt --fix-broken
  apt_get "$1" install --fix-broken --no-remove --no-install-recommends
}

completion_is_right() { # <what for>
  local answer=0
  addition_is_right "$1" --fix-broken || answer=$?
  [[ $answer != 1 || -n $advice ]] \
    || advice='apt-get check names the packages that lack something: remove those that need a driver'
  return "$answer"
}

# Whether what is nobody's wish can be installed. It may bring no driver, whatever is wanted.
addition_is_right() { # <what for> <argument of apt-get install…>
  local plan=''
  simulate_installation plan "$1" --simulate "${@:2}" || return
  [[ $'\n'$plan == *$'\n'@(Inst|Conf|Remv)' '* ]] || {
    cannot_tell "what apt would install for $1" "${plan:0:60}"
    return
  }
  brings_no_driver "$plan" "$1" || return
  simulate_installation plan "$1" --print-uris "${@:2}" || return
  plan_is_possible "$plan" "$1" "${@:2}"
}

# Whether apt can say what it would do. Where that is not wanted, the run ends.
is_agreed() { # <function that looks> <name…>
  local answer=0
  "$@" || answer=$?
  case $answer in
    0) ;;
    1) fail_step "refused: ${*:2}" 4 ;;
    3) return 1 ;;
    *) fail_step "cannot tell what the installation of ${*:2} would do" ;;
  esac
}

# To make one package fit apt may remove others: on a Proxmox host that has cost people proxmox-ve.
install_without_removing() { # <seconds to wait for a lock> <name…>
  apt_get "$1" install --no-remove --no-install-recommends -- "${@:2}"
}

fail_with_words_of_apt() { # <argument of apt-get install…>
  run apt-get --simulate --no-install-recommends install "$@" || fail_step 'apt cannot install that'
  fail_step 'apt could not say what it would install, and now it can'
}

# Before the first change apt need not know the packages: it is asked again before it installs.
as_far_as_apt_knows() { # <function that looks> <name…>
  local answer=0
  "$@" || answer=$?
  ((answer != 3)) || return 0
  return "$answer"
}

# What apt would do to install packages, in its own words. Answers 3 where it cannot say that.
simulate_installation() { # <result variable> <what for> <option> <argument of apt-get install…>
  # What it complains about now it says again, and is heard, when it is to install.
  ask_apt "$1" apt-get --quiet --assume-yes "$3" --no-install-recommends install "${@:4}" 2>/dev/null && return 0
  ((last_exit != 100)) || return 3
  cannot_tell "what apt would install for $2" "exit code $last_exit"
}

# apt that only looks: its planner writes no log, and in a plan its caches stay as they are.
ask_apt() { # <result variable> <apt-get|apt-cache> <argument…>
  local options=(--option Dir::Log::Planner=/dev/null)
  [[ $run_mode != plan ]] || options+=(--option Dir::Cache::pkgcache= --option Dir::Cache::srcpkgcache=)
  # A look-up needs no foreign architecture, for which apt would start dpkg twice.
  [[ $2 != apt-cache ]] || options+=(--option APT::Architectures=amd64)
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

# Where apt asks a proxy, names and routes are the matter of that one.
apt_has_proxy() {
  local proxies=''
  probe proxies apt-config dump --no-empty --format '%v%n' \
    Acquire::http::Proxy Acquire::https::Proxy Acquire::http::Proxy-Auto-Detect || true # without an answer it has none
  [[ -n $proxies ]]
}
