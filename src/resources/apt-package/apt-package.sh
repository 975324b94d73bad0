# Before the first change, as far as apt knows the package already: no driver comes with it, and there is room.
package_can_come() { # <name>
  packages_are_known || return
  ! package_is_installed "$1" || return 0
  transaction_has_no_driver "$1" || return
  advice='make room, or clear the archives: apt-get clean'
  packages_fit "$1"
}

# What apt would install is simulated. Where apt cannot say it yet, it is asked again before it installs.
transaction_has_no_driver() { # <name>
  local plan='' word name drivers=()
  # What apt complains about now it says again, and is heard, when it is to install.
  ask_apt plan apt-get --quiet=2 --simulate --no-install-recommends install -- "$1" 2>/dev/null \
    || ((last_exit == 100)) || {
    cannot_tell "what apt would install for $1" "exit code $last_exit"
    return
  }
  ((last_exit == 0)) || return 0
  # A package that is unpacked already is only configured.
  [[ $'\n'$plan == *$'\n'@(Inst|Conf)" $1 "* ]] || {
    cannot_tell "what apt would install for $1" "${plan:0:60}"
    return
  }
  while read -r word name _; do
    if [[ $word == Inst ]] && is_driver_package "$name"; then drivers+=("$name"); fi
  done <<<"$plan"
  ((${#drivers[@]} == 0)) || drift "$1 without a driver" "it would bring ${drivers[*]}"
}

install_without_driver() { # <seconds to wait for a lock> <name>
  install_checked "$1" refuse_driver "$2"
}

refuse_driver() { # <name>
  local answer=0
  transaction_has_no_driver "$1" || answer=$?
  ((answer == 0)) || fail_step "refused: $1" "$((answer == 1 ? 4 : 1))"
  require_room "$1"
}
