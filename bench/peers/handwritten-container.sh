#!/bin/bash
# What a careful administrator writes by hand to see whether a container is as the compiled script leaves it: the same
# checks, by the usual tools, each that looks inside with a `pct exec` of its own. Usage: handwritten-container.sh CTID
# Prints `drift STEP: text` for each finding; exit 0 converged, 3 drift. It only looks.
set -euo pipefail
export LC_ALL=C.UTF-8

readonly CTID=$1 CONF=/etc/pve/lxc/$1.conf WANTED=/srv/wanted LIBRARIES=/usr/lib/x86_64-linux-gnu
readonly PHOENIX=/usr/local/phoenix_hypervisor KEYRING=/usr/share/keyrings/phoenix-cuda.gpg
findings=0

drift() { # STEP TEXT
  printf 'drift %s: %s\n' "$1" "$2" >&2
  findings=$((findings + 1))
}

check() { # STEP TEXT COMMAND…
  "${@:3}" || drift "$1" "$2"
}

inside() { pct exec "$CTID" -- "$@" </dev/null; } # COMMAND…

# The feature is declared here and GPUs are assigned; whatever an ancestor declares is inherited.
read_configuration() {
  local values
  values=$(jq -rn --arg ctid "$CTID" --slurpfile host "$PHOENIX/etc/phoenix_hypervisor_config.json" \
    --slurpfile lxc "$PHOENIX/etc/phoenix_lxc_configs.json" '
    $host[0].nvidia_driver as $driver | $lxc[0].lxc_configs as $all | $all[$ctid] as $container |
    [$container | recurse($all[.clone_from_ctid // ""] // empty) | .features // [] | index("nvidia") != null] as $declared |
    $driver.version, $driver.cuda_version, $driver.cuda_repo_key_fingerprint,
    ($container.nvidia_repo_url // $lxc[0].nvidia_repo_url // $driver.cuda_repo_base_url),
    ($declared[1:] | any), (if $declared[0] then $container.gpu_assignment else "none" end)')
  {
    read -r version
    read -r cuda
    read -r fingerprint
    read -r base
    read -r inherited
    IFS=', ' read -r -a gpus
  } <<<"$values"
  [[ $version =~ ^[0-9]{3}(\.[0-9]+){1,2}$ && $cuda =~ ^[0-9]+\.[0-9]+$ && $fingerprint =~ ^[0-9A-F]{40}$ \
    && $base =~ ^(https?|file): && ${gpus[*]} =~ ^[0-9]+(\ [0-9]+)*$ ]] || {
    drift configuration 'a container with GPUs'
    exit 3
  }
}

in_force() { sed '/^\[/,$d' "$CONF"; }

gpus_of_host() { # prints the addresses of the display functions that no virtual machine holds
  local device vendor class
  for device in /sys/bus/pci/devices/*; do
    read -r vendor <"$device/vendor"
    read -r class <"$device/class"
    [[ $vendor != 0x10de || $class != 0x030[02]* || -e /sys/bus/pci/drivers/vfio-pci/${device##*/} ]] \
      || printf '%s\n' "${device##*/}"
  done
}

wanted_nodes() { # prints path and major:minor, sorted
  local major gpu
  major=$(awk '$2 == "nvidia-uvm" { print $1 }' /proc/devices)
  {
    for gpu in "${gpus[@]}"; do printf '/dev/nvidia%s 195:%s\n' "$gpu" "$gpu"; done
    printf '%s\n' '/dev/nvidiactl 195:255' "/dev/nvidia-uvm $major:0" "/dev/nvidia-uvm-tools $major:1"
  } | sort
}

host_has_nodes() {
  local path numbers
  while read -r path numbers; do
    [[ -c $path && $(stat -c %Hr:%Lr "$path") == "$numbers" ]] || return 1
  done <<<"$nodes"
}

check_host() {
  local count
  check container 'a configuration on this node' test -f "$CONF"
  check container 'a cluster with quorum' test "$(stat -Lc %A /etc/pve/local | cut -c 3)" = w
  check container 'no template, and no lock' container_is_free
  check host_driver "module nvidia $version" test "$(cat /sys/module/nvidia/version)" = "$version"
  count=$(gpus_of_host | wc -l)
  check host_driver 'the assigned GPUs' test "$(printf '%s\n' "${gpus[@]}" | sort -n | tail -n 1)" -lt "$count"
  check host_driver 'the nodes' host_has_nodes
}

container_is_free() { ! in_force | grep -Eq '^(template: *(1|on|yes|true)|lock:)'; }

# Rules and mount entries for these nodes, and for no others.
passthrough_is_right() {
  local path numbers wanted
  wanted=$(
    while read -r path numbers; do
      printf 'lxc.mount.entry: %s %s none bind,optional,create=file 0 0\n' "$path" "${path#/}"
      in_force | grep -q '^unprivileged: 1' || printf 'lxc.cgroup2.devices.allow: c %s rw\n' "$numbers"
    done <<<"$nodes"
  )
  [[ $(in_force | grep -E '^(lxc\.(mount\.entry: /dev/nvidia|cgroup2\.devices)|dev[0-9])' | sort) == "$(sort <<<"$wanted")" ]]
}

has_nodes() { [[ $(inside sh -c "stat -c '%n %Hr:%Lr' /dev/nvidia*" | sort) == "$nodes" ]]; }

# Behind a node that may be opened there need not be a driver here.
node_opens() { # PATH
  local said
  said=$(inside sh -c ": <'$1'" 2>&1) || [[ $said == *'No such device or address'* ]]
}

has_started() { [[ $(inside systemctl is-system-running) == @(running|degraded) ]]; }

has_package() { [[ $(inside dpkg-query -W -f "\${db:Status-Abbrev}" "$1") == 'ii '* ]]; } # PACKAGE

no_driver_package() {
  local packages
  packages=$(inside dpkg-query -W -f "\${db:Status-Abbrev} \${Package}\n")
  ! grep -E '^[^u][^nc] +(lib)?(nvidia|cuda1|cudadebugger1|nvcuvid1|nvoptix1|cuda-drivers)' <<<"$packages" \
    | grep -Evq 'container|firmware'
}

one_library_version() { [[ $(inside sh -c "ls $LIBRARIES/libnvidia-ml.so.[0-9]*.*") == "$LIBRARIES/libnvidia-ml.so.$version" ]]; }

library_stands_for() { inside test "$LIBRARIES/$1.so.1" -ef "$LIBRARIES/$1.so.$version"; } # NAME

driver_is_recorded() { [[ $(inside head -n 1 /var/lib/nvidia/log) == *"($version)"* ]]; }

smi_answers() {
  local answers
  answers=$(inside nvidia-smi --query-gpu=driver_version --format=csv,noheader)
  [[ $(sort -u <<<"$answers") == "$version" && $(wc -l <<<"$answers") == "${#gpus[@]}" ]]
}

check_driver() {
  local library path
  check devices 'the nodes, and no others' has_nodes
  while read -r path _; do check devices "$path may be opened" node_opens "$path"; done <<<"$nodes"
  check initialization 'a system that has started' has_started
  [[ $inherited == true ]] || check installer_tools 'kmod' has_package kmod
  check driver 'no packages of a driver' no_driver_package
  check driver 'no unfinished installation' inside test ! -e /var/lib/phoenix_hypervisor/unfinished-driver
  check driver 'libraries of one version' one_library_version
  for library in libnvidia-ml libcuda; do check driver "$library" library_stands_for "$library"; done
  check driver 'nvidia-smi' inside test -s /usr/bin/nvidia-smi
  check driver 'the record of the installer' driver_is_recorded
  check driver_answers 'an answer for each GPU' smi_answers
}

same_file() { # PATH
  inside cat "$1" | cmp --silent "$WANTED/${1##*/}" - && mode_is_right "$1"
}

mode_is_right() { [[ $(inside stat -c '%a %U:%G' "$1") == '644 root:root' ]]; } # PATH

named_once() {
  [[ $(inside grep -rlsF "$repository" /etc/apt/sources.list /etc/apt/sources.list.d | wc -l) == 1 ]]
}

key_is_compared() {
  local sum
  sum=$(inside sha256sum "$KEYRING")
  [[ ${sum%% *} == "$(cat "$PHOENIX/cache/cuda-$fingerprint.gpg.sha256")" ]]
}

candidate_is_from_repository() {
  local policy
  policy=$(inside apt-cache policy "cuda-toolkit-${cuda/./-}")
  [[ $policy == *'Candidate: '[0-9]* && $policy == *" ${repository%/} "* ]]
}

nvcc_is() { [[ $(inside "/usr/local/cuda-$cuda/bin/nvcc" --version) == *"release $cuda,"* ]]; }

cuda_leads_there() { inside test /usr/local/cuda -ef "/usr/local/cuda-$cuda"; }

check_repository() {
  local distribution
  distribution=$(inside sh -c ". /etc/os-release && echo \"\$ID\$VERSION_ID\"")
  repository=$base/${distribution/./}/x86_64/
  check apt_sources 'one source for the repository' named_once
  check cuda_repository 'the source' same_file /etc/apt/sources.list.d/phoenix-cuda.sources
  check cuda_repository 'the pin' same_file /etc/apt/preferences.d/phoenix-cuda
  check cuda_repository 'the mode of the key' mode_is_right "$KEYRING"
  check cuda_repository 'the key' key_is_compared
  check cuda_repository 'the candidate' candidate_is_from_repository
  check cuda_toolkit "toolkit $cuda" has_package "cuda-toolkit-${cuda/./-}"
}

main() {
  read_configuration
  nodes=$(wanted_nodes)
  check_host
  check passthrough 'lines for the nodes, and for no others' passthrough_is_right
  check_driver
  [[ $inherited == true ]] || check_repository
  check nvcc "nvcc $cuda" nvcc_is
  check nvcc "/usr/local/cuda leading to $cuda" cuda_leads_there
  ((findings == 0)) || exit 3
}

main
