# Given: containers, each with a root of its own, and a host that is ready for them.
# shellcheck shell=bash

readonly LXC_CONFIG=$PHOENIX/etc/phoenix_lxc_configs.json

# The words before the conf's lines may come in any order, and each may be missing.
given_container() { # CTID [debian12|debian13|ubuntu2404] [running|stopped] [privileged|unprivileged] [CONF-LINE…]
  local ctid=$1 distribution=debian12 state=running lines=() layer
  shift
  while (($# > 0)); do
    case $1 in
      debian12 | debian13 | ubuntu2404) distribution=$1 ;;
      running | stopped) state=$1 ;;
      privileged) ;;
      unprivileged) lines+=('unprivileged: 1') ;;
      *) break ;;
    esac
    shift
  done
  layer=$(guest_layer "$distribution")
  world_container "$WORLD" "$layer" "$ctid" "$state" "ostype: ${distribution%%[0-9]*}" "${lines[@]}" "$@"
}

guest_layer() { # DISTRIBUTION
  if [[ -e $LAYERS/$1/done ]]; then printf '%s\n' "$LAYERS/$1"; else "$BATS_WORLD/base/build" "$VARIANT" "$1"; fi
}

# Lines as a run would write them for a privileged container: `gpu_lines 0 1`.
gpu_lines() { # [GPU…]
  local node number
  (($# > 0)) || return 0
  for number in "$@" 255; do printf 'lxc.cgroup2.devices.allow: c 195:%s rw\n' "$number"; done
  for number in 0 1; do printf 'lxc.cgroup2.devices.allow: c %s:%s rw\n' "$(uvm_major_of_world)" "$number"; done
  for node in "${@/#/nvidia}" nvidiactl nvidia-uvm nvidia-uvm-tools; do
    printf 'lxc.mount.entry: /dev/%s dev/%s none bind,optional,create=file 0 0\n' "$node" "$node"
  done
}

uvm_major_of_world() {
  if [[ -f $WORLD/state/uvm-major ]]; then cat "$WORLD/state/uvm-major"; else printf '511\n'; fi
}

# A container with these GPUs passed through already.
given_gpu_container() { # CTID 'GPU…' [as given_container]
  local lines
  read -ra lines <<<"$2"
  mapfile -t lines < <(gpu_lines "${lines[@]}" | if [[ " ${*:3} " == *' unprivileged '* ]]; then grep mount; else cat; fi)
  given_container "$1" "${@:3}" "${lines[@]}"
}

# The conf is exactly this text, whatever the running container has.
given_conf() { printf '%s' "$2" | inside sh -c "cat >/etc/pve/lxc/$1.conf"; } # CTID TEXT

given_conf_lines() { printf '%s\n' "${@:2}" | inside sh -c "cat >>/etc/pve/lxc/$1.conf"; } # CTID LINE…

given_in_container() { quietly_inside "$@"; } # CTID COMMAND ARGUMENT…

quietly_inside() { # CTID COMMAND ARGUMENT…
  in_container "$@" >"$WORLD/out/given" 2>&1 || { cat "$WORLD/out/given" >&2; return 1; }
}

in_container() { # CTID COMMAND ARGUMENT…
  inside env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    chroot "/world/ct/$1/root" "${@:2}"
}

given_container_file() { # CTID PATH MODE [CONTENT]
  printf '%s' "${4:-}" | in_container "$1" install -D -m "$3" /dev/stdin "$2"
}

given_no_container_file() { in_container "$1" rm -rf -- "${@:2}"; } # CTID PATH…

given_container_installed() { # CTID PACKAGE[=VERSION]…
  quietly_inside "$1" apt-get --quiet --quiet update
  quietly_inside "$1" apt-get --quiet --quiet --yes --no-install-recommends install -- "${@:2}"
}

# The user-space driver as the `.run` leaves it.
given_container_driver() { world_container_driver "$WORLD" "$@"; } # CTID VERSION

# With `{…}` this text; with a jq program the current one, or the default, changed by it.
given_lxc_config() { # [JSON|JQ-PROGRAM]
  demand_default_where_baked "${1:-.}"
  if [[ ${ASHLAR_FORM:-} == baked ]]; then return; fi
  given_json "$LXC_CONFIG" default_lxc_config "${1:-.}"
}

# The predecessor's hierarchy, as far as it has to do with GPUs.
default_lxc_config() {
  jq --null-input 'def ct($name; $parent; $features; $gpus): {name: $name, memory_mb: 4096, cores: 2,
      storage_pool: "quickOS-lxc-disks", storage_size_gb: 64, unprivileged: false, portainer_role: "none", features: $features,
      gpu_assignment: $gpus} + if $parent then {clone_from_ctid: $parent} else {} end;
    {"$schema": "phoenix_lxc_configs.schema.json", lxc_configs: {
      "900": ct("Copy-Base"; null; ["base_setup"]; "none"),
      "901": ct("Copy-Cuda"; "900"; ["nvidia"]; "0, 1"),
      "902": ct("Template-Docker"; "900"; ["docker"]; "none"),
      "910": ct("Llm-Both"; "901"; ["nvidia", "vllm"]; "0,1"),
      "911": ct("Llm-One"; "901"; ["nvidia", "vllm"]; "0"),
      "912": ct("Llm-Two"; "901"; ["vllm"]; "1"),
      "950": ct("Gpu-Alone"; null; ["nvidia"]; "0")}}'
}

# As the host script leaves it: the driver loaded, its nodes there, the checked `.run` in the cache.
given_ready_host() { # [N]
  local version=${DRIVER_VERSION:-580.76.05} run
  run=NVIDIA-Linux-x86_64-$version.run
  given_gpus "${1:-1}"
  given_config
  given_driver_loaded "$version"
  mkdir -p "$WORLD/upper$PHOENIX/cache"
  install -m 0644 "$LAYERS/base/srv/$run" "$WORLD/upper$PHOENIX/cache/$run"
  printf '%s %s\n' "$(cut -d' ' -f1 <"$LAYERS/base/srv/$run.sha256sum")" "$(stat -c %s "$LAYERS/base/srv/$run")" \
    >"$WORLD/upper$PHOENIX/cache/$run.verified"
}
