# Before the first change: the package can be installed and brings no driver, as far as apt knows it already.
package_is_installable() { # <name>
  packages_are_known || return
  if package_is_installed "$1" || package_is_cut_off "$1"; then return 0; fi
  as_far_as_apt_knows transaction_is_right "$1"
}

install_without_driver() { # <seconds to wait for a lock> <name>
  install_checked "$1" transaction_is_right "$2"
}

transaction_is_right() { # <name>
  transaction_has_no_driver "$1" || return
  transaction_is_possible "$1"
}

# Whether apt would install no driver together with the package. Answers 3 where apt cannot say that.
transaction_has_no_driver() { # <name>
  local plan=''
  simulate_installation plan "$1" --simulate -- "$1" || return
  # A package that is unpacked already is only configured.
  [[ $'\n'$plan == *$'\n'@(Inst|Conf)" $1 "* ]] || {
    cannot_tell "what apt would install for $1" "${plan:0:60}"
    return
  }
  brings_no_driver "$plan" "$1"
}
