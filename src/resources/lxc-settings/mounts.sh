# Directories of the host in the container. Which number a mount point has means nothing: what counts is where it is.
plan_mounts() { # <host path,mp=container path[,pair…], with tabs between them>
  local mount mounts=()
  IFS=$'\t' read -r -a mounts <<<"$1"
  for mount in "${mounts[@]}"; do
    # A slash at the end of a directory means nothing.
    [[ ! $mount =~ ^(.*,mp=[^,]+)/(,.*)?$ ]] || mount=${BASH_REMATCH[1]}${BASH_REMATCH[2]}
    plan_mount "$mount"
  done
}

plan_mount() { # <host path,mp=container path[,pair…]>
  local key='' current='' mount=$1 kept_pairs
  find_mount key "$1"
  if [[ -v conf_settings[$key] ]]; then
    current=${conf_settings[$key]} kept_pairs=${conf_settings[$key]#*,}
    merge_pairs kept_pairs "${1#*,}"
    mount=${1%%,*},$kept_pairs
  fi
  [[ $mount != "$current" ]] || return 0
  note_difference "$key: $mount" "$key: ${current:-none}"
  settings_arguments+=("--$key" "$mount")
  # The next one takes another number.
  conf_settings[$key]=$mount
  if [[ -n $current && $current != /* ]]; then
    advice="move what is in volume ${current%%,*} elsewhere and detach it, or correct mount_points"
    settings_refusal="a volume is mounted where a directory of the host is to be"
  fi
}

# The mount point at that place in the container, or the first number that is free.
find_mount() { # <result variable> <host path,mp=container path[,pair…]>
  local mount_key number=0 place=,$2,
  place=${place#*,mp=} place=${place%%,*}
  for mount_key in "${!conf_settings[@]}"; do
    [[ $mount_key == mp[0-9]* && ,${conf_settings[$mount_key]}, =~ ,mp="$place"/?, ]] || continue
    printf -v "$1" '%s' "$mount_key"
    return
  done
  while [[ -v conf_settings[mp$number] ]]; do number=$((number + 1)); done
  printf -v "$1" '%s' "mp$number"
}

# A start fails without the directory, and whose it is to be nobody has declared.
mounts_can_be_made() { # <host path,mp=container path[,pair…], with tabs between them>
  local mount target mounts=() targets=$'\t'
  IFS=$'\t' read -r -a mounts <<<"$1"
  for mount in "${mounts[@]}"; do
    target=${mount#*,mp=} target=${target%%,*} target=${target%/}
    [[ $targets != *$'\t'"$target"$'\t'* ]] || {
      advice='correct container_path in mount_points'
      drift "one mount point for $target" 'two'
      return
    }
    targets+=$target$'\t'
    [[ -e ${mount%%,*} ]] || {
      advice="mkdir --parents ${mount%%,*}, and give it to who uses it in the container (root of an unprivileged one: 100000)"
      drift "${mount%%,*} on this host, for a mount point" 'nothing'
      return
    }
  done
}
