# What the configuration says of every container: one jq for all of them, each question asked of all at once.
#
# What jq told, line by line. The values of a container stand together, in the order of the script's fields, from its
# place on: split once for all of them, since a here-string for each would cost more than all the rest of a plan.
declare -ga container_values=()
declare -gA container_place=()
# What a container comes after beside the one it is cloned from; the snapshot it offers for clones; its name; its
# application script; and, as JSON, what a clone of it takes over.
declare -gA container_dependencies=() container_snapshot=() container_name=() container_application=() container_inheritance=()

declare -g all_containers_check=''
# read answers 1 at the end of its input, which is where the program ends.
IFS= read -r -d '' all_containers_check <<'JQ' || true
  # Numbers of guests are keys, in rising order.
  def ordered: to_entries | sort_by([(.key | length), .key]);
  def driver_of($host): $host | lookup(["nvidia_driver"])
    | if type == "object" then {version, runfile_sha256, cuda_version} else null end;
  def taken_over($driver): {template, clone_from_ctid, features, application_script, vllm_engine_config, driver: $driver}
    | tojson;

  def every($table; $document; $host):
    ([$table.fields[] | select(.path | index("*"))]) as $fields
  | ($fields[0].path | .[:index("*")]) as $place
  | ($document | lookup($place)) as $containers
  | if ($containers | type) != "object" then ($containers | problem($place; "an object")) else
    ($containers | ordered) as $entries
  | [$entries[].key] as $ids
  | def at($id): $place + [$id];
    def placed($field; $id): $place + [$id] + $field.path[$place | length + 1:];
    [$entries[].value | if type == "object" then . else {} end] as $objects
  | ($objects | add // {}) as $used
  | # A field that no container has is not looked for in each: null.
    def column($path): $path[0] as $key | $path[1:] as $rest
      | if $used | has($key) | not then null
        elif $rest == [] then $objects | map(.[$key])
        else $objects | map(.[$key] | lookup($rest)) end;
    def rest($field): $field.path[$place | length + 1:];
    # A value that many containers have is judged once.
    def unfit($field): unique | map(select(absent or fits($field) | not));
    # Of containers that have one address in one network each but the first, with the first.
    def addresses($networks):
      [to_entries[] | select(.value | type == "string" and (contains(".") or contains(":")))
        | {index: .key, value, address: [$networks[.key]?,
            (.value | if contains(":") then ascii_downcase else . end | split("/")[0])]}]
      | group_by(.address)[] | .[0] as $first | .[1:][] | [$first, .];
    def root($field): if $field.orRoot then $document | lookup($field.path[-1:]) else null end;
    [$fields[] | . as $field | root($field) as $root | column(rest($field))
      | if $root == null then . elif . == null then $ids | map($root)
        else map(if absent then $root else . end) end] as $columns
  | ([$fields[] | rest(.) | .[:-1] | select(length > 0)] | unique) as $sections
  | ([$fields[].path[$place | length + 1]] + [$table.known[]? | select(.in | index("*")) | .names[]] | unique) as $known
  | # An object of names is asked faster than a list of them.
    ($ids | map({key: ., value: true}) | from_entries) as $there
  | ([$fields | to_entries[] | select(.value.role) | {key: .value.role, value: .key}] | from_entries) as $roles
  | def texts_of($number): $fields[$number] as $field
      | ($field.default | if . == null then "" else tostring end) as $default
      | $columns[$number] | if . == null then $ids | map($default) else
        map(if absent then $default
          elif type == "string" and $field.type != "gpus" then .
          elif type == "number" then scalar | tostring
          else text($field) end) end;
    [
      ($entries[] | select(.value | type != "object") | .key as $id | .value | problem(at($id); "an object")),
      # All at once, since a pattern costs more than what it is looked for in.
      (if $ids | tojson | test("\\A\\[(\"[1-9][0-9]{2,8}\",?)*\\]\\z") then empty else $ids[] end
        | select(test("\\A[1-9][0-9]{2,8}\\z") | not) | problem($place; "CTIDs from 100 to 999999999 as names")),
      ($sections[] as $section | column($section) | values | to_entries[]
        | select(.value | absent or type == "object" | not)
        | .key as $index | .value | problem(at($ids[$index]) + $section; "an object")),
      (range(0; $fields | length) as $number | $fields[$number] as $field | $columns[$number] | values
        | unfit($field) as $unfit | select($unfit != []) | to_entries[]
        | select(.value as $value | any($unfit[]; . == $value))
        | .key as $index | .value | problem(placed($field; $ids[$index]); $field.expected)),
      ($fields | to_entries[] | select(.value.sameAs) | .value as $field | .key as $number
        | ($host | lookup($field.sameAs)) as $wanted | select(($wanted | type) == "string" and $wanted != "")
        | $columns[$number] | values | to_entries[] | select(.value | absent or . == $wanted or (fits($field) | not) | not)
        | .key as $index | .value | problem(placed($field; $ids[$index]);
            "\($wanted | shown), as \($field.sameAs | join(".")) of the host configuration says")),
      (range(0; $fields | length) as $number | $fields[$number] as $field | select($field.uniqueWithin)
        | ($columns[$number] // [] | addresses(column(rest($field)[:-1] + [$field.uniqueWithin]))) as [$first, $other]
        | $other.value | problem(placed($field; $ids[$other.index]); "an address of its own: container \($ids[$first.index]) has it")),
      (texts_of($roles.parent) | to_entries[] | .key as $index | .value
        | select(. != "" and ($there[.] | not)) | problem(at($ids[$index]) + ["clone_from_ctid"]; "a container in \($place | join("."))"))
    ] as $problems
  | $problems[],
    ($used | keys - $known | select(length > 0)
      | "note:\(map($place + ["*", name] | join(".")) | join(", "))"),
    # A value that does not fit may have lines of its own.
    if $problems == [] then
      driver_of($host) as $driver
    | [texts_of(range(0; $fields | length))] as $texts
    | [$ids, $texts[$roles["parent", "features", "dependencies", "snapshot"]],
        ($objects | map(.name // "" | tostring), map(.application_script // "" | tostring), map(taken_over($driver))),
        $texts[]] as $told
    | "containers:\($told | length)", (range(0; $ids | length) as $index | $told[] | .[$index])
    else empty end
    end;

  def check_all($tables; $documents):
    [single($tables[0]; $documents[0]; ""; null)] as $first
  | if $first == ["off"] then "off" else
      $first[],
      "next",
      if $documents[1] | length == 1 then every($tables[1]; $documents[1][0]; $documents[0][0])
      else "documents:\($documents[1] | length)" end
    end, "end";
  def check_all_files: check_all($tables; [$ARGS.named.first, $ARGS.named.second]);
JQ
readonly all_containers_check

# As read_fields, and then every container.
read_all_containers() { # <default file> <table of fields as JSON> <default file of the containers> <their table>
  local report line problems=0 tables=$2,$4 file
  local -a files=("${config_file:-$1}" "${lxc_config_file:-$3}")
  ask_for_fields "$all_containers_check check_all_files"
  mapfile -t container_values <<<"$report"
  for ((line = 0; line < ${#container_values[@]}; line++)); do
    if [[ ${container_values[line]} == containers:* ]]; then
      take_containers "$((line + 1))" "${container_values[line]#*:}"
      break
    fi
    take_line "${container_values[line]}"
  done
  refuse_problems
}

# Each is told in as many lines: its CTID, parent, features, dependencies, snapshot, name and application script, what its
# clones take over, and the values. The last line of all is the end.
take_containers() { # <place of the first line> <lines of a container>
  local place id
  for ((place = $1; place < ${#container_values[@]} - 1; place += $2)); do
    id=${container_values[place]}
    container_parent[$id]=${container_values[place + 1]} container_features[$id]=${container_values[place + 2]}
    container_dependencies[$id]=${container_values[place + 3]} container_snapshot[$id]=${container_values[place + 4]}
    container_name[$id]=${container_values[place + 5]} container_application[$id]=${container_values[place + 6]}
    container_inheritance[$id]=${container_values[place + 7]} container_place[$id]=$((place + 8))
  done
}

# This container is the one at hand.
choose_own_values() { # <CTID>
  CTID=$1
  [[ $run_mode == plan ]] || run_directory=$state_directory/$run_name/$1
}

# The snapshot that a clone of this container is made from.
tell_snapshot_of() { # <result variable> <CTID>
  printf -v "$1" '%s' "${container_snapshot[${2:-none}]:-}"
}
