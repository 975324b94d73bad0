#!/bin/bash
# What a careful administrator writes by hand to see whether the host is as the compiled script leaves it: the same
# checks, by the usual tools. Prints `drift STEP: text` for each finding; exit 0 converged, 3 drift. It only looks.
set -euo pipefail
export LC_ALL=C.UTF-8

readonly CONFIG=/usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json
readonly CACHE=/usr/local/phoenix_hypervisor/cache WANTED=/srv/wanted LIBRARIES=/usr/lib/x86_64-linux-gnu
findings=0

drift() { # STEP TEXT
  printf 'drift %s: %s\n' "$1" "$2" >&2
  findings=$((findings + 1))
}

check() { # STEP TEXT COMMAND…
  "${@:3}" || drift "$1" "$2"
}

at_least() { [[ $(printf '%s\n' "$1" "$2" | sort -V | head -n 1) == "$2" ]]; } # VERSION MINIMUM

has_packages() { # PACKAGE…
  local name
  for name; do [[ $packages == *"ii  $name "* ]] || return 1; done
}

same_file() { # PATH
  cmp --silent "$WANTED/${1##*/}" "$1" && [[ $(stat -c '%a %U:%G' "$1") == '644 root:root' ]]
}

read_configuration() {
  local values
  values=$(jq -r '.nvidia_driver | .version, .runfile_url, .runfile_sha256, .cuda_version, .cuda_repo_base_url,
    .cuda_repo_key_fingerprint' "$CONFIG")
  {
    read -r version
    read -r url
    read -r sha256
    read -r cuda
    read -r base
    read -r fingerprint
  } <<<"$values"
  [[ $version =~ ^[0-9]{3}(\.[0-9]+){1,2}$ && $url =~ ^(https?|file): && $sha256 =~ ^[0-9a-f]{64}$ \
    && $cuda =~ ^[0-9]+\.[0-9]+$ && $base =~ ^(https?|file): && $fingerprint =~ ^[0-9A-F]{40}$ ]] || {
    drift configuration "$CONFIG"
    exit 3
  }
}

gpus() { # prints the addresses of the display functions
  local device vendor class
  for device in /sys/bus/pci/devices/*; do
    read -r vendor <"$device/vendor"
    read -r class <"$device/class"
    [[ $vendor != 0x10de || $class != 0x030[02]* ]] || printf '%s\n' "${device##*/}"
  done
}

no_gpu_is_bound() { # DRIVER…
  local driver address
  for driver; do for address in $addresses; do [[ ! -e /sys/bus/pci/drivers/$driver/$address ]] || return 1; done; done
}

check_preconditions() {
  addresses=$(gpus)
  check gpu 'an NVIDIA device' test -n "$addresses"
  check gpu 'a device that no virtual machine holds' no_gpu_is_bound vfio-pci
  [[ ! -d /sys/firmware/efi || -d /sys/module/nvidia ]] || check secure_boot 'Secure Boot off' secure_boot_is_off
  check runfile_version "$version in the name of the file" test "$(basename "$url")" = "NVIDIA-Linux-x86_64-$version.run"
  check driver_fits_cuda "a driver for CUDA $cuda" at_least "$version" 525.60.13
  distribution=$(sed -n 's/^ID=//p' /etc/os-release)$(sed -n 's/^VERSION_ID="\(.*\)"/\1/p' /etc/os-release)
}

secure_boot_is_off() { mokutil --sb-state | grep -q disabled; }

cache_is_right() {
  local file=$CACHE/NVIDIA-Linux-x86_64-$version.run
  [[ $(cat "$file.verified" 2>/dev/null) == "$sha256 $(stat -c %s "$file" 2>/dev/null)" ]]
}

