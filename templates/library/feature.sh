# What the configuration says of the container and those it was cloned from: the next in that line ('' at its
# end), and the features that each declares. No container is asked: steps see to it that what is declared is there.
declare -gA container_parent=() container_features=()

take_container() { # <CTID>:<CTID it was cloned from>:<features>
  local id parent features
  IFS=: read -r id parent features <<<"$1"
  container_parent[$id]=$parent container_features[$id]=$features
  log "container $id: cloned from ${container_parent[$id]:-none}, declares ${container_features[$id]:-nothing}"
}

# A feature is there where the container or one it was cloned from declares it.
is_feature_present_on_container() { # <CTID> <feature>
  local id=$1 looked_at=' '
  # A line that comes back to itself ends there.
  while [[ -n $id && $looked_at != *" $id "* ]]; do
    [[ " ${container_features[$id]:-} " != *" $2 "* ]] || return 0
    looked_at+="$id " id=${container_parent[$id]:-}
  done
  return 1
}

is_feature_declared_by() { # <CTID> <feature>
  [[ " ${container_features[$1]:-} " == *" $2 "* ]]
}

tell_if_declared() { # <result variable> <CTID> <feature>
  printf -v "$1" false
  if is_feature_present_on_container "$2" "$3"; then printf -v "$1" true; fi
}

# What comes with the clone is not installed again, unless the operator wants it.
tell_if_installed_here() { # <result variable> <CTID> <feature>
  local inherited_from=''
  tell_origin inherited_from "$2" "$3"
  printf -v "$1" false
  if [[ -z $inherited_from || ${flags[reinstall]:-no} == yes ]]; then tell_if_declared "$1" "$2" "$3"; fi
}

# The nearest container it was cloned from that declares the feature; nothing where there is none.
tell_origin() { # <result variable> <CTID> <feature>
  local ancestor=${container_parent[$2]:-} looked_at=" $2 "
  while [[ -n $ancestor && $looked_at != *" $ancestor "* ]] && ! is_feature_declared_by "$ancestor" "$3"; do
    looked_at+="$ancestor "
    ancestor=${container_parent[$ancestor]:-}
  done
  [[ $looked_at != *" $ancestor "* ]] || ancestor=''
  printf -v "$1" '%s' "$ancestor"
}
