# Files in which an enabled source names the repository that was looked for last.
declare -ga naming_files=()

find_sources() { # <URL>
  local file unnamed=''
  naming_files=()
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [[ -f $file ]] || continue
    if without_source unnamed "$file" "$1"; then naming_files+=("$file"); fi
  done
}

# In place, so that it can be switched on again by hand. Other repositories are left alone.
switch_off_sources() { # <URL> <file that keeps it>
  local file unnamed=''
  find_sources "$1"
  for file in "${naming_files[@]}"; do
    [[ $file != "$2" ]] || continue
    say note "$step: $file names $1 too, and is switched off there"
    without_source unnamed "$file" "$1"
    replace_file "$file" 0644 "$unnamed"
  done
}

# The text of a file of sources with this repository switched off; fails where it is not named.
without_source() { # <result variable> <file> <URL>
  case $2 in
    *.sources) without_stanza "$@" ;;
    *) without_line "$@" ;;
  esac
}

# One line a source: deb [options] URL suite.
without_line() { # <result variable> <file> <URL>
  local line text='' answer=1
  local source='^[[:space:]]*deb(-src)?[[:space:]]+(\[[^]]*\][[:space:]]*)?([^[:space:]]+)'
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ $source ]] && is_same_repository "${BASH_REMATCH[3]}" "$3"; then
      line="# switched off, another source names it: $line"
      answer=0
    fi
    text+=$line$'\n'
  done <"$2"
  printf -v "$1" '%s' "$text"
  return "$answer"
}

# deb822: stanzas of fields, an empty line between them.
without_stanza() { # <result variable> <file> <URL>
  local line lines=() stanza='' text='' answer=1
  mapfile -t lines <"$2"
  for line in "${lines[@]}" ''; do
    if [[ $line == *[![:space:]]* ]]; then
      stanza+=$line$'\n'
      continue
    fi
    if switch_off stanza "$3"; then answer=0; fi
    text+=${text:+$'\n'}$stanza
    stanza=''
  done
  printf -v "$1" '%s' "$text"
  return "$answer"
}

# Takes the URL out of a stanza, or switches the stanza off where it names nothing else.
switch_off() { # <variable with a stanza> <URL>
  local line uri uris=() field='' whole='' rest='' named=no others=no
  while IFS= read -r line; do
    uris=()
    [[ $line == [[:space:]#]* ]] || field=${line%%:*}
    if [[ ${field,,} == enabled ]]; then
      [[ ! ${line,,} =~ :[[:space:]]*(no|false|without|off|disable|0) ]] || return 1
      continue
    fi
    whole+=$line$'\n'
    [[ ${field,,} != uris || $line == '#'* ]] || read -r -a uris <<<"${line#[Uu][Rr][Ii][Ss]:}"
    for uri in "${uris[@]}"; do
      if is_same_repository "$uri" "$2"; then named=yes line=${line/"$uri"/}; else others=yes; fi
    done
    rest+=$line$'\n'
  done <<<"${!1%$'\n'}"
  [[ $named == yes ]] || return 1
  [[ $others == yes ]] || rest=$'Enabled: no\n'$whole
  printf -v "$1" '%s' "$rest"
}

# With or without the last slash, encrypted or not, it is one repository.
is_same_repository() { # <URL> <URL>
  local one='' other=''
  plain_url one "$1"
  plain_url other "$2"
  [[ $one == "$other" ]]
}

plain_url() { # <result variable> <URL>
  local plain=${2#http:} scheme=''
  plain=${plain#https:}
  [[ $plain != file:* ]] || scheme=file: plain=${plain#file:}
  while [[ $plain == /* ]]; do plain=${plain#/}; done
  while [[ $plain == */ ]]; do plain=${plain%/}; done
  printf -v "$1" '%s' "$scheme$plain"
}
