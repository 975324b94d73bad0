# Given: what goes wrong around a host and its containers.
# shellcheck shell=bash

# ── repositories ──

# bats/base/spoil.bash tells how a signature, or what it signs, becomes worthless; `whole` mends it.
given_cuda_release() { # unsigned|bad-signature|expired|other-key|half-synced|whole
  if [[ $1 == whole ]]; then
    quietly_outside cp --archive -- "$LAB_CACHE/srv/cuda/repos/$VARIANT" "$LAB/state/srv/cuda/repos/"
  else
    quietly_outside env "KEYS=$LAB_CACHE/keys/home" "$LAB_SOURCES/base/spoil" "$LAB/state/srv" cuda "$VARIANT" "$1"
  fi
}

quietly_outside() { # COMMAND ARGUMENT…
  alone within "$@" >"$WORLD/out/given" 2>&1 || { cat "$WORLD/out/given" >&2; return 1; }
}

# The mirror looks at what is wished a few times a second.
given_refusing_mirror() {
  given_mirror refused
  eventually mirror_refuses
}

given_listening_mirror() {
  given_mirror
  eventually mirror_listens
}

mirror_listens() { within bash -c ': </dev/tcp/10.77.0.1/8080' 2>/dev/null; }
mirror_refuses() { ! mirror_listens; }

eventually() { # CONDITION
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    if "$1"; then return; fi
    sleep 0.1
  done
  fails 'the lab' "$1" 'not within 10 seconds'
}

# ── disks ──

# A directory lies on a disk of its own from now on, which has room for so much more than is there. Where files are short,
# bytes are not: whoever asks for those before the work does not see it coming.
given_small_disk() { given_disk "$1" "$2" "size=$(($(kilobytes_in "$1" "$2") + $3))k"; }      # .|CTID DIRECTORY KILOBYTES
given_few_files() { given_disk "$1" "$2" "nr_inodes=$(($(files_in "$1" "$2") + $3 + 1))"; }   # .|CTID DIRECTORY N
given_room_again() { in_place "$1" mount -o remount,size=1g,nr_inodes=100k "$2"; }                # .|CTID DIRECTORY

given_disk() { # .|CTID DIRECTORY OPTION
  in_place "$1" bash -ec "$(declare -f mount_disk); mount_disk $2 $3" >"$WORLD/out/given" 2>&1 \
    || { cat "$WORLD/out/given" >&2; return 1; }
}

# Runs inside.
mount_disk() { # DIRECTORY OPTION
  mount -t tmpfs -o "mode=0755,$2" disk /mnt
  cp --archive -- "$1/." /mnt
  mount --bind /mnt "$1"
  umount /mnt
}

kilobytes_in() { in_place "$1" sh -c "mkdir -p $2 && du --summarize --block-size=1K $2 | cut -f1"; }
files_in() { in_place "$1" sh -c "mkdir -p $2 && find $2 | wc -l"; }

# As somebody else does who fills it with something.
fill_disk() { # .|CTID DIRECTORY
  ! in_place "$1" dd if=/dev/zero "of=$2/filler" bs=4096 status=none 2>"$WORLD/out/filled" || fails "the disk of $2" full 'room for all'
}

given_no_filler() { in_place "$1" rm -- "$2/filler"; } # .|CTID DIRECTORY

# ── what is still to be done ──

# The driver is there, the toolkit is not, and a download is not waited for long.
given_host_without_toolkit() { lab_state without-toolkit make_host_without_toolkit; }

make_host_without_toolkit() {
  given_host
  given_config '.nvidia_driver.host_toolkit = false'
  run_script "$HOST_SCRIPT"
  exits 0
  given_config '.nvidia_driver += {host_toolkit: true, download_deadline_seconds: 3}'
}

# Container 901 runs, since it starts with its host, and has nothing yet; the host has to fetch the repository's key again.
given_unconverged_container() { lab_state unconverged-container make_unconverged_container; }

make_unconverged_container() {
  given_converged_host
  given_late 0 0
  given_container 901 'onboot: 1'
  inside sh -c 'rm /usr/local/phoenix_hypervisor/cache/cuda-*'
}
