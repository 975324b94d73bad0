# Packages that are an NVIDIA driver or part of one, of Debian, Ubuntu or NVIDIA's repository; apt's preferences read the
# same globs. The container toolkit, firmware of the distribution and the CUDA toolkit are not among them.
readonly driver_packages=(
  'cuda-drivers*' 'libcuda1*' 'libcudadebugger1*' 'libnvcuvid1*' 'libnvoptix1*' 'nvidia-driver*'
  'nvidia-kernel-*' 'nvidia-dkms-*' 'nvidia-open*' 'nvidia-headless*' 'nvidia-image*' 'nvidia-utils*'
  'nvidia-compute-utils*' 'nvidia-firmware-*' 'nvidia-smi' 'nvidia-settings' 'nvidia-xconfig'
  'nvidia-persistenced' 'nvidia-modprobe' 'nvidia-alternative*' 'nvidia-legacy-*' 'nvidia-tesla-*' 'nvidia-support'
  'nvidia-installer-cleanup' 'nvidia-vdpau-driver' 'nvidia-opencl-*' 'nvidia-libopencl1*' 'nvidia-cuda-mps'
  'nvidia-egl-*' 'nvidia-vulkan-*' 'nvidia-suspend-common' 'nvidia-powerd' 'libnvidia-legacy-*' 'libnvidia-tesla-*'
  'libnvidia-gpucomp*' 'libnvidia-pkcs11*' 'libnvidia-compiler*' 'libnvidia-opticalflow*' 'libnvidia-ngx*'
  'libnvidia-vksc*'
  'libnvidia-compute*' 'libnvidia-ml*' 'libnvidia-cfg*' 'libnvidia-gl*' 'libnvidia-encode*'
  'libnvidia-decode*' 'libnvidia-extra*' 'libnvidia-fbc*' 'libnvidia-common*' 'libnvidia-nvvm*'
  'libnvidia-ptxjit*' 'libnvidia-eglcore*' 'libnvidia-glcore*' 'libnvidia-glvkspirv*' 'libnvidia-rtcore*'
  'libnvidia-allocator*' 'libnvidia-api*' 'libegl*-nvidia*' 'libgl1*-nvidia*' 'libgles*-nvidia*'
  'libglx*-nvidia*' 'xserver-xorg-video-nvidia*' 'glx-alternative-nvidia*' 'linux-modules-nvidia-*'
  'linux-objects-nvidia-*' 'linux-signatures-nvidia-*'
)
# Those of them that are there: what is there of a driver that was not installed from a .run.
declare -ga foreign_packages=()

is_driver_package() { # <name>
  local glob pattern
  for glob in "${driver_packages[@]}"; do
    pattern=^${glob//\*/.*}$
    if [[ $1 =~ $pattern ]]; then return 0; fi
  done
  return 1
}

# Whether no driver is among what apt says it would install.
brings_no_driver() { # <what apt would do> <what for>
  local word name drivers=()
  while read -r word name _; do
    if [[ $word == Inst ]] && is_driver_package "$name"; then drivers+=("$name"); fi
  done <<<"$1"
  ((${#drivers[@]} == 0)) || drift "$2 without a driver" "it would bring ${drivers[*]}"
}

# A package that was removed but not purged counts too: modprobe still reads its configuration.
find_foreign_packages() {
  local status name
  foreign_packages=()
  while read -r status name _; do
    [[ $name == *@(nvidia|cuda|nvcuvid|nvoptix)* && $status != ?n* ]] || continue
    if is_driver_package "$name"; then foreign_packages+=("$name"); fi
  done <<<"$installed_packages"
}
