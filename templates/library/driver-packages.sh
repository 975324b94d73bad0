# Packages that are an NVIDIA driver or bring one, as globs that apt's preferences read too. What belongs to containers,
# to firmware or to the toolkit is not among them.
readonly driver_packages=(
  'cuda-drivers*' 'libcuda1*' 'libcudadebugger1*' 'libnvcuvid1*' 'libnvoptix1*' 'nvidia-driver*'
  'nvidia-kernel-*' 'nvidia-dkms-*' 'nvidia-open*' 'nvidia-headless*' 'nvidia-image*' 'nvidia-utils*'
  'nvidia-compute-utils*' 'nvidia-firmware-*' 'nvidia-smi' 'nvidia-settings' 'nvidia-xconfig'
  'nvidia-persistenced' 'nvidia-modprobe' 'nvidia-alternative*' 'nvidia-legacy-check' 'nvidia-support'
  'nvidia-installer-cleanup' 'nvidia-vdpau-driver' 'nvidia-opencl-icd' 'nvidia-cuda-mps'
  'libnvidia-compute*' 'libnvidia-ml*' 'libnvidia-cfg*' 'libnvidia-gl*' 'libnvidia-encode*'
  'libnvidia-decode*' 'libnvidia-extra*' 'libnvidia-fbc*' 'libnvidia-common*' 'libnvidia-nvvm*'
  'libnvidia-ptxjit*' 'libnvidia-eglcore*' 'libnvidia-glcore*' 'libnvidia-glvkspirv*' 'libnvidia-rtcore*'
  'libnvidia-allocator*' 'libnvidia-api*' 'libegl*-nvidia*' 'libgl1*-nvidia*' 'libgles*-nvidia*'
  'libglx*-nvidia*' 'xserver-xorg-video-nvidia*' 'glx-alternative-nvidia*' 'linux-modules-nvidia-*'
  'linux-objects-nvidia-*' 'linux-signatures-nvidia-*'
)

is_driver_package() { # <name>
  local glob pattern
  for glob in "${driver_packages[@]}"; do
    pattern=^${glob//\*/.*}$
    if [[ $1 =~ $pattern ]]; then return 0; fi
  done
  return 1
}
