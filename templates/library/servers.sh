# Where apt asks a proxy, only that one has to find the server.
apt_finds_server() { # <URL>
  local answer=0
  server_is_within_reach "$1" || answer=$?
  if ((answer == 1)) && apt_has_proxy; then return 0; fi
  last_command=''
  return "$answer"
}

server_is_within_reach() { # <URL>
  local server=${1#*://} address addresses=''
  server=${server%%/*} server=${server##*@}
  # An address of IPv6 stands in brackets.
  if [[ $server == '['* ]]; then server=${server#'['} server=${server%%']'*}; else server=${server%%:*}; fi
  addresses_of addresses "$server" || return
  for address in $addresses; do
    if has_route "$address"; then return 0; fi
  done
  drift "a route to $server (${addresses// /, })" 'none'
}

# An address stands for itself; a name is asked for as programs ask, with /etc/hosts first.
addresses_of() { # <result variable> <name or address>
  local answer='' line list=''
  if [[ ! $2 =~ ^([0-9]+(\.[0-9]+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$ ]]; then
    probe answer timeout --kill-after=5 10 getent ahosts "$2" || answer=''
    ((last_exit == 0)) || {
      drift "an address for $2" "none (exit code $last_exit of getent)"
      return
    }
  else
    answer=$2
  fi
  while read -r line _; do
    [[ ! $line =~ ^[0-9a-fA-F.:]+$ || " $list " == *" $line "* ]] || list+=${list:+ }$line
  done <<<"$answer"
  [[ -n $list ]] || {
    cannot_tell "the addresses of $2" "${answer:-nothing}"
    return
  }
  printf -v "$1" '%s' "$list"
}

has_route() { # <address>
  case $1 in
    127.* | ::1) return 0 ;;
    *:*) has_route_for_ipv6 ;;
    *) has_route_for_ipv4 "$1" ;;
  esac
}

# The kernel writes addresses and masks in its own byte order: 192.168.1.0 is 0001A8C0. Of the flags, 1 stands for a route
# that is up and 200 (hexadecimal) for one that refuses.
has_route_for_ipv4() { # <address>
  local target flags mask bytes=() number
  IFS=. read -r -a bytes <<<"$1"
  number=$((10#${bytes[3]} << 24 | 10#${bytes[2]} << 16 | 10#${bytes[1]} << 8 | 10#${bytes[0]}))
  [[ -r /proc/net/route ]] || return 1
  while read -r _ target _ flags _ _ _ mask _; do
    [[ $target$flags$mask =~ ^[0-9A-F]+$ ]] || continue
    if (((16#$flags & 0x201) == 1 && (number & 16#$mask) == 16#$target)); then return 0; fi
  done </proc/net/route
  return 1
}

# Any route that leads beyond the link: addresses of this kind have too many spellings to be compared here.
has_route_for_ipv6() {
  local target flags device
  [[ -r /proc/net/ipv6_route ]] || return 1
  while read -r target _ _ _ _ _ _ _ flags device; do
    [[ $target != f[ef]* && $device != lo && $flags =~ ^[0-9a-f]+$ ]] || continue
    if (((16#$flags & 0x201) == 1)); then return 0; fi
  done </proc/net/ipv6_route
  return 1
}
