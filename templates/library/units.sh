# Units of systemd, judged by their files: no process as long as they are right.

# A unit is as wanted and enabled for a target.
unit_is() { # <name> <content> <target>
  local file=/etc/systemd/system/$1
  file_is "$file" 0644 "$2" || return
  [[ /etc/systemd/system/$3.wants/$1 -ef $file ]] || drift "$1 enabled for $3" 'not enabled'
}

# A unit that the configuration wants is so; one that it does not want, of a parent's server say, is gone.
unit_is_as_declared() { # <true|false> <name> <content> <target>
  local file=/etc/systemd/system/$2
  if [[ $1 == true ]]; then
    unit_is "${@:2}"
    return
  fi
  [[ ! -e $file && ! -L /etc/systemd/system/$4.wants/$2 ]] || drift "no $2, which is not declared" 'one that starts with the system'
}

# The link that enables it goes first and comes back last, with the reload that `enable` does: a run that was killed in
# between leaves drift behind, and never a unit that systemd has not read.
install_unit() { # <name> <content> <target>
  rm --force -- "/etc/systemd/system/$3.wants/$1"
  replace_file "/etc/systemd/system/$1" 0644 "$2"
  run systemctl enable "$1"
}

install_unit_as_declared() { # <true|false> <name> <content> <target>
  local file=/etc/systemd/system/$2
  if [[ $1 == true ]]; then
    install_unit "${@:2}"
    return
  fi
  [[ ! -e $file ]] || run systemctl disable --now "$2"
  rm --force -- "$file" "/etc/systemd/system/$4.wants/$2"
  run systemctl daemon-reload
}
