# Values that are made of others, once the configuration was read.

# Whether there is anything in a text.
tell_if_any() { # <result variable> <text>
  printf -v "$1" false
  [[ -z $2 ]] || printf -v "$1" true
}

# The first text where there is one, else the second.
choose_given() { # <result variable> <text> <text>
  printf -v "$1" '%s' "${2:-$3}"
}

# A text where something is true, nothing elsewhere.
choose_where() { # <result variable> <text> <true|false>
  local chosen=''
  [[ $3 != true ]] || chosen=$2
  printf -v "$1" '%s' "$chosen"
}

# The first text that says anything.
choose_first_given() { # <result variable> <text…>
  local text
  for text in "${@:2}"; do
    [[ -z $text ]] || break
  done
  printf -v "$1" '%s' "${text:-}"
}
