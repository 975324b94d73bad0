# Name of this system in NVIDIA's repositories, from its own os-release: debian12, ubuntu2404.
read_distribution() { # <result variable>
  local line id='' release=''
  [[ -r /etc/os-release ]] || {
    cannot_tell 'the distribution in /etc/os-release' 'no such file'
    return
  }
  while IFS= read -r line || [[ -n $line ]]; do
    case $line in
      ID=*) id=${line#ID=} ;;
      VERSION_ID=*) release=${line#VERSION_ID=} ;;
      *) ;;
    esac
  done </etc/os-release
  id=${id//[\"\']/} release=${release//[\"\'.]/}
  [[ $id =~ ^[a-z]+$ && $release =~ ^[0-9]+$ ]] || {
    cannot_tell 'ID and VERSION_ID in /etc/os-release' "'$id' and '$release'"
    return
  }
  printf -v "$1" '%s' "$id$release"
}

# NVIDIA's layout, which mirrors keep: <base>/<distribution>/<architecture>/.
repository_url() { # <result variable> <base>
  local base=${2%/} distribution=''
  read_distribution distribution || return
  [[ $base != /* ]] || base=file:$base
  printf -v "$1" '%s' "$base/$distribution/x86_64/"
}
