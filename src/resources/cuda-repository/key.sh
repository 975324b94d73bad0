# The installed keyring is byte for byte the key whose fingerprint was compared when it came.
keyring_is_compared() { # <fingerprint> <cache directory>
  local record='' digest='' kept=$2/cuda-$1.gpg.sha256
  [[ -f $cuda_keyring && -v file_facts[$cuda_keyring] ]] || {
    drift "a key in $cuda_keyring" 'nothing'
    return
  }
  [[ ${file_facts[$cuda_keyring]} == '0644 root:root '* ]] || {
    drift "mode 0644, root:root, on $cuda_keyring" "${file_facts[$cuda_keyring]% * * *}"
    return
  }
  if [[ -f $kept ]]; then IFS= read -r record <"$kept" || true; fi # its line may be cut short
  [[ -n $record ]] || {
    drift "a key with fingerprint $1" 'no record that it was compared'
    return
  }
  digest_of digest "$cuda_keyring" || return
  [[ $digest == "$record" ]] || drift "the key with fingerprint $1 in $cuda_keyring" 'another content'
}

# The key is fetched, compared and stripped of its armour once; later it comes from the cache.
obtain_key() { # <source> <fingerprint> <cache directory> <deadline in seconds>
  local kept=$3/cuda-$2.gpg digest=''
  if is_kept "$kept"; then return 0; fi
  mkdir --parents -- "$3"
  advice="fetch the key elsewhere and name its path in the configuration: cuda_repo_key"
  fetch "$1" "$kept.fetched" "$4"
  require_fingerprint "$kept.fetched" "$2" "$1"
  strip_armour "$kept.fetched" "$kept.binary"
  digest_of digest "$kept.binary"
  mv --force --no-target-directory -- "$kept.binary" "$kept"
  # Last, since it is what says that all before is done.
  rm --force -- "$kept.fetched"
  replace_file "$kept.sha256" 0644 "$digest"$'\n'
}

is_kept() { # <file>
  local record='' digest=''
  [[ -f $1 && -f $1.sha256 ]] || return 1
  IFS= read -r record <"$1.sha256" || true # its line may be cut short
  digest_of digest "$1" && [[ $digest == "$record" ]]
}

# A key file holds one key, and it is the one that the configuration names.
require_fingerprint() { # <file> <fingerprint> <source>
  local listing='' record fingerprint keys=()
  advice="compare the fingerprint with the one the vendor publishes; apt's files are as they were"
  expected="one OpenPGP key with fingerprint $2"
  quiet_gpg_home
  probe listing gpg --batch --quiet --trust-model always --homedir "$run_directory/gnupg" \
    --with-colons --show-keys -- "$1" || {
    found='no OpenPGP key'
    fail_step "what came from $3 is not a key"
  }
  while IFS=: read -r record _ _ _ _ _ _ _ _ fingerprint _; do
    case $record in
      pub) keys+=('') ;;
      # The first one after a key is its own, those that follow are of its subkeys.
      fpr) if ((${#keys[@]} > 0)) && [[ -z ${keys[-1]} ]]; then keys[-1]=$fingerprint; fi ;;
      *) ;;
    esac
  done <<<"$listing"
  found=${keys[*]:-no OpenPGP key}
  [[ $found == "$2" ]] || fail_step "what came from $3 is not the key"
}

# apt takes a key without armour; the vendor's file has one, a mirror's may have none.
strip_armour() { # <file> <result file>
  local first=''
  IFS= read -r -d '-' first <"$1" || true # a binary key need not hold a dash
  if [[ -z $first ]]; then
    run gpg --batch --yes --homedir "$run_directory/gnupg" --output "$2" --dearmor -- "$1"
  else
    run cp --force -- "$1" "$2"
  fi
}

# gpg makes a home wherever it is called; it is to leave none behind.
quiet_gpg_home() {
  mkdir --parents -- "$run_directory/gnupg"
  chmod 0700 -- "$run_directory" "$run_directory/gnupg"
}

# Beside the target first, then renamed over it.
replace_with_copy() { # <file> <target>
  cp --force -- "$1" "$2.ashlar-new"
  chmod 0644 -- "$2.ashlar-new"
  mv --force --no-target-directory -- "$2.ashlar-new" "$2"
}
