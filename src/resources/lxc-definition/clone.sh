# A clone's disk is its parent's, host keys of SSH included; Proxmox renews the machine id only. Before the first start
# nobody in the container can have turned its files into links that lead elsewhere.
finish_clone() { # <CTID> <parent> <snapshot> <host name>
  local lock answer=0
  conf_value lock lock
  # Nobody but a run that was killed here mounts a clone that is not finished.
  [[ $lock != mounted ]] || run pct unmount "$1"
  demand_unlocked_container "$1"
  run pct mount "$1"
  renew_host_keys "/var/lib/lxc/$1/rootfs" "${4:-CT$1}" || answer=$?
  ((answer == 0)) || give_clone_up "$1"
  run pct unmount "$1"
  run pct set "$1" --description "clone of container $2${3:+, snapshot $3}"
}

# The disk does not stay mounted; what failed is still known, and the next run begins here again.
give_clone_up() { # <CTID>
  pct unmount "$1" </dev/null >/dev/null 2>&1 || true # the next run unmounts it, too
  fail_step 'the clone could not get SSH host keys of its own'
}

# Keys of the same types, owned by the container's root. Certificates and keys of other types were the parent's, too.
# Every command is looked at: whoever asks wants to clean up.
renew_host_keys() { # <root of the container> <host name>
  local directory=$1/etc/ssh type file owner='' renewed=' '
  [[ -d $directory ]] || return 0
  if [[ -L $1/etc || -L $directory ]]; then
    expected="$directory as a directory of the container" found='a link, which may lead out of it' last_command=''
    return 1
  fi
  probe owner stat --format='%u:%g' -- "$directory" || return
  for type in rsa ecdsa ed25519; do
    [[ -e $directory/ssh_host_${type}_key ]] || continue
    renew_host_key "$directory" "ssh_host_${type}_key" "$type" "$2" "$owner" || return
    renewed+="ssh_host_${type}_key ssh_host_${type}_key.pub "
  done
  for file in "$directory"/ssh_host_*; do
    [[ $renewed == *" ${file##*/} "* ]] || run rm --force -- "$file" || return
  done
  # The mark goes by another way than these files, and must not be gone before they are there.
  run sync --file-system -- "$directory"
}

renew_host_key() { # <directory> <file name> <type> <host name> <uid:gid>
  local fresh=$run_directory/$2
  run rm --force -- "$fresh" "$fresh.pub" || return
  run ssh-keygen -q -t "$3" -N '' -C "root@${4%%.*}" -f "$fresh" || return
  install_host_key "$fresh.pub" "$1/$2.pub" 0644 "$5" || return
  install_host_key "$fresh" "$1/$2" 0600 "$5" || return
  run rm --force -- "$fresh" "$fresh.pub"
}

# Beside the old one first, and renamed: nobody meets half a key.
install_host_key() { # <file> <path> <mode> <uid:gid>
  run install --mode="$3" --owner="${4%:*}" --group="${4#*:}" --no-target-directory -- "$1" "$2.phoenix-new" || return
  run mv --force --no-target-directory -- "$2.phoenix-new" "$2"
}
