# Containers in the sandbox: each with a root of its own. Read by `sandbox`, which has WORLD and ROOT.
# shellcheck shell=bash
shopt -s nullglob extglob
GUESTS=${WORLD:?}/guests

# One call mounts all there is, but for /proc, which is the sandbox's own.
mount_guests() {
  local guest table=''
  for guest in "$GUESTS"/+([0-9]); do table+=$(guest_mounts "$guest")$'\n'; done
  [[ -n $table ]] || return 0
  fill_pools
  printf "%s" "$table" >"$GUESTS/.mounts"
  mount --all --fstab "$GUESTS/.mounts"
}

# What a host and its containers share: hardware, the repositories, the state of the fakes.
guest_mounts() { # DIR
  local root=$1/root
  printf 'ashlar %s overlay lowerdir=%s:/,upperdir=%s,workdir=%s,index=off,metacopy=off,redirect_dir=off 0 0\n' \
    "$root" "$(<"$1/layers")" "$1/upper" "$1/work"
  printf '%s %s none %s 0 0\n' "$WORLD/sys" "$root/sys" bind,ro "$1/dev" "$root/dev" bind "$WORLD/dev/pts" "$root/dev/pts" bind \
    "${ROOT:?}/srv" "$root/srv" bind "$WORLD/state" "$root/world" bind "$WORLD/proc" "$root/world/proc" bind
}

# The world's nodes once more: a container may open the first kind, and not the second (guest-nodes.bash).
fill_pools() {
  local nodes=$WORLD/dev/.pool
  if [[ ! -d $nodes || (-d $GUESTS/.pool && ! $GUESTS/.pool -ot $nodes) ]]; then return; fi
  rm -rf -- "${GUESTS:?}"/.{pool,refused}
  cp -a -- "$nodes" "$GUESTS/.pool"
  cp -a -- "$nodes" "$GUESTS/.refused"
  chown nobody "$GUESTS"/.refused/*
  chmod 0 "$GUESTS"/.refused/*
}

# The arguments that show the kernel at a root; its own writable parts stay shut.
kernel_options() { # ROOT-INSIDE ARRAY: adds to the array
  local -n options=$2
  local name
  options+=(--proc "$1/proc")
  # What in /proc is the machine's own stays read-only, its driver state unseen. A kernel built without a feature lacks
  # the file, and nothing can be mounted on what is not there.
  for name in sys irq bus fs acpi scsi pressure mtrr sysrq-trigger; do
    [[ ! -e /proc/$name ]] || options+=(--ro-bind "/proc/$name" "$1/proc/$name")
  done
  [[ ! -e /proc/driver ]] || options+=(--tmpfs "$1/proc/driver")
  options+=(--ro-bind "$WORLD/proc/osrelease" "$1/proc/sys/kernel/osrelease")
  for name in devices modules; do
    [[ ! -e /proc/$name ]] || options+=(--bind "$WORLD/proc/$name" "$1/proc/$name")
  done
}

guest_options() { # adds to the array guest
  local dir
  [[ -d $GUESTS ]] || return 0
  guest=(--dev-bind "$GUESTS" /world/ct)
  for dir in "$GUESTS"/+([0-9]); do
    kernel_options "/world/ct/${dir##*/}/root" guest
  done
}
