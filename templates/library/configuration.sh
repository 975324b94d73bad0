# The values this run was given, in the order of the script's fields.
declare -ga field_values=()

# Reads, checks and prints every field a script uses; null, "" and a missing field are the same: nothing.
# The same rules, in the same words, are in `ashlar config check`.
declare -g field_check=''
# read answers 1 at the end of its input, which is where the program ends.
IFS= read -r -d '' field_check <<'JQ' || true
  def absent: . == null or . == "";
  def scalar: if type == "number" then . + 0 else . end;
  def shown:
    if absent then "nothing" elif type == "array" then "a list" elif type == "object" then "an object"
    else scalar | tojson | if length > 100 then .[:97] + "..." else . end end;
  def name: if test("\\A[A-Za-z0-9_$-]+\\z") then . else tojson end;
  def lookup($path): reduce $path[] as $key (.; if type == "object" then .[$key] else null end);
  def under($section): .[:$section | length] == $section;
  def place: if . == [] then "the document" else join(".") end;
  def problem($path; $expected): "problem:\($path | place): found \(shown), expected \($expected)";
  def wanted: "\(.expected): add \(.path[-1] | tojson): " + if .type == "string" then "\"...\"" else "..." end;
  # A list may be written as its only entry.
  def entries: if type == "array" then .[] else . end;
  def is_word: type == "number" or type == "string" and (explode | all(.[]; . > 31 and (. < 127 or . > 159)));
  def are_options($pattern): type == "object" and all(to_entries[];
    (.key | test($pattern)) and (.value | absent or type == "boolean" or is_word
      or (type == "array" and all(.[]; is_word)) or are_options($pattern)));
  def option_words: to_entries[] | .key as $key | .value | select(absent or . == false | not)
    | if type == "object" then option_words
      else "--\($key | gsub("_"; "-"))", (if . == true then empty else [.] | flatten[] | scalar | tostring end) end;
  def fits($field):
    if $field.type == "string" then type == "string" and test($field.pattern)
    elif $field.type == "boolean" then type == "boolean"
    elif $field.type == "integer" then type == "number" and . == floor and . >= $field.minimum and . <= $field.maximum
    elif $field.type == "words" then type == "array" and all(.[]; type == "string" and test($field.pattern))
    elif $field.type == "options" then are_options($field.pattern)
    elif $field.type == "list" then
      all(entries; (type == "string" or type == "number") and (scalar | tostring | test($field.pattern)))
    elif $field.type == "mounts" then
      type == "array" and all(.[]; type == "object"
        and all(.host_path, .container_path; type == "string" and test($field.pattern)))
    else (type == "string" or type == "number") and (scalar | tostring | test($field.pattern)) end;
  def text($field):
    if $field.type == "words" then join(" ")
    elif $field.type == "list" then [entries | scalar | tostring] | join($field.separator // " ")
    elif $field.type == "options" then [option_words] | join("\t")
    elif $field.type == "mounts" then map("\(.host_path),mp=\(.container_path)") | join("\t")
    elif $field.type == "gpus" then
      [scalar | tostring | scan("[0-9]+") | tonumber] | unique | map(tostring) | join(" ")
    else scalar | tostring end;
  # 902, 901 is told as 901, 902: one circle, one sentence, whichever container it was found from.
  def turned: map(tonumber) as $ids | ($ids | index($ids | min)) as $first | .[$first:] + .[:$first];

  def report($table; $document; $ctid; $host):
    def own: map(if . == "*" then $ctid else . end);
    def at($path): $document | lookup($path);
    [$table.fields[] | .path |= own] as $fields
  | ([$fields[].path | .[:-1] | range(0; length + 1) as $depth | .[:$depth]] | unique) as $sections
  | ([$table.fields[].path | select(index("*")) | .[:index("*")]] | .[0]) as $containers
  | def section($id): $containers + [$id];
    def missing($path): $containers != null and (at($path) | absent)
      and ($path == $containers or $path == section($ctid));
    (reduce $sections[] as $path ([];
      if any(.[]; . as $start | $path | under($start)) then .
      elif missing($path) or (at($path) | absent or type == "object" | not) then . + [$path]
      else . end)) as $broken
  | def chosen: . as $field | at(.path) | if absent then $field.default else . end;
    def add: "this container: add \(.[-1] | tojson): {\"gpu_assignment\": \"none\", \"features\": []}";
    def placed: if .orRoot and (at(.path) | absent) and (at(.path[-1:]) | absent | not)
      then .path |= .[-1:] else . end;
    def judged: select(.path as $path | any($broken[]; . as $start | $path | under($start)) | not)
      | . as $field | at(.path)
      | if absent then
          if $field.required then problem($field.path; $field | wanted)
          else "value:\($field.default | if . == null then "" else . end)" end
        elif fits($field) then "value:\(text($field))"
        else problem($field.path; $field.expected) end;
    def differs: . as $field | ($host | lookup($field.sameAs)) as $wanted | at(.path) | select(fits($field))
      | select(($wanted | type) == "string" and $wanted != "" and . != $wanted)
      | problem($field.path; "\($wanted | shown), as \($field.sameAs | join(".")) of the host configuration says");
    def field($role; $id): $fields[] | select(.role == $role) | .path = section($id) + .path[-1:];
    def parent($id): field("parent"; $id) as $field | at($field.path)
      | select(absent or (fits($field) | not) | not) | text($field);
    def features($id): [field("features"; $id) as $field | at($field.path) | select(fits($field)) | text($field)]
      | .[0] // "";
    def lineage: . as $ids | [parent($ids[-1])] as $next
      | if $next == [] or any($ids[]; [.] == $next) or (at(section($next[0])) | type != "object") then $ids
        else $ids + $next | lineage end;
    (if $containers then [$ctid] | lineage else [] end) as $lineage
  | def end_of_lineage: field("parent"; $lineage[-1]).path as $path | parent($lineage[-1]) as $next
      | if any($lineage[]; . == $next) then
          ($lineage | .[index($next):] | turned) as $circle | field("parent"; $circle[-1]).path as $path
          | at($path) | problem($path; "a chain of clones that ends, not \($circle + $circle[:1] | join(" -> "))")
        elif at(section($next)) | absent then at($path) | problem($path; "a container in \($containers | join("."))")
        else at(section($next)) | problem(section($next); "an object") end;
    # Each container of the line that declares the feature has what it needs before it, or comes from one that has.
    def missing_features: $table.requires as {$feature, $names}
      | range(0; $lineage | length) as $index | $lineage[$index] as $id
      | (features($id) | split(" ")) as $own | ($own | index($feature)) as $place | select($place)
      | ($own[:$place] + [$lineage[$index + 1:][] | features(.) | split(" ")[]]) as $before
      | $names[] | . as $name | select(any($before[]; . == $name) | not)
      | "problem:\($containers + [$id, "features"] | place): found \"\($feature)\" without \"\($name)\" before it, "
        + "expected \"\($name)\" before \"\($feature)\": add \"\($name)\", here or to a container that \($id) was cloned from";
    def is_known: . as $path | any($fields[]; (.path | under($path)) or .orRoot and .path[-1:] == $path)
      or any($table.known[]?; (.in | own) == $path[:-1] and any(.names[]; . == $path[-1]));
    if $broken == [] and any($fields[]; .path == $table.enabled_by and chosen == false) then "off" else
      ($broken[] | . as $path | at($path)
        | problem($path; if missing($path) and $path != $containers then $path | add else "an object" end)),
      ($fields[] | placed | judged),
      ($lineage[1:][] as $id | field("parent", "features"; $id) | judged | select(startswith("problem:"))),
      (if $lineage == [] then empty else end_of_lineage end),
      (if $table.requires then missing_features else empty end),
      ($fields[] | select(.sameAs) | placed | differs),
      ([$sections[] | select(. != $containers) | . as $path | at($path) | objects | keys[] as $key | $path + [$key]
        | select(is_known | not) | map(name) | join(".")] | select(length > 0) | "note:\(join(", "))"),
      (range(0; $lineage | length) as $index | $lineage[$index] as $id
        | "container:\($id):\($lineage[$index + 1] // ""):\(features($id))")
    end;

  def single($table; $documents; $ctid; $host):
    if $documents | length == 1 then report($table; $documents[0]; $ctid; $host)
    else "documents:\($documents | length)" end;
  def check($tables; $documents; $ctid):
    [single($tables[0]; $documents[0]; $ctid; null)] as $first
  | if $first == ["off"] then "off" else
      $first[],
      (if $tables[1] then "next", single($tables[1]; $documents[1]; $ctid; $documents[0][0]) else empty end)
    end, "end";
  def check_files: check($tables; [$ARGS.named.first, $ARGS.named.second]; $ctid);
JQ
readonly field_check

# One jq for all fields of both files; each problem comes with its path, and all are told at once.
read_fields() { # <default file> <table of fields as JSON> [<default file of the containers> <their table>]
  local report line problems=0 tables=$2 file
  local -a files=("${config_file:-$1}")
  if (($# > 2)); then files+=("${lxc_config_file:-$3}") tables+=,$4; fi
  ask_for_fields check_files
  while IFS= read -r line; do take_line "$line"; done <<<"$report"
  refuse_problems
}

# What jq says of the files, all at once, in the report of read_fields.
ask_for_fields() { # <question>
  local -a slurped=()
  check_readable
  slurped=(--slurpfile first "${files[0]}" ${files[1]:+--slurpfile second "${files[1]}"})
  probe report jq --null-input --raw-output --arg ctid "${CTID:-}" --argjson tables "[$tables]" \
    "${slurped[@]}" "$field_check $1" || refuse_invalid "${files[@]}"
  [[ $report == *end ]] || die 4 "jq did not finish reading ${files[*]}" "jq . ${files[*]}"
  file=${files[0]}
}

refuse_problems() {
  ((problems == 0)) || die 4 "the configuration has problems: $problems" \
    "mend ${files[*]}, then: ashlar config check ${files[*]}"
}

# What jq needs before it can say anything useful itself. The files are those of read_fields.
check_readable() {
  local index option=--config
  for index in "${!files[@]}"; do
    # jq would take it for options.
    [[ ${files[index]} != -* ]] || files[index]=./${files[index]}
    [[ -r ${files[index]} && -f ${files[index]} ]] \
      || die 4 "the configuration cannot be read: ${files[index]}" "name another with $option FILE"
    option=--lxc-config
  done
  command -v jq >/dev/null || die 4 'jq is needed to read the configuration' 'apt-get install jq'
}

# jq does not say which of two files it could not read: each is asked alone.
refuse_invalid() { # <file…>
  local file
  for file in "$@"; do
    jq empty "$file" </dev/null >/dev/null 2>&1 \
      || die 4 "the configuration is not valid JSON: $file" "jq . $file shows the place"
  done
  die 4 "jq did not finish reading $*" "jq . $*"
}

# One line of the report: a value, or what is to be said. Counts in read_fields' problems, of its file.
take_line() { # <line>
  case $1 in
    value:*) field_values+=("${1#value:}") ;;
    container:*) take_container "${1#container:}" ;;
    note:*) say note "$file: unknown fields are kept: ${1#note:}" ;;
    next) file=${files[1]} ;;
    off) switched_off "$file" ;;
    documents:0) die 4 "jq did not finish reading $file" "jq . $file" ;;
    # jq takes one document after another; a file of two is none.
    documents:*) die 4 "the configuration is not valid JSON: $file" 'it is to be one object' ;;
    end) ;;
    *)
      problems=$((problems + 1))
      say failed "$file: ${1#problem:}"
      ;;
  esac
}

# The configuration says that this host is not to have the feature: that is an answer, not an error.
switched_off() { # <file>
  say ok "$1 switches this feature off: nothing to do"
  end_run 0
}
