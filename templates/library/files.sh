# What stat said of each file the guards look at: mode, owner, size, device numbers, type. Instead of a file there is
# `nothing` where stat could not be asked.
declare -gA file_facts=()

# One stat for all files. A file that is not there has no entry; a stat that fails otherwise says so itself. A path that
# ends in * stands for all that begin with it.
observe_files() { # <path…>
  local path match present=() lines=() listing
  file_facts=([nothing]=yes)
  for path in "$@"; do
    if [[ $path == *'*' ]]; then
      for match in "${path%'*'}"*; do [[ ! -e $match ]] || present+=("$match"); done
    elif [[ -e $path ]]; then
      present+=("$path")
    fi
  done
  if ((${#present[@]} > 0)); then
    probe listing stat --dereference --printf='%04a %U:%G %s %Hr:%Lr %F\n' -- "${present[@]}" || return 0
    mapfile -t lines <<<"$listing"
  fi
  [[ ${#lines[@]} == "${#present[@]}" ]] || return 0
  file_facts=()
  for path in "${!present[@]}"; do file_facts[${present[path]}]=${lines[path]}; done
}

# One more file, beside those that are known.
observe_file() { # <path>
  local facts
  probe facts stat --dereference --printf='%04a %U:%G %s %Hr:%Lr %F\n' -- "$1" || return 0
  file_facts[$1]=$facts
}

# A file is there, with this mode, root's, and this content to the last byte.
file_is() { # <path> <mode> <content>
  local content=''
  [[ -e $1 || -L $1 ]] || {
    show_content_diff "$1" "$3"
    drift "a file with mode $2" 'nothing'
    return
  }
  [[ -f $1 && ! -L $1 ]] || {
    drift 'a regular file' 'something else'
    return
  }
  [[ -v file_facts[$1] ]] || {
    cannot_tell "what stat says of $1" 'nothing'
    return
  }
  # Reading to the end of the file is what makes read answer 1.
  IFS= read -r -d '' content <"$1" || true
  [[ $content == "$3" ]] || {
    show_content_diff "$1" "$3"
    drift 'the content of this script' 'other content'
    return
  }
  [[ ${file_facts[$1]} == "$2 root:root "* ]] || drift "mode $2, root:root" "${file_facts[$1]% * * *}"
}

# Beside the target first, then renamed over it: a reader, or a kill, meets the old file or the new one.
replace_file() { # <path> <mode> <content>
  local fresh=$1.ashlar-new
  rm --force -- "$fresh"
  printf '%s' "$3" >"$fresh"
  chmod -- "$2" "$fresh"
  mv --force --no-target-directory -- "$fresh" "$1"
}

# The same for a file of others: it keeps its mode and owner, and a link to it stays a link.
rewrite_file() { # <path> <content>
  local target='' fresh
  probe target readlink --canonicalize-existing -- "$1"
  fresh=$target.ashlar-new
  rm --force -- "$fresh"
  cp --attributes-only --preserve=mode,ownership -- "$target" "$fresh"
  printf '%s' "$2" >"$fresh"
  mv --force --no-target-directory -- "$fresh" "$target"
}

# With --diff the operator sees what would change.
show_content_diff() { # <path> <wanted content>
  local wanted line current=/dev/null
  [[ $show_diff == yes ]] || return 0
  [[ ! -f $1 ]] || current=$1
  exec {wanted}< <(printf '%s' "$2")
  # diff answers 1 when there is a difference, which is why it is asked.
  while IFS= read -r line; do
    show_difference "$line"
  done < <(diff --unified --label "$1" --label "$1 (wanted)" -- "$current" "/dev/fd/$wanted" || true)
  exec {wanted}<&-
}

# As it is, for a person to copy: neither set in nor logged.
show_difference() { # <line>
  local line=$1
  [[ $inside == no ]] || {
    relay difference "$line"
    return
  }
  hide_passwords line "$line"
  printf '%s\n' "$line" >&2 || true # a terminal that is gone ends nothing
}
