# The state of kernel modules and GPUs, as the fakes and the world builder share it.
# shellcheck shell=bash
# Roots differ between the sandbox (defaults) and the builder, which writes a world from outside.
SYS=${SYS-/sys}
PROC=${PROC-/world/proc}
STATE=${STATE-/world}
ROOT=${ROOT-}

running_kernel() { printf '%s\n' "$(<"$PROC/osrelease")"; }

is_loaded() { [[ -d $SYS/module/${1//-/_} ]]; } # <module>

# Modules of dkms and the administrator come before the kernel's own.
module_file() { # <module> [kernel]
  local name=${1//-/_} kernel=${2:-$(running_kernel)} tree file
  shopt -s globstar
  for tree in updates extra kernel; do
    for file in "$ROOT/usr/lib/modules/$kernel/$tree/"**/*.ko; do
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
  if [[ -n $version ]]; then printf '%s\n' "$version" >"$SYS/module/$name/version"; fi
  printf 'live\n' >"$SYS/module/$name/initstate"
  for needed in "${@:3}"; do ln -sfn "../../$name" "$SYS/module/$needed/holders/$name"; done
  case $name in nvidia | nouveau | vfio_pci) bind_gpus "${name//_/-}" ;; *) ;; esac
  refresh_kernel
}

# P stands for a licence that is not free, O for a module from outside the kernel, E for one without a signature.
taint_module() { # <module> <license>
  local flags=''
  case $2 in NVIDIA) flags=POE ;; 'Dual MIT/GPL') flags=OE ;; *) ;; esac
  printf '%s\n' "$flags" >"$SYS/module/$1/taint"
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

# The files under /proc are mounts: written in place, never renamed.
refresh_modules() { list_modules >"$PROC/modules"; }

list_modules() {
  local module holders line
  for module in "$SYS"/module/*/refcnt; do
    module=${module%/refcnt}
    holders=("$module"/holders/*)
    printf -v line '%s,' "${holders[@]##*/}"
    if ((${#holders[@]} == 0)); then line=-; fi
    printf '%s 1048576 %s %s Live 0x0000000000000000\n' "${module##*/}" "$(<"$module/refcnt")" "$line"
  done
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
  if [[ -f $STATE/uvm-major ]]; then printf '%s\n' "$(<"$STATE/uvm-major")"; else printf '511\n'; fi
}

# GPUs: NVIDIA display controllers, in bus order, whatever holds them.
gpu_devices() {
  local device
  for device in "$SYS"/bus/pci/devices/*; do
    if [[ $(<"$device/vendor") == 0x10de && $(<"$device/class") == 0x03* ]]; then printf '%s\n' "${device##*/}"; fi
  done
}

gpu_driver() { # <address>
  local driver
  for driver in "$SYS"/bus/pci/drivers/*; do
    if [[ $SYS/bus/pci/devices/$1/driver -ef $driver ]]; then printf '%s\n' "${driver##*/}" && return; fi
  done
  printf 'none\n'
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

# Secure Boot takes modules signed by a known key: the kernel's own, and any once a machine owner key is enrolled.
refuses_unsigned() {
  local file=$SYS/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
  [[ -f $file && $(od -An -tu1 -j4 -N1 "$file") == *1 && ! -e $STATE/mok-enrolled ]]
}
