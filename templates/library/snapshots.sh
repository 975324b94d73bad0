# A snapshot of a container, as its configuration has it: whether it is there, what is unfinished of it (`prepare`,
# `delete`, or nothing), and the digest in its description of what it was made from.
declare -g snapshot_is_there=no snapshot_state='' snapshot_digest=''

# A section of the configuration that was read.
find_snapshot() { # <name>
  local line within=no
  snapshot_is_there=no snapshot_state='' snapshot_digest=''
  for line in "${conf_lines[@]:conf_head}"; do
    if [[ $line == '['* ]]; then
      within=no
      [[ $line != "[$1]"* ]] || within=yes snapshot_is_there=yes
    elif [[ $within == yes ]]; then
      note_snapshot_line "$line"
    fi
  done
}

# Proxmox writes a description as a comment, and a colon in it as %3A.
note_snapshot_line() { # <line>
  if [[ $1 == snapstate:* ]]; then
    snapshot_state=${1#*:}
    trim_text snapshot_state
  elif [[ $1 == '#'*phoenix@(:|%3A|%3a)sha256=* ]]; then
    snapshot_digest=${1##*sha256=}
    snapshot_digest=${snapshot_digest%%[!0-9a-f]*}
  fi
}

# One that a container can be cloned from, or rolled back to.
snapshot_is_whole() {
  [[ $snapshot_is_there == yes && -z $snapshot_state ]]
}
