# What the installer is told in a container beside the essentials, each with the release that knew it first: it refuses
# an option that it does not know. The host's nouveau shows in there, distributions have hooks that end the installer,
# and the nodes come from the host.
readonly user_space_options=(
  '180.25 --no-distro-scripts'
  '256.44 --no-nouveau-check'
  '319.12 --no-nvidia-modprobe'
  '325.08 --no-check-for-alternate-installs'
  '346.16 --no-install-compat32-libs'
  '418.30 --skip-depmod'
  '465.19.01 --no-systemd'
)
# A container that may do so would unload idle modules of its host.
readonly removal_options=(
  '346.16 --skip-module-unload'
  '418.30 --skip-depmod'
)

# ---- on the host ----

ask_for_user_space() {
  ask_container "$step"
}

# The container gets the very file that installed the host. What its guard has found is still known here.
bring_user_space() { # <installer of the host> <sha256> <its place in the container>
  local advised='run the script that installs the driver on the host: it fetches the file anew'
  [[ -z ${container_said[driver_packages]:-} ]] || fail_step 'refused: packages are not removed by this script' 4
  [[ -f $1 ]] || {
    expected="$1, which installed the host" found='no such file' advice=$advised
    fail_step 'the installer of the driver is gone' 4
  }
  check_installer "$1" "$2" "$advised"
  push_to_container "$1" "$3" "$2"
  change_container "$step"
}

# ---- inside the container ----

# Files of this version and no other, left by the installer itself, and the same version in the host's kernel.
user_space_is_installed() { # <version>
  local library
  host_module_is "$1" || return
  driver_packages_are_absent || return
  driver_files_are "$1" /usr/bin/nvidia-smi || return
  for library in libnvidia-ml libcuda; do
    [[ $driver_libraries/$library.so.1 -ef $driver_libraries/$library.so.$1 ]] || {
      drift "$library.so.1 that stands for $library.so.$1" 'another file, or none'
      return
    }
  done
}

# What a package manager put there it takes away again, or replaces, behind the installer's back.
driver_packages_are_absent() {
  local name present=()
  packages_are_known || return
  find_foreign_packages
  for name in "${foreign_packages[@]}"; do
    # What was removed and left its configuration behind is no driver.
    [[ $'\n'$installed_packages == *$'\n'?"c  $name "* ]] || present+=("$name")
  done
  tell_host driver_packages "${present[*]}"
  ((${#present[@]} == 0)) || {
    advice="in the container: apt-get purge ${present[*]}" last_command=''
    drift 'no packages of a driver in the container' "${present[*]}"
  }
}

# The copy is gone when this ends, however it ends, and so is one of another version that a killed run left.
install_user_space() { # <installer> <sha256> <version>
  local options=(--silent --no-kernel-module --no-x-check --tmpdir "$unpack_directory")
  trap 'rm --force -- /var/lib/phoenix_hypervisor/*.run' EXIT
  check_installer "$1" "$2" 'run the same command again'
  rm --recursive --force -- "$unpack_directory"
  is_agreed user_space_is_installable "$1"
  remove_old_user_space "$1" "$3"
  add_known_options options "$3" "${user_space_options[@]}"
  run_installer "$3" "$1" "${options[@]}"
  end_installation "$1" "$unpack_directory"
}

# What the installer would only find out when the old driver is gone.
user_space_is_installable() { # <installer>
  local command size
  for command in modprobe rmmod lsmod depmod; do
    command -v "$command" >/dev/null || {
      advice='in the container: apt-get install kmod' last_command=''
      drift "$command, which the installer needs" 'no such command'
      return
    }
  done
  probe size stat --format=%s -- "$1" || size=''
  [[ $size =~ ^[0-9]+$ ]] || {
    cannot_tell "the size of $1" "${size:-nothing}"
    return
  }
  has_room_for_driver "$size"
}

# Before the installer does so in its own way, with rmmod. Whatever became of it the exit code is 0: the record tells.
remove_old_user_space() { # <installer> <version>
  local recorded options=(--silent)
  installer_recorded recorded
  [[ -n $recorded ]] || return 0
  last_log=/var/log/nvidia-uninstall.log
  if [[ -x /usr/bin/nvidia-uninstall ]]; then
    add_known_options options "$recorded" "${removal_options[@]}"
    run nvidia-uninstall "${options[@]}"
  else
    # A removal that was killed has taken its own command away.
    add_known_options options "$2" "${removal_options[@]}"
    mkdir --mode=0700 -- "$unpack_directory"
    TMPDIR=$unpack_directory run sh "$1" --uninstall --tmpdir "$unpack_directory" "${options[@]}"
  fi
  [[ ! -e /var/lib/nvidia/log ]] || {
    expected='no /var/lib/nvidia/log any more' found="that of driver $recorded"
    fail_step "driver $recorded was not removed"
  }
}

add_known_options() { # <result array> <version> <release and option…>
  local -n accepted=$1
  local entry
  for entry in "${@:3}"; do
    ! version_at_least "$2" "${entry% *}" || accepted+=("${entry#* }")
  done
}
