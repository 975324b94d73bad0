# What sha256 the keys have that were compared when they came to this host, by the name they have in its cache:
# repository-fingerprint.
declare -gA key_records=()
# The key that the host hands over: without armour, in base64; and the sha256 it had when it was compared.
declare -g handed_key='' handed_key_sha256=''

# ---- on the host ----

observe_repository_keys() { # <path of a repository's keys in the cache, ending in *…>
  local pattern file name record
  key_records=()
  for pattern in "$@"; do
    for file in "${pattern%'*'}"*.gpg.sha256; do
      [[ -f $file ]] || continue
      name=${file##*/} record=''
      IFS= read -r record <"$file" || true # its line may be cut short
      key_records[${name%.gpg.sha256}]=$record
    done
  done
}

# The key is fetched, compared and stripped of its armour once; later it comes from the cache.
obtain_key() { # <source> <fingerprint> <name in the cache> <cache directory> <deadline in seconds> <field that names the source>
  local kept=$4/$3.gpg digest='' own=$4/$3${CTID:+.for-$CTID}
  if is_kept "$kept"; then return 0; fi
  require_gpg
  mkdir --parents -- "$4"
  advice="fetch the key elsewhere and name its path in the configuration: $6"
  # Runs for other containers may be at the same key: until it is whole, it has a name of this run's own.
  fetch "$1" "$own.fetched" "$5"
  require_fingerprint "$own.fetched" "$2" "$1"
  strip_armour "$own.fetched" "$own.binary"
  digest_of digest "$own.binary"
  mv --force --no-target-directory -- "$own.binary" "$kept"
  rm --force -- "$own.fetched"
  # Last, since it is what says that all before is done.
  replace_file "$own.record" 0644 "$digest"$'\n'
  mv --force --no-target-directory -- "$own.record" "$kept.sha256"
  key_records[$3]=$digest
}

# Before the first change: the key is kept, or where it comes from has it.
key_is_obtainable() { # <source> <where it is kept>
  local size=''
  [[ ! -s $2 || ! -s $2.sha256 ]] || return 0
  source_size size "$1"
}

is_kept() { # <file>
  local digest='' name=${1##*/}
  name=${name%.gpg}
  [[ -f $1 && -n ${key_records[$name]:-} ]] || return 1
  digest_of digest "$1" && [[ $digest == "${key_records[$name]}" ]]
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

# A container gets the key with the call that needs it.
hand_over_key() { # <name in the cache> <cache directory>
  probe handed_key base64 --wrap=0 -- "$2/$1.gpg"
  handed_key_sha256=${key_records[$1]}
}

# ---- inside a container ----

receive_key() { # <file>
  local digest=''
  base64 --decode <<<"$handed_key" >"$1"
  digest_of digest "$1"
  [[ $digest == "$handed_key_sha256" ]] || {
    expected="sha256 $handed_key_sha256" found=$digest
    fail_step 'the key did not arrive whole'
  }
}
