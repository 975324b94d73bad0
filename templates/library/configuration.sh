# The values this run was given, in the order of the script's fields.
declare -ga field_values=()

# Reads, checks and prints every field a script uses; null, "" and a missing field are the same: nothing.
# The same rules, in the same words, are in `ashlar config check`.
declare -g field_check=''
# read answers 1 at the end of its input, which is where the program ends.
IFS= read -r -d '' field_check <<'JQ' || true
  . as $document
  | def absent: . == null or . == "";
    def shown:
      if absent then "nothing" elif type == "array" then "a list" elif type == "object" then "an object"
      else (if type == "number" then . + 0 else . end) | tojson | if length > 100 then .[:97] + "..." else . end end;
    def name: if test("\\A[A-Za-z0-9_$-]+\\z") then . else tojson end;
    def at($path): reduce $path[] as $key ($document; if type == "object" then .[$key] else null end);
    def fits($field):
      if $field.type == "string" then type == "string" and test($field.pattern)
      elif $field.type == "boolean" then type == "boolean"
      else type == "number" and . == floor and . >= $field.minimum and . <= $field.maximum end;
    def place($path): if $path == [] then "the document" else $path | join(".") end;
    def problem($path; $expected): "problem:\(place($path)): found \(shown), expected \($expected)";
    def wanted: "\(.expected): add \(.path[-1] | tojson): " + if .type == "string" then "\"...\"" else "..." end;
    [$table.fields[].path | .[:-1] | range(0; length + 1) as $depth | .[:$depth]] | unique as $sections
  | [$sections[] | . as $path | at($path) | select(absent or type == "object" | not) | $path] as $broken
  | def chosen($field): at($field.path) | if absent then $field.default else . end;
    def inside($path): any($broken[]; . as $section | $path[:($section | length)] == $section);
    if $broken == [] and any($table.fields[]; .path == $table.enabled_by and chosen(.) == false) then "off" else
      ($broken[] | . as $path | at($path) | problem($path; "an object")),
      ($table.fields[] | select(inside(.path) | not) | . as $field | at($field.path)
        | if absent then
            if $field.required then problem($field.path; $field | wanted) else "value:\($field.default | if . == null then "" else . end)" end
          elif fits($field) then "value:\(.)"
          else problem($field.path; $field.expected) end),
      ([$sections[] | . as $path | at($path) | objects | keys[] as $key | $path + [$key]
        | select(. as $here | any($table.fields[]; .path[:($here | length)] == $here) | not) | map(name) | join(".")]
        | select(length > 0) | "note:\(join(", "))")
    end,
    "end"
JQ
readonly field_check

# One jq for all fields; each problem comes with its path, and all are told at once.
read_fields() { # <default file> <table of fields as JSON>
  local report line problems=0
  set -- "${config_file:-$1}" "$2"
  # jq would take it for options.
  [[ $1 != -* ]] || set -- "./$1" "$2"
  [[ -r $1 && -f $1 ]] || die 4 "the configuration cannot be read: $1" 'name another with --config FILE'
  command -v jq >/dev/null || die 4 'jq is needed to read the configuration' 'apt-get install jq'
  probe report jq --raw-output --argjson table "$2" "$field_check" "$1" \
    || die 4 "the configuration is not valid JSON: $1" "jq . $1 shows the place"
  # jq takes one document after another; a file of two is none.
  [[ $report != *$'\n'end$'\n'* ]] || die 4 "the configuration is not valid JSON: $1" 'it is to be one object'
  [[ $report == *end ]] || die 4 "jq did not finish reading $1" "jq . $1"
  while IFS= read -r line; do
    case $line in
      value:*) field_values+=("${line#value:}") ;;
      note:*) say note "$1: unknown fields are kept: ${line#note:}" ;;
      off) switched_off "$1" ;;
      end) ;;
      *)
        problems=$((problems + 1))
        say failed "$1: ${line#problem:}"
        ;;
    esac
  done <<<"$report"
  ((problems == 0)) || die 4 "the configuration has problems: $problems" "mend $1, then: ashlar config check $1"
}

# The configuration says that this host is not to have the feature: that is an answer, not an error.
switched_off() { # <file>
  say ok "$1 switches this feature off: nothing to do"
  end_run 0
}
