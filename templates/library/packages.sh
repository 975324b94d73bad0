# What dpkg knows, one package a line: status, name, version ("ii  dkms 3.0.10-8"). Read once for all guards.
declare -g installed_packages=''
declare -ga missing_packages=()

observe_packages() {
  local format="\${db:Status-Abbrev} \${Package} \${Version}\n"
  probe installed_packages dpkg-query --show --showformat="$format" || installed_packages=''
}

# dpkg itself is always installed: a listing without it is none.
packages_are_known() {
  local listing=$'\n'$installed_packages
  [[ $listing != $'\n' ]] || listing+=nothing
  [[ $listing == *$'\n'?"i  dpkg "* ]] \
    || cannot_tell 'what dpkg-query says of the installed packages' "${listing:1:60}"
}

# Installed means unpacked and configured: removed, half-installed and unpacked packages do not count.
package_is_installed() { # <name>
  local listing=$'\n'$installed_packages
  [[ $listing == *$'\n'?"i  $1 "* ]]
}

find_missing_packages() { # <name…>
  local name
  missing_packages=()
  for name in "$@"; do
    package_is_installed "$name" || missing_packages+=("$name")
  done
}

packages_are_installed() { # <name…>
  packages_are_known || return
  find_missing_packages "$@"
  ((${#missing_packages[@]} == 0)) || drift "installed: $*" "missing: ${missing_packages[*]}"
}
