# Before the first change: room for what is missing, as far as apt knows it already.
missing_packages_fit() { # <name…>
  packages_are_known || return
  find_missing_packages "$@"
  ((${#missing_packages[@]} > 0)) || return 0
  advice='make room, or clear the archives: apt-get clean'
  packages_fit "${missing_packages[@]}"
}
