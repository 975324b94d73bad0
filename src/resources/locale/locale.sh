# Programs take the locale, the C library has it, and it is kept when the package is upgraded.
locale_is_default() { # <locale>
  local default=''
  locale_is_enabled "$1" || {
    drift "$1 in /etc/locale.gen" 'it is not enabled there'
    return
  }
  locale_is_generated "$1" || return
  read_default_locale default
  [[ $default == "$1" ]] || drift "LANG=$1 in /etc/default/locale" "${default:-nothing}"
}

locale_is_enabled() { # <locale>
  local name charset
  [[ -r /etc/locale.gen ]] || return 1
  while read -r name charset || [[ -n $name ]]; do
    [[ $name != "$1" || $charset != UTF-8* ]] || return 0
  done </etc/locale.gen
  return 1
}

# bash asks the C library as programs do, and complains on stderr where that has no such locale.
locale_is_generated() { # <locale>
  local complaint
  complaint=$({ LC_ALL=$1; } 2>&1)
  [[ -z $complaint ]] || drift "the locale $1" "${complaint##*warning: }"
}

# The last line counts, with or without quotes.
read_default_locale() { # <result variable>
  local line value=''
  [[ -r /etc/default/locale ]] || return 0
  while IFS= read -r line || [[ -n $line ]]; do
    [[ ! $line =~ ^[[:space:]]*LANG=[\"\']?([^\"\'[:space:]]*) ]] || value=${BASH_REMATCH[1]}
  done </etc/default/locale
  printf -v "$1" '%s' "$value"
}

# The package has its definition. Asked when that is installed.
locale_is_supported() { # <locale>
  local name charset
  while read -r name charset; do
    [[ $name != "$1" || $charset != UTF-8 ]] || return 0
  done </usr/share/i18n/SUPPORTED
  advice='name one of /usr/share/i18n/SUPPORTED in the configuration'
  drift 'a locale that the package locales can generate' "$1"
}

set_default_locale() { # <locale>
  local text=''
  if ! locale_is_enabled "$1"; then
    with_locale_enabled text "$1"
    write_text /etc/locale.gen "$text"
  fi
  if ! locale_is_generated "$1"; then run locale-gen; fi
  with_default_locale text "$1"
  write_text /etc/default/locale "$text"
}

# What is enabled there already stays.
with_locale_enabled() { # <result variable> <locale>
  local line lines=() gathered='' enabled=no
  [[ ! -f /etc/locale.gen ]] || mapfile -t lines </etc/locale.gen
  for line in "${lines[@]}"; do
    if [[ $enabled == no && $line =~ ^'#'[[:space:]]*"$2 UTF-8"[[:space:]]*$ ]]; then
      enabled=yes line="$2 UTF-8"
    fi
    gathered+=$line$'\n'
  done
  [[ $enabled == yes ]] || gathered+="$2 UTF-8"$'\n'
  printf -v "$1" '%s' "$gathered"
}

# Other variables in there stay.
with_default_locale() { # <result variable> <locale>
  local line lines=() gathered=''
  [[ ! -f /etc/default/locale ]] || mapfile -t lines </etc/default/locale
  for line in "${lines[@]}"; do
    [[ $line =~ ^[[:space:]]*LANG= ]] || gathered+=$line$'\n'
  done
  printf -v "$1" '%sLANG=%s\n' "$gathered" "$2"
}

# A file of others keeps its mode and owner, and may be a link; one that is not there is made.
write_text() { # <path> <content>
  if [[ -e $1 ]]; then
    rewrite_file "$1" "$2"
  else
    replace_file "$1" 0644 "$2"
  fi
}
