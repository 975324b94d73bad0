# What the world's CUDA repositories offer. debian13 starts at CUDA 13, as the vendor's does.
# shellcheck shell=bash

cuda_packages() { # DISTRIBUTION
  keyring "$1"
  if [[ $1 != debian13 ]]; then toolkit 12 8 1 93; fi
  toolkit 13 0 2 88
  cuda_driver 580.95.05
}

# As the vendor's: a one-line source with its own key path, which conflicts with any other Signed-By for the URL.
keyring() { # VARIANT
  mkdir -p "$STAGE/cuda-keyring/usr/share/keyrings"
  gpg --batch --export "$(cuda_key "$1")@example.invalid" >"$STAGE/cuda-keyring/usr/share/keyrings/cuda-archive-keyring.gpg"
  chmod 0644 "$STAGE/cuda-keyring/usr/share/keyrings/cuda-archive-keyring.gpg"
  ships cuda-keyring "/etc/apt/sources.list.d/cuda-$1-x86_64.list" <<<"deb \
[signed-by=/usr/share/keyrings/cuda-archive-keyring.gpg] ${CUDA_URI:-file:/srv/cuda/repos}/$1/x86_64/ /"
  deb cuda-keyring_1.1-1_all
}

toolkit() { # MAJOR MINOR UPDATE BUILD
  local dotted=$1.$2 dashed=$1-$2
  ships "cuda-nvcc-$dashed" "/usr/local/cuda-$dotted/bin/nvcc" 0755 <<<"#!/usr/bin/env bash
. /usr/local/lib/ashlar-fakes/fake.bash
begin \"\$@\"
cat <<'TEXT'
nvcc: NVIDIA (R) Cuda compiler driver
Copyright (c) 2005-2025 NVIDIA Corporation
Built on Fri_Feb_21_20:23:50_PST_2025
Cuda compilation tools, release $dotted, V$dotted.$4
Build cuda_$dotted.r$dotted/compiler.35583870_0
TEXT"
  runs "cuda-nvcc-$dashed" preinst </dev/null
  deb "cuda-nvcc-${dashed}_$dotted.$4-1_amd64"
  alternatives "$1" "$dashed" "$dotted" "$1$2"
  deb "cuda-toolkit-$dashed-config-common_$dotted.$4-1_all"
  deb "cuda-driver-dev-${dashed}_$dotted.$4-1_amd64"
  deb "cuda-compiler-${dashed}_$dotted.$3-1_amd64" "Depends: cuda-nvcc-$dashed"
  deb "cuda-toolkit-${dashed}_$dotted.$3-1_amd64" "Depends: cuda-compiler-$dashed, cuda-toolkit-$dashed-config-common, cuda-driver-dev-$dashed"
  deb "cuda-${dashed}_$dotted.$3-1_amd64" "Depends: cuda-toolkit-$dashed, cuda-drivers"
}

# Two links in auto mode: the newest toolkit takes /usr/local/cuda.
alternatives() { # MAJOR DASHED DOTTED PRIORITY
  runs "cuda-toolkit-$2-config-common" postinst <<<"update-alternatives --install /usr/local/cuda cuda /usr/local/cuda-$3 $4
update-alternatives --install /usr/local/cuda-$1 cuda-$1 /usr/local/cuda-$3 $4"
  runs "cuda-toolkit-$2-config-common" prerm <<<"update-alternatives --remove cuda /usr/local/cuda-$3
update-alternatives --remove cuda-$1 /usr/local/cuda-$3"
}

cuda_driver() { # VERSION
  deb "libcuda1_$1-1_amd64"
  deb "nvidia-driver_$1-1_amd64" "Depends: libcuda1 (= $1-1)"
  deb "cuda-drivers_$1-1_amd64" 'Depends: nvidia-driver'
  deb cuda_13.0.2-1_amd64 'Depends: cuda-13-0'
}
