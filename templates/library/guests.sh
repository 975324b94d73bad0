# Containers as pct starts and stops them.

# For a container under high availability pct returns at once, and the cluster stops it later.
stop_guest() { # <id> <deadline in seconds>
  local state began=$SECONDS
  run pct shutdown "$1" --timeout "$2" --forceStop 1
  while true; do
    probe state pct status "$1"
    [[ $state != 'status: stopped' ]] || return 0
    ((SECONDS - began < $2)) || time_out guest_stop "the end of container $1 (last seen: $state)" "$2"
    sleep 1
  done
}

# Under high availability the cluster starts it later, too. That it runs says nothing yet of what runs in it.
start_guest() { # <id> <deadline in seconds>
  local state began=$SECONDS
  advice="see journalctl --unit pve-container@$1, then run again"
  run pct start "$1"
  advice=''
  while true; do
    probe state pct status "$1"
    [[ $state != 'status: running' ]] || return 0
    ((SECONDS - began < $2)) || time_out guest_start "the start of container $1 (last seen: $state)" "$2"
    sleep 1
  done
}
