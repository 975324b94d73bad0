# The state of kernel modules and GPUs, as the fakes and the world builder share it.
# shellcheck shell=bash
# Roots differ between the sandbox (defaults) and the builder, which writes a world from outside.
SYS=${SYS-/sys}
PROC=${PROC-/proc}
STATE=${STATE-/world}
ROOT=${ROOT-}

# Newest dependant first: the order in which the family unloads.
readonly NVIDIA_MODULES=(nvidia_peermem nvidia_vgpu_vfio nvidia_uvm nvidia_drm nvidia_modeset nvidia)

running_kernel() {
  if [[ $PROC == /proc ]]; then cat /proc/sys/kernel/osrelease; else cat "$PROC/osrelease"; fi
}

is_loaded() { [[ -d $SYS/module/${1//-/_} ]]; } # <module>

# Modules of dkms and the administrator come before the kernel's own.
module_file() { # <module> [kernel]
  local name=${1//-/_} kernel=${2:-$(running_kernel)} tree file
  shopt -s globstar
  for tree in updates extra kernel; do
    for file in "$ROOT/lib/modules/$kernel/$tree/"**/*.ko; do
      file=${file//\/\//\/}
      if [[ ${file##*/} == "$name.ko" || ${file##*/} == "${name//_/-}.ko" ]]; then printf '%s\n' "$file"; return; fi
    done
  done
  return 1
}

module_field() { # <file> <field>
  local line
  while read -r line; do
    if [[ $line == "$2="* ]]; then printf '%s\n' "${line#*=}"; fi
  done <"$1"
}

# A module file of the world: what modinfo shows is its whole content.
write_module() { # <file> <name> <version> <kernel> <depends> [license]
  mkdir -p "${1%/*}"
  printf 'version=%s\nlicense=%s\ndepends=%s\nname=%s\nvermagic=%s SMP preempt mod_unload modversions \n' \
    "$3" "${6:-GPL}" "$5" "$2" "$4" >"$1"
}

# Puts a module into the kernel; the modules it needs are there already.
plug_module() { # <module> <version> [dependency]...
  local name=$1 version=$2 needed
  mkdir -p "$SYS/module/$name/holders"
  printf '%s\n' "$version" >"$SYS/module/$name/version"
  printf 'live\n' >"$SYS/module/$name/initstate"
  for needed in "${@:3}"; do ln -sfn "../../$name" "$SYS/module/$needed/holders/$name"; done
  case $name in nvidia | nouveau | vfio_pci) bind_gpus "${name//_/-}" ;; *) ;; esac
  refresh_kernel
}

unplug_module() { # <module>
  case $1 in nvidia | nouveau | vfio_pci) unbind_gpus "${1//_/-}" ;; *) ;; esac
  rm -rf "${SYS:?}/module/$1" "$SYS"/module/*/holders/"$1"
  refresh_kernel
}

refresh_kernel() {
  refresh_references
  refresh_modules
  refresh_devices
}

# Used by the modules that stand on it, and by whoever has a marker in users/<module>/.
refresh_references() {
  local module holders users
  for module in "$SYS"/module/*/holders; do
    module=${module%/holders}
    holders=("$module"/holders/*)
    users=("$STATE/users/${module##*/}"/*)
    printf '%s\n' "$((${#holders[@]} + ${#users[@]}))" >"$module/refcnt"
  done
}

# /proc/modules is a mount: written in place, never renamed.
refresh_modules() {
  local module holders text='' line
  for module in "$SYS"/module/*/refcnt; do
    module=${module%/refcnt}
    holders=("$module"/holders/*)
    printf -v line '%s,' "${holders[@]##*/}"
    if ((${#holders[@]} == 0)); then line=-; fi
    text+="${module##*/} 1048576 $(<"$module/refcnt") $line Live 0x0000000000000000"$'\n'
  done
  printf '%s' "$text" >"$PROC/modules"
}

# nvidia-uvm has a dynamic major; its relatives make a match by substring wrong.
refresh_devices() {
  local line text='' majors
  majors=$(nvidia_majors)
  while IFS= read -r line; do
    if [[ $line != *' nvidia'* ]]; then text+=$line$'\n'; fi
    if [[ $line == 'Character devices:' ]]; then text+=${majors:+$majors$'\n'}; fi
  done <"$PROC/devices"
  printf '%s' "$text" >"$PROC/devices"
}

nvidia_majors() {
  if is_loaded nvidia; then
    printf '%3d %s\n' 195 nvidia 195 nvidiactl 234 nvidia-caps 235 nvidia-caps-imex-channels 236 nvidia-nvlink
  fi
  if is_loaded nvidia_modeset; then printf '%3d %s\n' 195 nvidia-modeset; fi
  if is_loaded nvidia_uvm; then printf '%3d %s\n' "$(uvm_major)" nvidia-uvm; fi
}

uvm_major() {
  if [[ -f $STATE/uvm-major ]]; then cat "$STATE/uvm-major"; else printf '511\n'; fi
}

# GPUs: NVIDIA display controllers, in bus order, whatever holds them.
gpu_devices() {
  local device
  for device in "$SYS"/bus/pci/devices/*; do
    if [[ $(<"$device/vendor") == 0x10de && $(<"$device/class") == 0x03* ]]; then printf '%s\n' "${device##*/}"; fi
  done
}

gpu_driver() { # <address>
  local link=$SYS/bus/pci/devices/$1/driver
  if [[ -L $link ]]; then link=$(readlink "$link") && printf '%s\n' "${link##*/}"; else printf 'none\n'; fi
}

gpus_of() { # <driver|none>
  local address
  for address in $(gpu_devices); do
    if [[ $(gpu_driver "$address") == "$1" ]]; then printf '%s\n' "$address"; fi
  done
}

bind_gpus() { # <driver>: every GPU that nothing holds
  local address
  mkdir -p "$SYS/bus/pci/drivers/$1"
  for address in $(gpus_of none); do bind_gpu "$address" "$1"; done
}

bind_gpu() { # <address> <driver>
  mkdir -p "$SYS/bus/pci/drivers/$2"
  ln -sfn "../../drivers/$2" "$SYS/bus/pci/devices/$1/driver"
  ln -sfn "../../devices/$1" "$SYS/bus/pci/drivers/$2/$1"
}

unbind_gpus() { # <driver>
  local address
  for address in $(gpus_of "$1"); do rm -f "$SYS/bus/pci/devices/$address/driver"; done
  rm -rf "${SYS:?}/bus/pci/drivers/$1"
}
