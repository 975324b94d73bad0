# When the unit was last asked for, in seconds of this shell: a poll every tenth of a second is enough for a port alone.
declare -g unit_asked_at=''

# A server answers a GET with 200. Nothing but bash is needed for that. What has failed does not heal by waiting.
http_answers() { # <host:port> <path> <unit>
  local host=${1%:*} status=''
  # Listening everywhere includes here.
  [[ $host != @(0.0.0.0|'*'|'[::]'|'') ]] || host=127.0.0.1
  host=${host#[} host=${host%]}
  # A server that goes away in the middle would end this shell.
  status=$(ask_server "$host" "${1##*:}" "$2") || status='connection refused'
  [[ ! $status =~ ^HTTP/1\.[01]\ 200( |$) ]] || return 0
  unit_may_answer "$3" || return
  drift "200 from http://$host:${1##*:}$2" "${status:-a connection, and no answer}"
}

ask_server() { # <host> <port> <path>
  local connection='' status=''
  { exec {connection}<>"/dev/tcp/$1/$2"; } 2>/dev/null || return 1
  printf 'GET %s HTTP/1.0\r\nHost: %s:%s\r\n\r\n' "$3" "$1" "$2" >&"$connection"
  IFS= read -r -t 5 -u "$connection" status || return 0
  printf '%s' "${status%$'\r'}"
}

unit_may_answer() { # <unit>
  local state=''
  [[ $unit_asked_at != "$SECONDS" ]] || return 0
  unit_asked_at=$SECONDS
  probe state systemctl is-active -- "$1" || true # its word counts
  [[ $state != failed ]] || {
    advice="see in the container why: journalctl --unit $1"
    cannot_tell "$1 active" "$state"
    return
  }
  last_command=''
}
