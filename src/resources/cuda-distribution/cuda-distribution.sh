# NVIDIA publishes this release of the toolkit for this distribution. A mirror of the site's own may hold what NVIDIA
# does not: there, apt alone can say it.
toolkit_is_published() { # <CUDA release> <base URL> <NVIDIA's base URL>
  local distribution=''
  read_distribution distribution || return
  warn_of_new_libc "$1"
  [[ ${2%/} == "${3%/}" ]] || return 0
  is_published_for "$distribution" "$1" || {
    advice='take a release that is published, name a mirror in cuda_repo_base_url, or set host_toolkit to false'
    drift "CUDA $1 in NVIDIA's repository for $distribution" 'NVIDIA does not publish it there'
  }
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
