# Which containers, and in which order: a container comes after the one it is cloned from and after its dependencies.
declare -ga chosen_containers=()
# One more than the highest level of those it comes after, from 1; and the containers of each level.
declare -gA container_level=()
declare -ga level_containers=()

# All that stands in the way of an order is told at once, before anything changes.
order_containers() {
  local id
  choose_containers
  check_wishes
  for id in "${chosen_containers[@]}"; do
    check_relations "$id"
    find_level "$id" ' '
    level_containers[${container_level[$id]}]+="$id "
  done
  refuse_on_findings
}

choose_containers() {
  local id
  if [[ $operation == all && ${#container_place[@]} -gt 0 ]]; then
    mapfile -t chosen_containers < <(printf '%s\n' "${!container_place[@]}" | sort --numeric-sort || true)
  else
    for id in "${named_containers[@]}"; do choose_with_ancestors "$id"; done
  fi
  for id in "${chosen_containers[@]}"; do containers_of_run[$id]=yes; done
}

# What the operator names is in this run, or would be left out without a word.
check_wishes() {
  local id
  for id in "${!refresh_wanted[@]}"; do
    if [[ -z ${containers_of_run[$id]:-} || -z ${container_snapshot[$id]} ]]; then
      find_fault "--refresh $id" 'a container of this run that declares a template_snapshot_name' "${chosen_containers[*]}"
    elif is_template "$id"; then
      find_fault "--refresh $id" 'a container that is no template of Proxmox' "$id"
    fi
  done
  [[ -n $wanted_feature ]] || return 0
  for id in "${chosen_containers[@]}"; do
    if is_feature_declared_by "$id" "$wanted_feature"; then return 0; fi
  done
  find_fault "--feature $wanted_feature" 'a feature that a container of this run declares' "${chosen_containers[*]}"
}

# A container cannot be cloned from one that is not there: that one is made as well.
choose_with_ancestors() { # <CTID>
  local id=$1 missing=()
  while [[ -n $id && -v container_place[$id] && -z ${containers_of_run[$id]:-} ]]; do
    containers_of_run[$id]=yes missing=("$id" "${missing[@]}")
    [[ ! -e /etc/pve/lxc/$id.conf ]] || break
    id=${container_parent[$id]}
    [[ ! -e /etc/pve/lxc/$id.conf ]] || break
  done
  [[ -v container_place[$1] ]] || die 4 "container $1 is not in the configuration" \
    "add it to lxc_configs, or name another: ${!container_place[*]}"
  for id in "${missing[@]}"; do
    [[ $id == "$1" ]] || say note "container $id is made as well: $1 is cloned from it"
    chosen_containers+=("$id")
  done
}

# Guests beyond these containers, such as virtual machines, are left alone; features must be known, and whole.
check_relations() { # <CTID>
  local other feature needed
  for other in ${container_dependencies[$1]}; do
    [[ -v container_place[$other] ]] \
      || say note "container $1 depends on $other, which is no container of this configuration: left alone"
  done
  for feature in ${container_features[$1]}; do
    if [[ ! -v feature_scripts[$feature] ]]; then
      find_fault "lxc_configs.$1.features" "features that have a script: ${!feature_scripts[*]}" "$feature"
      continue
    fi
    [[ -x $bin_directory/${feature_scripts[$feature]} ]] \
      || find_fault "lxc_configs.$1.features" "the script of $feature, $bin_directory/${feature_scripts[$feature]}" 'none that can be run'
    for needed in ${feature_requires[$feature]:-}; do
      is_feature_present_on_container "$1" "$needed" \
        || find_fault "lxc_configs.$1.features" "$needed, which $feature needs, here or on a container it is cloned from" \
          "${container_features[$1]}"
    done
  done
}

find_level() { # <CTID> <CTIDs on the way to it>
  local level=1 other way=$2$1
  [[ -z ${container_level[$1]:-} ]] || return 0
  if [[ "$2" == *" $1 "* ]]; then
    find_fault "lxc_configs.$1" 'an order of parents and dependencies that ends' "${way## } again"
    # Told once, from wherever the circle was met.
    container_level[$1]=1
    return 0
  fi
  for other in ${container_parent[$1]} ${container_dependencies[$1]}; do
    [[ -v container_place[$other] ]] || continue
    find_level "$other" "$way "
    # One that this run leaves out is not waited for.
    if [[ -n ${containers_of_run[$other]:-} ]] && ((container_level[$other] >= level)); then
      level=$((container_level[$other] + 1))
    fi
  done
  container_level[$1]=$level
}

# A finding about the configuration; the run is refused when all are told.
find_fault() { # <JSON path> <expected> <found>
  findings=$((findings + 1)) count[failed]=$((count[failed] + 1))
  say failed "$1: found $3, expected $2"
  journal finding "$1" expected "$2" found "$3"
}
