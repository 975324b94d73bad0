# Given: the state of the world before the run.
# shellcheck shell=bash

readonly CONFIG=/usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json

given_host() { # [debian12|debian13]
  choose_variant "${1:-debian12}"
  WORLD=$(mktemp -d /dev/shm/ashlar-world/worlds/XXXXXX)
  export WORLD
  cp -a -- "$LAYERS/world/." "$WORLD"
}

choose_variant() { # VARIANT
  variant "$1"
  LAYERS=$(once "layers.$VARIANT" "$BATS_WORLD/base/build" "$VARIANT")
  CUDA_FINGERPRINT=$(<"$LAYERS/base/srv/cuda/$VARIANT.fingerprint")
  export LAYERS CUDA_FINGERPRINT
}

# What the sources alone decide is asked once a file of scenarios: they stay as they are while it runs.
once() { # NAME COMMAND ARGUMENT…
  local answer=${BATS_FILE_TMPDIR:-}/once.$1
  if [[ -z ${BATS_FILE_TMPDIR:-} ]]; then "${@:2}"; return; fi
  if [[ ! -e $answer ]]; then "${@:2}" >"$answer.new" && mv -- "$answer.new" "$answer" || return; fi
  printf '%s\n' "$(<"$answer")"
}

end_world() {
  [[ -z ${WORLD:-} ]] || rm -rf --one-file-system -- "$WORLD"
}

given_gpus() { world_gpus "$WORLD" "$@"; }                    # N [DRIVER]
given_guest() { world_guest "$WORLD" "$@"; }                  # CTID running|stopped CONF-LINE…
given_secure_boot() { world_secure_boot "$WORLD" "$1"; }      # on|off
given_driver_loaded() { world_driver_loaded "$WORLD" "$1"; }  # VERSION

given_config() { # [JSON|JQ-PROGRAM]
  demand_default_where_baked "${1:-.}"
  if [[ ${ASHLAR_FORM:-} == baked ]]; then return; fi
  given_json "$CONFIG" default_config "${1:-.}"
}

# The text itself, or what the program makes of the file's; where there is none, of what COMMAND says.
given_json() { # PATH COMMAND JSON|JQ-PROGRAM
  local text=$3
  case $3 in
    .) once "$2.$VARIANT.${DRIVER_VERSION:-}" "$2" | given_unless_there "$1"; return ;;
    '{'*) ;;
    *)
      text=$(inside cat "$1" 2>/dev/null) || text=$(once "$2.$VARIANT.${DRIVER_VERSION:-}" "$2")
      text=$(jq "$3" <<<"$text")
      ;;
  esac
  given_file "$1" 0644 "$text"$'\n'
}

given_unless_there() { inside bash -c '[[ -e $1 ]] || install -D -m 0644 /dev/stdin "$1"' bash "$1"; } # PATH, its text on stdin

given_config_text() { # TEXT
  demand_default_where_baked "$1"
  given_file "$CONFIG" 0644 "$1"$'\n'
}

# Scripts with baked values read no configuration: there is none, and a scenario that wants another one is not for them.
demand_default_where_baked() { # JSON|JQ-PROGRAM
  [[ ${ASHLAR_FORM:-} != baked || $1 == . ]] || fails 'the configuration of baked scripts' 'the default one' "$1"
}

default_config() {
  local version=${DRIVER_VERSION:-580.76.05} run
  run=/srv/NVIDIA-Linux-x86_64-$version.run
  jq --null-input --arg version "$version" --arg url "file:$run" --arg fingerprint "$CUDA_FINGERPRINT" \
    --arg lock "$(<"$LAYERS/base/srv/vllm-0.10.2-requirements.txt.sha256sum")" \
    --arg archive "$(<"$LAYERS/base/srv/ollama-linux-amd64.tgz.sha256sum")" \
    --arg docker "$(<"$LAYERS/base/srv/docker/fingerprint")" \
    --arg toolkit "$(<"$LAYERS/base/srv/libnvidia-container/fingerprint")" \
    --arg sum "$(cut -d' ' -f1 <"$LAYERS/base$run.sha256sum")" '{nvidia_driver: {install: true, version: $version,
      runfile_url: $url, runfile_sha256: $sum, cuda_version: "12.8",
      cuda_repo_base_url: "file:/srv/cuda/repos", cuda_repo_key_fingerprint: $fingerprint},
      docker: {repo_base_url: "file:/srv/docker/linux", repo_key_fingerprint: $docker,
        toolkit_repo_base_url: "file:/srv/libnvidia-container", toolkit_repo_key_fingerprint: $toolkit},
      vllm: {requirements: "file:/srv/vllm-0.10.2-requirements.txt", requirements_sha256: $lock, python_index: "file:/srv/wheels"},
      ollama: {archive_url: "file:/srv/ollama-linux-amd64.tgz", archive_sha256: $archive}}'
}

given_file() { # PATH MODE [CONTENT]
  printf '%s' "${3:-}" | inside install -D -m "$2" /dev/stdin "$1"
}

given_no_file() { inside rm -rf -- "$@"; } # PATH…

given_command() { inside install -D -m 0755 /dev/stdin "$1"; } # PATH, its text on stdin

given_installed() { # PACKAGE[=VERSION]…
  quietly apt-get --quiet --quiet --yes --no-install-recommends install -- "$@"
}

given_cuda_source() {
  quietly dpkg --install "/srv/cuda/repos/$VARIANT/x86_64/cuda-keyring_1.1-1_all.deb"
  quietly apt-get --quiet --quiet update
}

quietly() { # COMMAND ARGUMENT…
  inside "$@" >"$WORLD/out/given" 2>&1 || { cat "$WORLD/out/given" >&2; return 1; }
}

given_mirror() { # [FAULT…]
  in_background mirror "exec \$LIB/node \$LIB/mirror.mjs"
  printf '%s\n' "$@" >"$WORLD/state/mirror-fault"
}

given_lock_held() { # FILE [SECONDS]
  in_background "lock${1//\//-}" "exec \$LIB/hold-lock fcntl $1 ${2:-0}"
}

# With this the holder waits for the script, not for a clock.
given_lock_held_until() { # FILE N REGEX
  in_background "lock${1//\//-}" "exec \$LIB/hold-lock fcntl $1 $2 ${3@Q}"
  if [[ $3 =~ ^\^?ct([0-9]+):\ ([a-z0-9-]+) ]]; then given_container_recorded "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
  else given_recorded "${3%% *}"; fi
}

given_flock_held() { # FILE [SECONDS]
  in_background "lock${1//\//-}" "exec \$LIB/hold-lock flock $1 ${2:-0}"
}

given_room() { # DIRECTORY BYTES: so much is left there
  printf '%s %s\n' "$1" "$2" >>"$WORLD/state/room"
  inside ln -sfn /usr/local/lib/ashlar-fakes/df-with-limits /usr/local/sbin/df
}

given_node_held() { # PATH: another process has it open
  in_background "node${1//\//-}" "exec \$LIB/hold-node $1"
}

in_background() { # NAME COMMAND
  mkdir -p "$WORLD/state/background"
  printf '%s\n' '#!/bin/bash' 'LIB=/usr/local/lib/ashlar-fakes' "$2" >"$WORLD/state/background/$1"
  chmod 0755 "$WORLD/state/background/$1"
}
