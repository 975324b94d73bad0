# What dpkg knows, one package a line: status, name, version ("ii  dkms 3.0.10-8"). Read once for all guards.
declare -g installed_packages=''
declare -ga missing_packages=()

observe_packages() {
  local format="\${db:Status-Abbrev} \${Package} \${Version}\n"
  probe installed_packages dpkg-query --show --showformat="$format" || installed_packages=''
}

# dpkg itself is always there, if only cut off while it was replaced: a listing without it is none.
packages_are_known() {
  local listing=$'\n'$installed_packages
  [[ $listing != $'\n' ]] || listing+=nothing
  [[ $listing == *$'\n'?[!nc]?" dpkg "* ]] \
    || cannot_tell 'what dpkg-query says of the installed packages' "${listing:1:60}"
}

# Installed means unpacked and configured: removed, half-installed and unpacked packages do not count. As apt has it, a
# version may follow the name, and one that ends in * stands for all that begin so.
package_is_installed() { # <name or name=version>
  local listing=$'\n'$installed_packages$'\n' version=''
  case $1 in
    *=*'*') version=${1#*=} version=${version%'*'} ;;
    *=*) version=${1#*=}$'\n' ;;
    *) ;;
  esac
  [[ $listing == *$'\n'?"i  ${1%%=*} $version"* ]]
}

# dpkg died while it unpacked it, or somebody's is at it: what apt would do is known when nobody is.
package_is_cut_off() { # <name>
  [[ $'\n'$installed_packages == *$'\n'??"R $1 "* ]]
}

# A list of the configuration comes in one word.
find_missing_packages() { # <name or names…>
  local name listed=()
  missing_packages=()
  read -r -a listed <<<"$*"
  for name in "${listed[@]}"; do
    package_is_installed "$name" || missing_packages+=("$name")
  done
}

packages_are_installed() { # <name or names…>
  packages_are_known || return
  find_missing_packages "$@"
  ((${#missing_packages[@]} == 0)) || drift "installed: $*" "missing: ${missing_packages[*]}"
}
