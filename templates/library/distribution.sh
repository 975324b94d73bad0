# NVIDIA's own repositories; any other base is a mirror of the site's.
readonly vendor_repositories=https://developer.download.nvidia.com/compute/cuda/repos

# Name of this system in NVIDIA's repositories, from its own os-release: debian12, ubuntu2404.
read_distribution() { # <result variable>
  local -A release=()
  read_os_release || return
  release[VERSION_ID]=${release[VERSION_ID]//./}
  [[ ${release[ID]} =~ ^[a-z]+$ && ${release[VERSION_ID]} =~ ^[0-9]+$ ]] || {
    cannot_tell 'ID and VERSION_ID in /etc/os-release' "'${release[ID]}' and '${release[VERSION_ID]}'"
    return
  }
  printf -v "$1" '%s' "${release[ID]}${release[VERSION_ID]}"
}

# Its names in repositories of Debian's layout: debian and bookworm.
read_codename() { # <variable for the distribution> <variable for the release>
  local -A release=()
  read_os_release || return
  [[ ${release[ID]} =~ ^[a-z]+$ && ${release[VERSION_CODENAME]} =~ ^[a-z]+$ ]] || {
    cannot_tell 'ID and VERSION_CODENAME in /etc/os-release' "'${release[ID]}' and '${release[VERSION_CODENAME]}'"
    return
  }
  printf -v "$1" '%s' "${release[ID]}"
  printf -v "$2" '%s' "${release[VERSION_CODENAME]}"
}

# Fills the caller's `release`.
read_os_release() {
  local line
  release=([ID]='' [VERSION_ID]='' [VERSION_CODENAME]='')
  [[ -r /etc/os-release ]] || {
    cannot_tell 'the distribution in /etc/os-release' 'no such file'
    return
  }
  while IFS= read -r line || [[ -n $line ]]; do
    [[ ! $line =~ ^(ID|VERSION_ID|VERSION_CODENAME)=[\"\']?([^\"\']*) ]] || release[${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}
  done </etc/os-release
}

# NVIDIA's layout, which mirrors keep: <base>/<distribution>/<architecture>/. A base may name one of these already.
repository_url() { # <result variable> <base> <distribution>
  local base=${2%/}
  [[ $base != /* ]] || base=file:$base
  [[ $base == */x86_64 ]] || base+=/$3/x86_64
  printf -v "$1" '%s' "$base/"
}

# What a repository holds is built for one distribution, and another must not install it.
repository_is_for() { # <base> <distribution>
  local named=${1%/}
  [[ $named == */x86_64 ]] || return 0
  named=${named%/x86_64} named=${named##*/}
  [[ $named == "$2" ]] || drift "a repository for $2" "$1, which is for $named"
}

# NVIDIA publishes this release of the toolkit for this distribution. A mirror of the site's own may hold what NVIDIA
# does not: there, apt alone can say it.
toolkit_is_published() { # <CUDA release> <base> <distribution>
  [[ ${2%/}/ == "$vendor_repositories"/* ]] || return 0
  is_published_for "$3" "$1" || drift "CUDA $1 in NVIDIA's repository for $3" 'NVIDIA does not publish it there'
}

# Older distributions ended before 12.8; Debian 13 begins with 13.1.
is_published_for() { # <distribution> <CUDA release>
  case $1 in
    debian12 | ubuntu2[024]04 | ubuntu2604) ;;
    debian13) version_at_least "$2" 13.1 ;;
    debian1[01] | ubuntu1[68]04) ! version_at_least "$2" 12.8 ;;
    *) return 1 ;;
  esac
}

# The headers of glibc 2.41 and those of nvcc up to 12.9 contradict each other (cospi, sinpi, rsqrt).
warn_of_new_libc() { # <CUDA release>
  local listing=$'\n'$installed_packages libc=$'\n''.i  libc6 ([0-9]+\.[0-9]+)'
  [[ $listing =~ $libc ]] || return 0
  if version_at_least "${BASH_REMATCH[1]}" 2.41 && ! version_at_least "$1" 13.0; then
    warn "glibc ${BASH_REMATCH[1]} is too new for nvcc $1: programs that include its mathematics do not compile"
  fi
}
