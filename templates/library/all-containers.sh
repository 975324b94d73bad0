# What the configuration says of every container: one jq for all of them, each question asked of all at once.
#
# The values of each container, in the order of the script's fields for one, between unit separators.
declare -gA container_values=()
# What a container comes after beside the one it is cloned from; the snapshot it offers for clones; its name; its
# application script; and, as JSON, what a clone of it takes over.
declare -gA container_dependencies=() container_snapshot=() container_name=() container_application=() container_inheritance=()
# The values of the container at hand.
declare -ga own_values=()

declare -g all_containers_check=''
# read answers 1 at the end of its input, which is where the program ends.
IFS= read -r -d '' all_containers_check <<'JQ' || true
  # Numbers of guests are keys, in rising order.
  def ordered: to_entries | sort_by([(.key | length), .key]);
  def taken_over($host): {template, clone_from_ctid, features, application_script, vllm_engine_config}
    + {driver: ($host | lookup(["nvidia_driver"])
      | if type == "object" then {version, runfile_sha256, cuda_version} else null end)} | tojson;

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
  | def column($path): if $path | length == 1 then $path[0] as $key | $objects | map(.[$key])
      else $path[0] as $key | $path[1:] as $rest | $objects | map(.[$key] | lookup($rest)) end;
    def rest($field): $field.path[$place | length + 1:];
    # A value that many containers have is judged once.
    def unfit($field): unique | map(select(absent or fits($field) | not));
    def root($field): if $field.orRoot then $document | lookup($field.path[-1:]) else null end;
    [$fields[] | . as $field | root($field) as $root
      | column(rest($field)) | map(if absent then $root else . end)] as $columns
  | ([$fields[] | rest(.) | .[:-1] | select(length > 0)] | unique) as $sections
  | ([$fields[].path[$place | length + 1]] + [$table.known[]? | select(.in | index("*")) | .names[]] | unique) as $known
  | # An object of names is asked faster than a list of them.
    ($ids | map({key: ., value: true}) | from_entries) as $there
  | ([$fields | to_entries[] | select(.value.role) | {key: .value.role, value: .key}] | from_entries) as $roles
  | def texts_of($number): $fields[$number] as $field
      | ($field.default | if . == null then "" else tostring end) as $default
      | $columns[$number] | map(if . == null or . == "" then $default
        elif type == "string" and $field.type != "gpus" then . else text($field) end);
    def texts($role): texts_of($roles[$role]);
    ($entries[] | select(.value | type != "object") | .key as $id | .value | problem(at($id); "an object")),
    ($ids[] | select(test("\\A[1-9][0-9]{2,8}\\z") | not) | problem($place; "CTIDs from 100 to 999999999 as names")),
    ($sections[] as $section | column($section) | to_entries[]
      | select(.value | absent or type == "object" | not)
      | .key as $index | .value | problem(at($ids[$index]) + $section; "an object")),
    (range(0; $fields | length) as $number | $fields[$number] as $field | $columns[$number]
      | unfit($field) as $unfit | select($unfit != []) | to_entries[]
      | select(.value as $value | any($unfit[]; . == $value))
      | .key as $index | .value | problem(placed($field; $ids[$index]); $field.expected)),
    ($fields | to_entries[] | select(.value.sameAs) | .value as $field | .key as $number
      | ($host | lookup($field.sameAs)) as $wanted | select(($wanted | type) == "string" and $wanted != "")
      | $columns[$number] | to_entries[] | select(.value | absent or . == $wanted or (fits($field) | not) | not)
      | .key as $index | .value | problem(placed($field; $ids[$index]);
          "\($wanted | shown), as \($field.sameAs | join(".")) of the host configuration says")),
    (texts("parent") | to_entries[] | .key as $index | .value
      | select(. != "" and ($there[.] | not)) | problem(at($ids[$index]) + ["clone_from_ctid"]; "a container in \($place | join("."))")),
    ([$entries[].value | objects | keys[]] | unique - $known | select(length > 0)
      | "note:\(map($place + ["*", name] | join(".")) | join(", "))"),
    ([$ids, texts("parent"), texts("features"), texts("dependencies"), texts("snapshot"),
        ($objects | map(.name // "" | tostring)), ($objects | map(.application_script // "" | tostring)), [$objects[] | taken_over($host)]] | transpose[] | "relations:" + join("\u001f")),
    ([$ids, (range(0; $fields | length) | texts_of(.))] | transpose[] | "own:" + join("\u001f"))
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
  while IFS= read -r line; do
    case $line in
      own:*) take_own_values "${line#own:}" ;;
      relations:*) take_relations "${line#relations:}" ;;
      *) take_line "$line" ;;
    esac
  done <<<"$report"
  refuse_problems
}

take_own_values() { # <CTID and values>
  container_values[${1%%$'\x1f'*}]=${1#*$'\x1f'}
}

take_relations() { # <CTID, parent, features, dependencies, snapshot, name, application script, what clones take over>
  local id relations=()
  mapfile -d $'\x1f' -t relations <<<"$1"
  id=${relations[0]}
  container_parent[$id]=${relations[1]} container_features[$id]=${relations[2]}
  container_dependencies[$id]=${relations[3]} container_snapshot[$id]=${relations[4]}
  container_name[$id]=${relations[5]} container_application[$id]=${relations[6]}
  container_inheritance[$id]=${relations[7]%$'\n'}
}

# The values of one container stand ready, and it is the one at hand.
choose_own_values() { # <CTID>
  CTID=$1
  [[ $run_mode == plan ]] || run_directory=$state_directory/$run_name/$1
  mapfile -d $'\x1f' -t own_values <<<"${container_values[$1]}"
  # The end of what was read is no value.
  own_values[-1]=${own_values[-1]%$'\n'}
}

# The snapshot that a clone of this container is made from.
tell_snapshot_of() { # <result variable> <CTID>
  printf -v "$1" '%s' "${container_snapshot[${2:-none}]:-}"
}