check_packages() {
  packages=$(dpkg-query -W -f "\${db:Status-Abbrev} \${Package} \${Version}\n")
  check build_tools 'build tools' has_packages build-essential dkms pkg-config gnupg
  running=$(cat /proc/sys/kernel/osrelease)
  next=$(printf '%s\n' /boot/vmlinuz-* | sort -V | tail -n 1)
  next=${next#/boot/vmlinuz-}
  check kernel_headers 'headers' has_packages "proxmox-headers-$running" "proxmox-headers-$next" proxmox-default-headers
  check cuda_toolkit "toolkit $cuda" has_packages "cuda-toolkit-${cuda/./-}"
}

initramfs_is_fresh() {
  local image
  for image in /boot/vmlinuz-*; do
    [[ ! /etc/modprobe.d/phoenix-nouveau.conf -nt /boot/initrd.img-${image#/boot/vmlinuz-} ]] || return 1
  done
}

no_other_driver() {
  local found
  found=$(
    grep -E '^[^u][^ ]*  (lib)?(nvidia|cuda1|cudadebugger1|nvcuvid1|nvoptix1|cuda-drivers)' <<<"$packages" | grep -Ev 'container|firmware'
    dkms status | grep nvidia | grep -v "^nvidia/$version,"
    find "$LIBRARIES" '(' -name 'libcuda.so.[0-9]*.*' -o -name 'libnvidia-*.so.[0-9][0-9][0-9].*' ')' ! -name "*.so.$version"
  ) || true
  [[ -z $found && ! -e /usr/lib/nvidia/alternate-install-present ]]
}

driver_is_installed() {
  local status kernel
  [[ -s $LIBRARIES/libnvidia-ml.so.$version && -s $LIBRARIES/libcuda.so.$version ]] || return 1
  [[ -s /usr/bin/nvidia-smi && -s /usr/bin/nvidia-modprobe ]] || return 1
  [[ $(head -n 1 /var/lib/nvidia/log) == *"($version)"* ]] || return 1
  status=$(dkms status "nvidia/$version")
  for kernel in "$running" "$next"; do
    [[ $status == *"nvidia/$version, $kernel, x86_64: installed"* ]] || return 1
    compgen -G "/lib/modules/$kernel/updates/dkms/nvidia.ko*" >/dev/null || return 1
  done
}

module_is() { [[ $(cat "/sys/module/$1/version" 2>/dev/null) == "$version" ]]; } # MODULE

node_is() { [[ -c $1 && $(stat -c %Hr:%Lr "$1") == "$2" ]]; } # PATH MAJOR:MINOR

check_nodes() {
  local major number=0 address
  major=$(awk '$2 == "nvidia-uvm" { print $1 }' /proc/devices)
  for address in $addresses; do
    check device_nodes "$address has its node" node_is "/dev/nvidia$number" "195:$number"
    number=$((number + 1))
  done
  check device_nodes 'nvidiactl' node_is /dev/nvidiactl 195:255
  check device_nodes 'nvidia-uvm' node_is /dev/nvidia-uvm "$major:0"
  check device_nodes 'nvidia-uvm-tools' node_is /dev/nvidia-uvm-tools "$major:1"
}

check_driver() {
  check nouveau_off 'nouveau off' same_file /etc/modprobe.d/phoenix-nouveau.conf
  check initramfs 'a fresh initramfs' initramfs_is_fresh
  check reboot 'no GPU bound to nouveau' no_gpu_is_bound nouveau nvidiafb
  check old_driver 'no other driver' no_other_driver
  check driver "driver $version" driver_is_installed
  check modules_at_boot 'modules at boot' same_file /etc/modules-load.d/phoenix-nvidia.conf
  check nodes_at_boot 'the unit' same_file /etc/systemd/system/phoenix-nvidia-nodes.service
  check nodes_at_boot 'an enabled unit' systemctl --quiet is-enabled phoenix-nvidia-nodes.service
  check modules 'module nvidia' module_is nvidia
  check modules 'module nvidia_uvm' module_is nvidia_uvm
  check_nodes
  check driver_answers 'an answer' test "$(nvidia-smi --query-gpu=driver_version --format=csv,noheader | sort -u)" = "$version"
}

candidate_is_from_repository() {
  local policy
  policy=$(apt-cache policy "cuda-toolkit-${cuda/./-}")
  [[ $policy == *'Candidate: '[0-9]* && $policy == *" ${repository%/} "* ]]
}

check_toolkit() {
  repository=$base/$distribution/x86_64/
  check apt_sources 'one source for the repository' \
    test "$(grep -rlF "$repository" /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | wc -l)" = 1
  check cuda_repository 'the source' same_file /etc/apt/sources.list.d/phoenix-cuda.sources
  check cuda_repository 'the pin' same_file /etc/apt/preferences.d/phoenix-cuda
  check cuda_repository 'the mode of the key' test "$(stat -c '%a %U:%G' /usr/share/keyrings/phoenix-cuda.gpg)" = '644 root:root'
  check cuda_repository 'the key' key_is_compared
  check cuda_repository 'the candidate' candidate_is_from_repository
  check nvcc "nvcc $cuda" nvcc_is
}

key_is_compared() {
  sha256sum --check --status <<<"$(cat "$CACHE/cuda-$fingerprint.gpg.sha256")  /usr/share/keyrings/phoenix-cuda.gpg"
}

nvcc_is() {
  [[ $("/usr/local/cuda-$cuda/bin/nvcc" --version) == *"release $cuda,"* ]] \
    && [[ $(readlink -f /usr/local/cuda) == "/usr/local/cuda-$cuda" ]]
}

main() {
  read_configuration
  check_preconditions
  check runfile 'the .run' cache_is_right
  check_packages
  check_driver
  check_toolkit
  ((findings == 0)) || exit 3
}

main
