# The link is what programs take; Debian 12 and Ubuntu have the name in a file too.
timezone_is_set() { # <time zone>
  local name=''
  [[ /etc/localtime -ef /usr/share/zoneinfo/$1 ]] || {
    drift "/etc/localtime leading to $1" 'it does not'
    return
  }
  [[ -e /etc/timezone ]] || return 0
  read_word name /etc/timezone
  [[ $name == "$1" ]] || drift "$1 in /etc/timezone" "${name:-nothing}"
}

# Asked when tzdata is installed.
timezone_is_known() { # <time zone>
  [[ -f /usr/share/zoneinfo/$1 ]] || {
    advice='name one of /usr/share/zoneinfo in the configuration'
    drift 'a time zone of the package tzdata' "$1"
  }
}

set_timezone() { # <time zone>
  local fresh=/etc/localtime.ashlar-new
  if [[ -e /etc/timezone ]]; then rewrite_file /etc/timezone "$1"$'\n'; fi
  ln --symbolic --force --no-target-directory -- "/usr/share/zoneinfo/$1" "$fresh"
  mv --force --no-target-directory -- "$fresh" /etc/localtime
}
