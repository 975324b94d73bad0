# What becomes of a container after its start: nodes, init, network, each at its time. Needs guests.bash.
# shellcheck shell=bash
# $STATE/guests/<id>.boot: lines `bus|listen|init|network SECONDS|never`, `state WORD`, `system systemd|openrc|sysvinit`.
# $STATE/guests/<id>.pending: lines `<microseconds since the epoch> <event> [argument]...`, what is still to come.
# shellcheck source=bats/fakes/guest-nodes.bash
. "${LIBRARY:-/usr/local/lib/ashlar-fakes}/guest-nodes.bash"

boot_guest() { # <id>
  local root=$GUESTS/$1/$GUEST_ROOT
  find "$root/run" "$root/tmp" -mindepth 1 -delete
  mkdir "$root/run/lock"
  printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
  name_guest "$1" "$root"
  : >"$STATE/guests/$1.pending"
  place_nodes "$1" || return
  boot_events "$1"
  boot_further "$1"
  if [[ -s $STATE/guests/$1.pending ]]; then go_on_booting "$1"; fi
}

# Proxmox writes its name before each start, and systemd gives itself an identity where it finds none.
name_guest() { # <id> <root>
  local line name=localhost old='' identity=''
  while IFS= read -r line && [[ $line != '['* ]]; do
    if [[ $line == hostname:* ]]; then name=${line##hostname:*( )} name=${name%%.*}; fi
  done <"$(conf "$1")"
  { read -r old <"$2/etc/hostname"; } 2>/dev/null || :
  if [[ $old != "$name" ]]; then printf '%s\n' "$name" >"$2/etc/hostname"; fi
  if [[ ! -f $2/etc/machine-id ]]; then return; fi
  read -r identity <"$2/etc/machine-id" || :
  if [[ -z $identity ]]; then printf '%032d\n' "$1" >"$2/etc/machine-id"; fi
}

boot_events() { # <id>
  local event
  for event in network bus init; do
    expect_event "$1" "$(boot_value "$1" "$event" 0)" "$event"
  done
  expect_event "$1" "$(boot_value "$1" listen never)" listen
}

boot_value() { # <id> <key> <default>
  local key value found=$3
  if [[ -f $STATE/guests/$1.boot ]]; then
    while read -r key value; do
      if [[ $key == "$2" ]]; then found=$value; fi
    done <"$STATE/guests/$1.boot"
  fi
  printf '%s\n' "$found"
}

expect_event() { # <id> <seconds|never> <event> [argument]...
  if [[ $2 == never ]]; then return; fi
  printf '%s %s\n' "$((${EPOCHREALTIME/./} + $(microseconds "$2")))" "${*:3}" >>"$STATE/guests/$1.pending"
}

microseconds() { # <seconds>
  local part=000000
  if [[ $1 == *.* ]]; then part=${1#*.}000000; fi
  printf '%s\n' "$((${1%.*} * 1000000 + 10#${part:0:6}))"
}

# Does what is due, in the order of the list.
boot_further() { # <id>
  local event left=''
  while read -ra event; do
    if ((event[0] <= ${EPOCHREALTIME/./})); then "event_${event[1]}" "$1" "${event[@]:2}"; else left+="${event[*]}"$'\n'; fi
  done <"$STATE/guests/$1.pending"
  printf '%s' "$left" >"$STATE/guests/$1.pending"
}

event_node() { link_node "$@"; } # <id> <pool> <node> <target>

# The mirror's name, and what the fake ip says of routes, are how a network shows here.
event_network() { # <id>
  printf '127.0.0.1 localhost mirror.example\n' >"$GUESTS/$1/$GUEST_ROOT/etc/hosts"
  : >"$GUESTS/$1/$GUEST_ROOT/run/network-up"
}

# Init begins, and says so in its own way.
event_bus() { # <id>
  local root=$GUESTS/$1/$GUEST_ROOT
  case $(boot_value "$1" system systemd) in
    systemd)
      mkdir -p "$root/run/systemd/system"
      if [[ $(boot_value "$1" listen '') == '' ]]; then event_listen "$1"; fi
      ;;
    openrc)
      mkdir -p "$root/run/openrc"
      printf 'sysinit\n' >"$root/run/openrc/softlevel"
      ;;
    # Its start scripts run, as a process of that name.
    *) in_background_of "$1" /etc/init.d/rc ;;
  esac
}

# Its tool reaches it from now on: with the bus, unless a time is given.
event_listen() { printf 'starting\n' >"$GUESTS/$1/$GUEST_ROOT/run/systemd/private"; } # <id>

# Init has started everything.
event_init() { # <id>
  local run=$GUESTS/$1/$GUEST_ROOT/run
  case $(boot_value "$1" system systemd) in
    systemd)
      boot_value "$1" state running >"$run/systemd/private"
      start_wanted "$1"
      ;;
    openrc) printf 'default\n' >"$run/openrc/softlevel" ;;
    *) : >"$run/booted" ;;
  esac
}

# The services that are enabled; nobody has called for them.
start_wanted() { # <id>
  local unit root=$GUESTS/$1/root
  if [[ -n $ROOT ]]; then return; fi
  for unit in "$root"/etc/systemd/system/multi-user.target.wants/*.service; do
    FAKE_CALLS=/dev/null /usr/sbin/chroot "$root" /usr/bin/systemctl start "${unit##*/}" </dev/null >/dev/null 2>&1 || :
  done
}

in_background_of() { # <id> <command>
  if [[ -n $ROOT ]]; then return; fi
  /usr/sbin/chroot "$GUESTS/$1/root" "$2" </dev/null >/dev/null 2>&1 &
  disown
}

# The rest happens beside the command that started the container, and in later runs.
go_on_booting() { # <id>
  if [[ -n $ROOT ]]; then return; fi
  "${LIBRARY:-/usr/local/lib/ashlar-fakes}/guest-boot" "$1" </dev/null >/dev/null 2>&1 &
  disown
}
