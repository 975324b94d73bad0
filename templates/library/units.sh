# Units of systemd, judged by their files: no process as long as they are right.

# A unit is as wanted and enabled for a target.
unit_is() { # <name> <content> <target>
  local file=/etc/systemd/system/$1
  file_is "$file" 0644 "$2" || return
  [[ /etc/systemd/system/$3.wants/$1 -ef $file ]] || drift "$1 enabled for $3" 'not enabled'
}

# The link that enables it goes first and comes back last, with the reload that `enable` does: a run that was killed in
# between leaves drift behind, and never a unit that systemd has not read.
install_unit() { # <name> <content> <target>
  rm --force -- "/etc/systemd/system/$3.wants/$1"
  replace_file "/etc/systemd/system/$1" 0644 "$2"
  run systemctl enable "$1"
}
