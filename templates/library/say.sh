# What a run remembers of itself and says.
declare -g run_name='' run_source='' run_mode=apply run_started=$SECONDS run_log='' run_journal=''
declare -g verbosity=normal show_diff=no json=no
declare -gA count=([ok]=0 [would]=0 [unknown]=0 [changed]=0 [failed]=0 [skipped]=0)
declare -gA colour=([ok]='' [would]='' [unknown]='' [changed]='' [failed]='' [skipped]='' [plain]='')

# What each line begins with where several containers are gone through at once.
declare -g line_mark=''

# Colour only for a person at a terminal who did not ask for none.
choose_colours() {
  [[ -t 2 && -z ${NO_COLOR:-} ]] || return 0
  colour=([ok]=$'\e[32m' [would]=$'\e[36m' [unknown]=$'\e[35m' [changed]=$'\e[33m'
    [failed]=$'\e[31m' [skipped]=$'\e[2m' [plain]=$'\e[0m')
}

# A user and password in a URL are for the server alone: no terminal, log or journal gets them. Texts without a URL need
# not be asked: bash compiles a regular expression each time.
hide_passwords() { # <result variable> <text>
  local unread=$2 hidden=''
  while [[ $unread =~ ://[^/[:space:]]+@ ]]; do
    hidden+="${unread%%"${BASH_REMATCH[0]}"*}://***@"
    unread=${unread#*"${BASH_REMATCH[0]}"}
  done
  printf -v "$1" '%s' "$hidden$unread"
}

# One line for the operator and the log. Quiet keeps only what matters: changes and failures.
say() { # <word> <text>
  local line text=$2
  [[ $2 != *[[:cntrl:]]* ]] || text=${2//[[:cntrl:]]/ }
  [[ $inside == no ]] || {
    relay say "$1" "$text"
    return
  }
  [[ $text != *://* ]] || hide_passwords text "$text"
  if [[ -n $run_log ]]; then
    printf -v line '%s%-8s %s' "$line_mark" "$1" "$text"
    log "$line"
  fi
  if [[ $verbosity == quiet && $1 =~ ^(ok|skipped|note)$ ]]; then return 0; fi
  printf '%s%s%-8s%s %s\n' "$line_mark" "${colour[$1]:-}" "$1" "${colour[plain]}" "$text" >&2 || true # a terminal that is gone ends nothing
}

# A further line under the one said before. What tools print may hold anything: the terminal is not to obey it.
detail() { # <text>
  local text=$1
  [[ $1 != *[[:cntrl:]]* ]] || text=${1//[[:cntrl:]]/ }
  [[ $inside == no ]] || {
    relay detail "$text"
    return
  }
  [[ $text != *://* ]] || hide_passwords text "$text"
  [[ -z $run_log ]] || log "$line_mark         $text"
  printf '%s         %s\n' "$line_mark" "$text" >&2 || true # a terminal that is gone ends nothing
}

# The log exists only in a run that may change something: a plan writes nothing at all.
log() { # <text>
  local line=$1
  [[ $inside == no ]] || {
    relay log "$line"
    return
  }
  [[ -n $run_log ]] || return 0
  hide_passwords line "$line"
  printf '%(%FT%T%z)T [%s] %s\n' -1 "$$" "$line" >>"$run_log" || lose_log
}

# A full disk must not end the run between two steps, nor go unsaid.
lose_log() {
  run_log='' run_journal=''
  printf '%-8s %s\n' warning 'the log can no longer be written; going on without it' >&2 || true # a terminal that is gone ends nothing
}

# One JSON object a line: on stdout with --json, in the journal always.
journal() { # <key> <value> …
  [[ $json == yes || -n $run_journal ]] || return 0
  local object='' key value
  while (($# > 0)); do
    json_string "$1" key
    case $1 in
      exit | seconds) value=$2 ;;
      *)
        hide_passwords value "$2"
        json_string "$value" value
        ;;
    esac
    object+="${object:+, }$key: $value"
    shift 2
  done
  [[ $json == no ]] || printf '{%s}\n' "$object"
  [[ -z $run_journal ]] || printf '{%s}\n' "$object" >>"$run_journal" || lose_log
}

# JSON knows fewer escapes than bash: quotes, backslashes and control characters.
json_string() { # <text> <result variable>
  local text=$1 escaped='' index character
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  text=${text//$'\t'/\\t}
  if [[ $text == *[[:cntrl:]]* ]]; then
    for ((index = 0; index < ${#text}; index++)); do
      character=${text:index:1}
      [[ $character != [[:cntrl:]] ]] || printf -v character '\\u%04x' "'$character"
      escaped+=$character
    done
    text=$escaped
  fi
  printf -v "$2" '"%s"' "$text"
}

# Ends the run before anything was changed: usage, precondition, lock.
die() { # <exit code> <message> [what to do]
  [[ $inside == no ]] || {
    advice=${3:-}
    fail_inside "$2" "$1"
  }
  say failed "$2"
  [[ -z ${3:-} ]] || detail "next: $3"
  journal event refused exit "$1" message "$2"
  exit "$1"
}
