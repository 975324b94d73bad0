# Sizes of what is still to be downloaded, by the path it is to get; known after the preconditions were checked.
declare -gA download_size=()
# Cached downloads whose bytes are hashed again in this run, although they were when they came.
declare -gA hash_anew=()

# wget is on every Proxmox host. It tries again where that can help: broken connections, overloaded servers.
readonly web_options=(
  --no-hsts
  --tries=3
  --timeout=30
  --waitretry=3
  '--retry-on-http-error=429,500,502,503,504'
)

# The sha256 of a file.
digest_of() { # <result variable> <file>
  local line=''
  probe line sha256sum -- "$2" || line=''
  [[ $line =~ ^([0-9a-f]{64})\  ]] || {
    cannot_tell "what sha256sum says of $2" "${line:-nothing}"
    return
  }
  printf -v "$1" '%s' "${BASH_REMATCH[1]}"
}

is_remote() { # <source>
  [[ $1 == http://* || $1 == https://* ]]
}

# The path in a file: URL; a path is one already.
local_path() { # <result variable> <source>
  local name=${2#file:}
  while [[ $name == //* ]]; do name=${name#/}; done
  printf -v "$1" '%s' "$name"
}

# Brings a file from where it is. When it fails, half of it may be there.
fetch() { # <source> <target> <deadline in seconds>
  local origin
  if is_remote "$1"; then
    fetch_by_web "$@"
  else
    local_path origin "$1"
    run cp --force -- "$origin" "$2"
  fi
}

# The time limit stays in the foreground, so that what ends this run ends it too. Its 137 is also that of a wget which
# somebody else has killed.
fetch_by_web() { # <URL> <target> <deadline in seconds>
  local code=0 began=$SECONDS growing_file=$2 growing_to=${download_size[${2%.part}]:-}
  run timeout --foreground --kill-after=5 "$3" wget --no-verbose "${web_options[@]}" --output-document="$2" -- "$1" \
    || code=$?
  ((code != 124 && (code != 137 || SECONDS - began < $3))) || time_out download "all of $1" "$3"
  return "$code"
}

# Whether a source can be had, and how long it is; a server need not say that.
source_size() { # <result variable> <source>
  local origin='' length=''
  if is_remote "$2"; then
    remote_size "$@"
    return
  fi
  local_path origin "$2"
  [[ -f $origin && -r $origin ]] || {
    drift "a file that can be read: $origin" 'none'
    return
  }
  probe length stat --dereference --format=%s -- "$origin" || length=''
  [[ $length =~ ^[0-9]+$ ]] || {
    cannot_tell "the size of $origin" "${length:-nothing}"
    return
  }
  printf -v "$1" '%s' "$length"
}

# Asks for the headers alone. A server that does not answer such questions, or is too busy, may still give the file.
remote_size() { # <result variable> <URL>
  local answer='' line last='no answer' length=''
  probe answer wget "${web_options[@]}" --timeout=15 --spider --server-response \
    --output-file=/dev/stdout -- "$2" || true # what it said is judged below
  while read -r line; do
    [[ ! $line =~ ^'Content-Length: '([0-9]+) ]] || length=${BASH_REMATCH[1]}
    [[ ! $line =~ ^HTTP/|failed:|unable\ to\ resolve ]] || last=$line
  done <<<"$answer"
  ((last_exit == 0)) || [[ $last =~ ^HTTP/[0-9.]+\ (405|429|50[0-4])\  ]] || {
    drift "an answer from $2" "$last"
    return
  }
  printf -v "$1" '%s' "$length"
}
