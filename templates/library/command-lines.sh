# Words of a command line, separated by tabs: how a configuration's options of a program come to a script.
split_words() { # <result array> <words>
  local -n split_result=$1
  split_result=()
  [[ -n $2 ]] || return 0
  mapfile -t -d $'\t' split_result <<<"$2"
  split_result[-1]=${split_result[-1]%$'\n'}
}

# What an option is given, or what counts without it. Of two the last one counts, as programs have it.
choose_option() { # <result variable> <words> <option> <default>
  local given_words=() index chosen_value=$4
  split_words given_words "$2"
  for ((index = 0; index + 1 < ${#given_words[@]}; index++)); do
    [[ ${given_words[index]} != "$3" ]] || chosen_value=${given_words[index + 1]}
  done
  printf -v "$1" '%s' "$chosen_value"
}

# The words without an option and what it is given.
leave_out_option() { # <result variable> <words> <option>
  local given_words=() word rest='' is_left_out=no
  split_words given_words "$2"
  for word in "${given_words[@]}"; do
    if [[ $word == "$3" ]]; then is_left_out=yes; elif [[ $word == --* ]]; then is_left_out=no; fi
    [[ $is_left_out == yes ]] || rest+=${rest:+$'\t'}$word
  done
  printf -v "$1" '%s' "$rest"
}

# Where a program with --host and --port listens: host:port.
choose_address() { # <result variable> <words> <default port>
  local host='' port=''
  choose_option host "$2" --host 0.0.0.0
  choose_option port "$2" --port "$3"
  [[ $host != *:* || $host == \[* ]] || host="[$host]"
  printf -v "$1" '%s' "$host:$port"
}

# A command for ExecStart=: systemd has a quoting of its own, in which % and $ mean something too.
choose_unit_command() { # <result variable> <command as it is> <word> <more words>
  local given_words=() word command_text=$2
  split_words given_words "$4"
  for word in "$3" "${given_words[@]}"; do
    if [[ ! $word =~ ^[A-Za-z0-9_@+=:,./-]+$ ]]; then
      word=${word//\\/\\\\} word=${word//\"/\\\"} word=${word//%/%%}
      word=\"${word//\$/\$\$}\"
    fi
    command_text+=" $word"
  done
  printf -v "$1" '%s' "$command_text"
}
