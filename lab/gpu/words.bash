# Given: the GPUs, the kernel and the driver of a running lab, under the names that a world of bats/ has for them.
# shellcheck shell=bash

# What the builder of worlds does to a world it does to a lab.
change_kernel() { # ACTION [ARGUMENT]…
  within "${BATS_WORLD:?}/fakes/world-builder" "${LAB:?}/state/gpu" "$@"
}

# Instead of those that are there. What nouveau holds it takes again at each boot, unless the image says no.
given_gpus() { # N [DRIVER]
  change_kernel no_gpus
  change_kernel gpus "$@"
  if [[ ${2:-} == nouveau ]]; then rm -f -- "${WORLD:?}/state/no-nouveau"; fi
}

given_secure_boot() { change_kernel secure_boot "$1"; } # on|off

# As the `.run` leaves it when somebody has used CUDA since.
given_driver_loaded() { # VERSION
  local gpu
  change_kernel unplug_module nouveau
  change_kernel driver_loaded "$1"
  for ((gpu = 0; gpu < $(count_lines "$WORLD/state/gpus"); gpu++)); do unrecorded nvidia-modprobe -c "$gpu"; done
  unrecorded nvidia-modprobe -c 255
  unrecorded nvidia-modprobe -u -c 0
}

unrecorded() { inside env FAKE_CALLS=/dev/null "$@"; } # COMMAND ARGUMENT…

# As a program does that has the driver open: its modules cannot be unloaded.
given_driver_user() { # NAME
  mkdir -p "$WORLD/state/users/nvidia"
  : >"$WORLD/state/users/nvidia/$1"
  change_kernel refresh_kernel
}

no_driver_user() { # NAME
  rm -- "$WORLD/state/users/nvidia/$1"
  change_kernel refresh_kernel
}

given_next_kernel() { printf '%s\n' "$1" >"$WORLD/state/next-kernel"; }                     # KERNEL
given_uvm_major_after_reboot() { printf '%s\n' "$1" >"$WORLD/state/uvm-major-after-reboot"; } # MAJOR
given_sick_gpu() { sed -i "$(($1 + 1))s/ [a-z]* / $2 /" "$WORLD/state/gpus"; }                  # N power|lost

# Prints what holds the N-th GPU, or none.
gpu_driver() { change_kernel gpu_driver "$(printf '0000:%02x:00.0' "$(($1 + 1))")"; } # N

# What is in the kernel, and which nodes there are: names with a blank behind each.
loaded() { is_listed /sys/module . "$1"; }  # NAMES
nodes() { is_listed /dev '^nvidia' "$1"; } # NAMES

is_listed() { # DIRECTORY REGEX NAMES
  local found
  found=$(inside ls "$1" | grep "$2" | tr '\n' ' ') || : # grep finds none
  [[ $found == "$3" ]] || fails "$1" "$3" "$found"
}

# A file of the mirror comes to /root.
download() { inside wget --quiet --directory-prefix /root "http://mirror.example:8080/$1"; } # FILE
