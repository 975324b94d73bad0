# Files with enabled sources of the repository that was looked for last: one entry a source, so a file may stand twice.
declare -ga naming_files=()
# Enabled sources of that repository in the file that was read last.
declare -g sources_found=0

find_sources() { # <URL>
  local file unnamed='' number
  naming_files=()
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [[ -f $file ]] || continue
    without_sources unnamed "$file" "$1" 0
    for ((number = 0; number < sources_found; number++)); do naming_files+=("$file"); done
  done
}

# In place, so that it can be switched on again by hand. Other repositories are left alone, and so is the first source in
# the file that keeps one.
switch_off_sources() { # <URL> <file that keeps one>
  local file previous='' unnamed='' kept
  find_sources "$1"
  for file in "${naming_files[@]}"; do
    kept=0
    [[ $file != "$2" ]] || kept=1
    [[ $file != "$previous" ]] || continue
    previous=$file
    without_sources unnamed "$file" "$1" "$kept"
    ((sources_found > kept)) || continue
    say note "$step: $file names $1 too, and is switched off there"
    rewrite_file "$file" "$unnamed"
  done
}

# The text of a file of sources in which at most so many name the repository.
without_sources() { # <result variable> <file> <URL> <how many are kept>
  sources_found=0
  case $2 in
    *.sources) without_stanzas "$@" ;;
    *) without_lines "$@" ;;
  esac
}

# One line a source: deb [options] URL suite.
without_lines() { # <result variable> <file> <URL> <how many are kept>
  local line text=''
  local source='^[[:space:]]*deb(-src)?[[:space:]]+(\[[^]]*\][[:space:]]*)?([^[:space:]]+)'
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ $source ]] && is_same_repository "${BASH_REMATCH[3]}" "$3"; then
      sources_found=$((sources_found + 1))
      ((sources_found <= $4)) || line="# switched off, another source names it: $line"
    fi
    text+=$line$'\n'
  done <"$2"
  printf -v "$1" '%s' "$text"
}

# deb822: stanzas of fields, an empty line between them.
without_stanzas() { # <result variable> <file> <URL> <how many are kept>
  local line lines=() stanza='' text='' off=''
  mapfile -t lines <"$2"
  for line in "${lines[@]}" ''; do
    if [[ $line == *[![:space:]]* ]]; then
      stanza+=$line$'\n'
      continue
    fi
    if switched_off_stanza off "$stanza" "$3"; then
      sources_found=$((sources_found + 1))
      ((sources_found <= $4)) || stanza=$off
    fi
    text+=${text:+$'\n'}$stanza
    stanza=''
  done
  printf -v "$1" '%s' "$text"
}

# A stanza without the URL, or switched off where it names nothing else; fails where it does not name it.
switched_off_stanza() { # <result variable> <stanza> <URL>
  local line field='' whole='' rest='' named=no others=no
  while IFS= read -r line; do
    [[ $line == [[:space:]#]* ]] || field=${line%%:*}
    if [[ ${field,,} == enabled ]]; then
      [[ ! ${line,,} =~ :[[:space:]]*(no|false|without|off|disable|0) ]] || return 1
      continue
    fi
    whole+=$line$'\n'
    [[ ${field,,} != uris || $line == '#'* ]] || take_url_out line "$3"
    # A field must not go on in an empty line: that would end the stanza.
    [[ $line != *[![:space:]]* ]] || rest+=$line$'\n'
  done <<<"${2%$'\n'}"
  [[ $named == yes ]] || return 1
  [[ $others == yes ]] || rest=$'Enabled: no\n'$whole
  printf -v "$1" '%s' "$rest"
}

# Takes the URL out of a line of URIs, and says in the caller's `named` and `others` what it has met.
take_url_out() { # <variable with a line> <URL>
  local uri uris=() remaining=() before=${!1%%[![:space:]]*}
  [[ ${!1} == [[:space:]]* ]] || before=${!1%%:*}:
  read -r -a uris <<<"${!1#"$before"}"
  for uri in "${uris[@]}"; do
    if is_same_repository "$uri" "$2"; then named=yes; else remaining+=("$uri") others=yes; fi
  done
  ((${#remaining[@]} == ${#uris[@]})) || printf -v "$1" '%s' "$before${remaining[*]:+ ${remaining[*]}}"
}

# With or without the last slash or a password, encrypted or not, it is one repository.
is_same_repository() { # <URL> <URL>
  local one='' other=''
  plain_url one "$1"
  plain_url other "$2"
  [[ $one == "$other" ]]
}

# host/path, or file:path: what is left of a URL when all that apt does not print of it, or prints otherwise, is gone.
plain_url() { # <result variable> <URL>
  local plain=${2#http:} scheme='' host
  plain=${plain#https:}
  [[ $plain != file:* ]] || scheme=file: plain=${plain#file:}
  while [[ $plain == /* ]]; do plain=${plain#/}; done
  while [[ $plain == */ ]]; do plain=${plain%/}; done
  # What apt puts there itself.
  plain=${plain//\$(ARCH)/amd64}
  host=${plain%%/*}
  [[ -n $scheme ]] || plain=${host##*@}${plain#"$host"}
  printf -v "$1" '%s' "$scheme$plain"
}
