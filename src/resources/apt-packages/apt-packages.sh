# Before the first change: what is missing can be installed, as far as apt knows it already.
missing_packages_are_installable() { # <name…>
  packages_are_known || return
  find_missing_packages "$@"
  ((${#missing_packages[@]} > 0)) || return 0
  as_far_as_apt_knows transaction_is_possible "${missing_packages[@]}"
}
