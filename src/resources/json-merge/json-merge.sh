# The file says so already: merging would change nothing. Objects are compared by value, whatever their spelling.
json_has() { # <file> <members> <text for them…>
  local merged='' answer=''
  merge_in_thought merged "$@" || return
  answer=${merged%%$'\n'*} merged=${merged#*$'\n'}
  [[ $answer == false ]] || return 0
  show_content_diff "$1" "$merged"$'\n'
  drift "$2 in $1" 'other members, or none'
}

merge_json() { # <file> <members> <text for them…>
  local merged=''
  merge_in_thought merged "$@"
  merged=${merged#*$'\n'}$'\n'
  [[ -d ${1%/*} ]] || mkdir --parents -- "${1%/*}"
  if [[ -e $1 ]]; then rewrite_file "$1" "$merged"; else replace_file "$1" 0644 "$merged"; fi
}

# Members are JSON, but for text(0), text(1), …: the texts that follow. In the first line, whether the file has them; then
# the whole of what it should be.
merge_in_thought() { # <result variable> <file> <members> <text for them…>
  local json_now=/dev/null json_answer=''
  local json_program="def text(number): \$ARGS.positional[number];
    (if length > 1 then error(\"several documents\") elif length == 0 then {} else .[0] end) as \$now
    | (if (\$now | type) != \"object\" then error(\"no object\") else \$now * ($3) end) as \$merged
    | (\$merged == \$now), \$merged"
  command -v jq >/dev/null || {
    advice='apt-get install jq'
    cannot_tell "what $2 says" 'no jq to read it'
    return
  }
  [[ ! -e $2 ]] || json_now=$2
  probe json_answer jq --slurp --indent 4 "$json_program" "$json_now" --args -- "${@:4}" || json_answer=''
  [[ $json_answer == @(true|false)$'\n{'* ]] || {
    advice="mend $2, or move it away: jq . $2 shows the place"
    cannot_tell "the JSON object in $2" "${json_answer:-none (exit code $last_exit of jq)}"
    return
  }
  printf -v "$1" '%s' "$json_answer"
}
