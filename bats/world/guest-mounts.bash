# Containers in the sandbox: each with a root of its own. Read by `sandbox`, which has WORLD and ROOT.
# shellcheck shell=bash
shopt -s nullglob extglob
GUESTS=${WORLD:?}/guests

# A line of a table for mount. `@3` in the list of layers is what has been frozen here as number 3.
overlay() { # DIR TARGET
  local layers
  layers=$(<"$1/layers")
  printf 'ashlar %s overlay lowerdir=%s:/,upperdir=%s,workdir=%s,index=off,metacopy=off,redirect_dir=off 0 0\n' \
    "$2" "${layers//@/"$GUESTS/.frozen/"}" "$1/upper" "$1/work"
}

# What a host and its containers share: hardware, the repositories, the state of the fakes. /proc is the sandbox's own.
guest_mounts() { # DIR
  local root=$1/root
  overlay "$1" "$root"
  printf '%s %s none %s 0 0\n' "$WORLD/sys" "$root/sys" bind,ro "$1/dev" "$root/dev" bind "$WORLD/dev/pts" "$root/dev/pts" bind \
    "${ROOT:?}/srv" "$root/srv" bind "$WORLD/state" "$root/world" bind "$WORLD/proc" "$root/world/proc" bind
}

# The directories of a container that stands on LAYERS.
make_guest() { # ID LAYERS DEV: whose nodes it gets
  local dir=$GUESTS/$1
  mkdir -p "$dir"/{work,root,snapshots} "$dir"/upper/{etc,run,tmp,usr/local/lib/ashlar-fakes}
  chmod 1777 "$dir/upper/tmp"
  printf '%s\n' "$2" >"$dir/layers"
  cp -a -- "$3" "$dir/dev"
  printf 'ct%s\n' "$1" | tee "$dir/upper/etc/hostname" >"$dir/upper/usr/local/lib/ashlar-fakes/guest"
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
  options+=(--ro-bind "$WORLD/proc/boot_id" "$1/proc/sys/kernel/random/boot_id")
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
    # What pct mount has left mounted.
    [[ ! -e $WORLD/state/guests/${dir##*/}.mounted ]] || guest+=(--dev-bind "$dir/root" "/var/lib/lxc/${dir##*/}/rootfs")
  done
}

running_guests() { # sets ids
  local file state
  ids=()
  for file in "$WORLD"/state/guests/+([0-9]); do
    read -r state <"$file"
    [[ $state != running ]] || ids+=("${file##*/}")
  done
}
