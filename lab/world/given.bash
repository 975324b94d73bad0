# Given: the state of a lab before the run.
# shellcheck shell=bash

# A Proxmox host just installed, with two GPUs, and the scripts under test on it.
given_bare_host() {
  alone "$LAB_SOURCES/reset" "$LAB_NAME"
  install_scripts
}

# The same with the one thing that an operator has to install: jq; and with gnupg, which would take a second of each run
# to unpack. Whatever starts on it gets its nodes and its network late.
given_host() { lab_state host build_host; }

build_host() {
  given_bare_host
  given_tools jq gnupg
  given_late 1 1
}

# What apt learns for that is forgotten.
given_tools() { # PACKAGE…
  quietly apt-get --quiet --quiet update
  given_installed "$@"
  inside sh -c 'apt-get clean; rm -rf /var/lib/apt/lists; mkdir /var/lib/apt/lists'
}

install_scripts() {
  tar --create --directory "$GENERATED" --owner 0 --group 0 . \
    | inside sh -c "mkdir -p $PHOENIX/bin && tar --extract --directory $PHOENIX/bin"
}

# What differs from one build of the cache to another is filled in.
default_config() {
  local version=${DRIVER_VERSION:-580.76.05} run
  run=NVIDIA-Linux-x86_64-$version.run
  jq --arg version "$version" --arg url "http://mirror.example:8080/$run" --arg fingerprint "$(fingerprint_of "$VARIANT")" \
    --arg sum "$(cut -d' ' -f1 <"$LAB_CACHE/srv/$run.sha256sum")" '.nvidia_driver += {version: $version,
      runfile_url: $url, runfile_sha256: $sum, cuda_repo_key_fingerprint: $fingerprint}' \
    "$LAB_SOURCES/etc/phoenix_hypervisor_config.json"
}

default_lxc_config() { cat "$LAB_SOURCES/etc/phoenix_lxc_configs.json"; }

# Of the lab's own key for the repository of this distribution.
fingerprint_of() { cat "$LAB_CACHE/srv/cuda/$1.fingerprint"; } # DISTRIBUTION

# ── containers ──

# As `pct create` makes one from a template. The words before the conf's lines may come in any order.
given_container() { # CTID [debian12|debian13|ubuntu2404] [running|stopped] [privileged|unprivileged] [CONF-LINE…]
  local ctid=$1 distribution=debian12 state=running unprivileged=0
  shift
  while (($# > 0)); do
    case $1 in
      debian12 | debian13 | ubuntu2404) distribution=$1 ;;
      running | stopped) state=$1 ;;
      privileged) unprivileged=0 ;;
      unprivileged) unprivileged=1 ;;
      *) break ;;
    esac
    shift
  done
  quietly pct create "$ctid" "$distribution" --storage local-lvm --hostname "ct$ctid" --unprivileged "$unprivileged" \
    --nameserver 10.77.0.1 \
    --net0 "name=eth0,bridge=vmbr0,ip=$(address_of "$ctid")/24,gw=10.77.0.1"
  (($# == 0)) || given_conf_lines "$ctid" "$@"
  [[ $state == stopped ]] || quietly pct start "$ctid"
}

address_of() { printf '10.77.0.%d\n' "$(($1 % 200 + 10))"; } # CTID

# A copy of a container as it stands, as the orchestration makes it.
given_clone() { # PARENT CTID
  quietly pct snapshot "$1" "for-$2"
  quietly pct clone "$1" "$2" --snapname "for-$2" --hostname "ct$2"
  quietly pct set "$2" --net0 "name=eth0,bridge=vmbr0,ip=$(address_of "$2")/24,gw=10.77.0.1"
}

# So late do containers get their network and their nodes from their next start on, where nothing else is said of one.
given_late() { # SECONDS SECONDS
  printf '%s\n' "$1" >"$WORLD/state/late-network"
  printf '%s\n' "$2" >"$WORLD/state/late-nodes"
}

given_running() { # CTID…
  local ctid
  for ctid; do quietly pct start "$ctid"; done
}

# Its init has come to its end, and its network is there.
given_booted() { # CTID…
  local ctid
  for ctid; do
    in_container "$ctid" timeout 30 sh -c 'until [ -S /run/systemd/private ]; do sleep 0.1; done
      systemctl is-system-running --wait; until getent hosts mirror.example; do sleep 0.1; done' >"$WORLD/out/given" 2>&1 \
      || { cat "$WORLD/out/given" >&2; return 1; }
  done
}

# A real command is met by a wrapper before it in PATH.
given_recorded() { # COMMAND…
  local command
  for command; do
    is_fake "$command" || inside ln -sfn /usr/local/lib/ashlar-fakes/wrapper "/usr/local/sbin/$command"
  done
}

# From its next start on.
given_container_boot() { note_guest "$1.boot" "${@:2}"; }       # CTID KEY=VALUE…
given_container_node() { note_guest "$1.nodes" "$2 $3"; }         # CTID NODE 'late SECONDS'|never|file|major

note_guest() { # FILE LINE…
  mkdir -p "$WORLD/state/guests"
  printf '%s\n' "${@:2}" >>"$WORLD/state/guests/$1"
}

given_mirror() { printf '%s\n' "$@" >"$WORLD/state/mirror-fault"; } # [FAULT…]

# The user space of an older `.run`, as somebody left it.
given_container_driver() { # CTID VERSION
  local run=NVIDIA-Linux-x86_64-$2.run
  in_container "$1" sh -c "cat >/root/$run && sh /root/$run --silent --no-kernel-module && rm /root/$run" \
    <"$LAB_CACHE/srv/$run" >"$WORLD/out/given" 2>&1 || { cat "$WORLD/out/given" >&2; return 1; }
}
