# Before the first change: what is missing can be installed, as far as apt knows it already.
missing_packages_are_installable() { # <name or names…>
  packages_are_known || return
  find_missing_packages "$@"
  ((${#missing_packages[@]} > 0)) || return 0
  none_is_newer "${missing_packages[@]}" || return
  as_far_as_apt_knows transaction_is_possible "${missing_packages[@]}"
}

# apt takes an older version in the place of a newer one only where it is told to, and so does nobody here.
none_is_newer() { # <name or name=version…>
  local wanted name version listing=$'\n'$installed_packages
  for wanted in "$@"; do
    [[ $wanted == *=* ]] || continue
    name=${wanted%%=*} version=${listing#*$'\n'?"i  ${wanted%%=*} "}
    [[ $version != "$listing" ]] || continue
    version=${version%%$'\n'*} wanted=${wanted#*=} wanted=${wanted%-'*'}
    if dpkg --compare-versions "$version" gt "$wanted"; then
      advice="configure the newer version, or let apt go back by hand: apt-get install --allow-downgrades '$name=$wanted-*'"
      drift "$name $wanted" "$version, which is newer"
      return
    fi
  done
}
