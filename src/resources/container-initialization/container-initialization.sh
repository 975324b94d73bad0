# The container is up: its init has started everything. Each init leaves its directory when it begins; one that will have
# systemd, and has none yet, begins just now.
wait_for_container_initialization() {
  if [[ -d /run/systemd/system ]]; then
    systemd_has_started
  elif [[ -d /run/openrc ]]; then
    openrc_has_started
  elif [[ /sbin/init -ef /lib/systemd/systemd ]]; then
    drift 'systemd at work' 'not yet'
  else
    start_scripts_have_ended
  fi
}

# And where the steps to come fetch something, the server it comes from can be found. Nothing else of the network is
# looked at, and nothing is sent to that server.
wait_for_container_and_repository() { # <base URL of the repository or nothing> <last file to come from it> <source of apt>
  wait_for_container_initialization || return
  if is_remote "$1" && ! all_is_fetched "$@"; then apt_finds_server "$1"; fi
}

# What has come from this server needs it no more.
all_is_fetched() { # <base URL of the repository> <last file to come from it> <source of apt>
  local text=''
  [[ -e $2 && -r $3 ]] || return
  # Reading to the end of the file is what makes read answer 1.
  IFS= read -r -d '' text <"$3" || true
  [[ $text == *"${1%/}"* ]]
}

# Units that failed do not matter here: degraded is up too.
systemd_has_started() {
  local state=''
  # Before systemd listens its tool says so on stderr; every state but one has an exit code of its own.
  probe state timeout --kill-after=5 10 systemctl is-system-running 2>/dev/null || true
  case $state in
    running | degraded) ;;
    maintenance)
      advice='systemd has given up starting: see in the container what failed (journalctl --boot)'
      cannot_tell 'a container that starts' "systemd in state $state"
      ;;
    *) drift 'systemd running or degraded' "${state:-no answer of systemd yet}" ;;
  esac
}

# OpenRC notes the runlevel that it has come to, and that it still works on one.
openrc_has_started() {
  local level
  read_word level /run/openrc/softlevel
  [[ -n $level && $level != @(sysinit|boot) && ! -e /run/openrc/rc.starting ]] \
    || drift 'OpenRC at the end of its runlevels' "${level:-none yet}"
}

# Another init has no word for it. What shows is whether process 1 has become init, and whether its scripts still run.
start_scripts_have_ended() {
  local name process
  read_word name /proc/1/comm
  [[ -n $name && $name != lxc-start ]] || {
    drift 'an init as process 1' "${name:-none}"
    return
  }
  for process in /proc/[0-9]*; do
    # A process may end while it is looked at.
    { read -r name <"$process/comm"; } 2>/dev/null || continue
    case $name in
      rc | rcS | startpar)
        drift 'the end of the start scripts' "$name still runs (process ${process##*/})"
        return
        ;;
      *) ;;
    esac
  done
}
