# devN properties as they will be from the next start on, and the arguments of pct set that make them as wanted.
declare -gA device_properties=()
declare -ga device_arguments=()

# Those in force, with the changes that wait for a restart.
read_device_properties() {
  local line section='' key keys=()
  device_properties=()
  for line in "${conf_lines[@]}"; do
    [[ $line != '['* ]] || section=${line%%]*}]
    [[ -z $section || $section == '[pve:pending]' ]] || continue
    if [[ $line =~ ^(dev[0-9]+):[[:space:]]*([^[:space:]]+) ]]; then
      device_properties[${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}
    elif [[ -n $section && $line =~ ^delete:[[:space:]]*(.*[^[:space:]]) ]]; then
      read -r -a keys <<<"${BASH_REMATCH[1]//[,!]/ }"
      for key in "${keys[@]}"; do device_properties[$key]=''; done
    fi
  done
}

# A property is kept where it passes a wanted node as wanted, mended where it passes one otherwise, and deleted where it
# passes any other node of the driver. The properties of other devices keep their numbers.
plan_device_properties() { # <mount|devices>
  local number key value node unwanted='' free=() absent=''
  read_device_properties
  device_arguments=()
  [[ $1 == mount ]] || absent=" ${wanted_nodes[*]% *} "
  for number in {0..255}; do
    key=dev$number
    value=${device_properties[$key]:-}
    node_of_property node "$value"
    if [[ -z $value ]]; then
      free+=("--$key")
    elif [[ $absent == *" $node "* ]]; then
      absent=${absent/" $node "/ }
      [[ $value == "$node,mode=0666" ]] || device_arguments+=("--$key" "$node,mode=0666")
    elif [[ $node == /dev/nvidia* ]]; then
      unwanted+=${unwanted:+,}$key
    fi
  done
  add_device_properties "$absent" "${free[@]}"
  [[ -z $unwanted ]] || device_arguments+=(--delete "$unwanted")
}

add_device_properties() { # <nodes> <free option…>
  local node nodes=()
  read -r -a nodes <<<"$1"
  for node in "${nodes[@]}"; do
    device_arguments+=("$2" "$node,mode=0666")
    set -- "$1" "${@:3}"
  done
}

# The path stands first, or is named.
node_of_property() { # <result variable> <value>
  local path=${2%%,*}
  [[ ,$2 != *,path=* ]] || {
    path=${2##*path=}
    path=${path%%,*}
  }
  printf -v "$1" '%s' "$path"
}

# Before pve-container 5.0.7 such a property is kept and has no effect.
proxmox_knows_devices() {
  local version='' format="\${Version}"
  probe version dpkg-query --show --showformat="$format" pve-container || true # judged by what it prints
  [[ $version =~ ^[0-9]+\.[0-9] && $last_exit == 0 ]] || {
    cannot_tell 'the version of pve-container' "${version:-nothing}"
    return
  }
  version_at_least "$version" 5.0.7 || {
    advice='set nvidia_driver.container_passthrough to "mount", or upgrade Proxmox'
    drift 'pve-container 5.0.7 or later, for devN properties' "$version"
  }
}

# A node that is not there would keep the container from starting, and every later pct set from succeeding.
set_device_properties() { # <CTID>
  local pair
  ((${#device_arguments[@]} > 0)) || return 0
  for pair in "${wanted_nodes[@]}"; do
    [[ -c ${pair% *} ]] || fail_step "${pair% *} is gone from this host" 4
  done
  run pct set "$1" "${device_arguments[@]}"
}
