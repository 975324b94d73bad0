# What sha256 the keys have that were compared when they came to this host, by fingerprint.
declare -gA cuda_key_records=()

observe_cuda_keys() { # <cache directory>
  local file fingerprint record
  cuda_key_records=()
  for file in "$1"/cuda-*.gpg.sha256; do
    [[ -f $file ]] || continue
    fingerprint=${file##*/cuda-} record=''
    IFS= read -r record <"$file" || true # its line may be cut short
    cuda_key_records[${fingerprint%.gpg.sha256}]=$record
  done
}

# Debian 13 and Ubuntu 26.04 have keys of their own; all others share one.
vendor_key() { # <result variable> <URL of the repository> <distribution>
  local name=3bf863cc.pub
  case $3 in
    debian13) name=8793F200.pub ;;
    ubuntu2604) name=60DF8A40.pub ;;
    *) ;;
  esac
  printf -v "$1" '%s' "$2$name"
}

vendor_fingerprint() { # <result variable> <distribution>
  local key_id=EB693B3035CD5710E231E123A4B469963BF863CC
  case $2 in
    debian13) key_id=02182E60104FCDC26EAE1B8597A5D4CB8793F200 ;;
    ubuntu2604) key_id=14BAFBC7562AD710CA04E69905FBB6DA60DF8A40 ;;
    *) ;;
  esac
  printf -v "$1" '%s' "$key_id"
}

# The key of a distribution's repository is in the cache afterwards. What the configuration leaves open is the vendor's.
obtain_repository_key() { # <result variable> <distribution> <base> <key or nothing> <fingerprint or nothing> <cache directory> <deadline>
  local url='' key=$4 fingerprint=$5
  [[ -n $fingerprint ]] || vendor_fingerprint fingerprint "$2"
  repository_url url "$3" "$2"
  [[ -n $key ]] || vendor_key key "$url" "$2"
  obtain_key "$key" "$fingerprint" "$6" "$7"
  printf -v "$1" '%s' "$fingerprint"
}

# The key is fetched, compared and stripped of its armour once; later it comes from the cache.
obtain_key() { # <source> <fingerprint> <cache directory> <deadline in seconds>
  local kept=$3/cuda-$2.gpg digest='' own=$3/cuda-$2${CTID:+.for-$CTID}
  if is_kept "$kept" "$2"; then return 0; fi
  require_gpg
  mkdir --parents -- "$3"
  advice="fetch the key elsewhere and name its path in the configuration: cuda_repo_key"
  # Runs for other containers may be at the same key: until it is whole, it has a name of this run's own.
  fetch "$1" "$own.fetched" "$4"
  require_fingerprint "$own.fetched" "$2" "$1"
  strip_armour "$own.fetched" "$own.binary"
  digest_of digest "$own.binary"
  mv --force --no-target-directory -- "$own.binary" "$kept"
  rm --force -- "$own.fetched"
  # Last, since it is what says that all before is done.
  replace_file "$own.record" 0644 "$digest"$'\n'
  mv --force --no-target-directory -- "$own.record" "$kept.sha256"
  cuda_key_records[$2]=$digest
}

is_kept() { # <file> <fingerprint>
  local digest=''
  [[ -f $1 && -n ${cuda_key_records[$2]:-} ]] || return 1
  digest_of digest "$1" && [[ $digest == "${cuda_key_records[$2]}" ]]
}

# A host that was set up has it; one whose cache has the key does without.
require_gpg() {
  command -v gpg >/dev/null && return
  advice='apt-get install gnupg' last_command=''
  fail_step 'gpg is needed to compare the key of the repository, and is not there' 4
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
