# Docker's engine and NVIDIA's container toolkit, as far as a script can tell them from the real ones, and the repositories
# that offer them: Docker's in Debian's layout below its own directory, NVIDIA's flat.
# shellcheck shell=bash

readonly DOCKER_VERSION=28.3.3 OLD_DOCKER_VERSION=28.2.2

# The engine's own packages have a version with an epoch and the release in it.
docker_packages() { # RELEASE-SUFFIX such as debian.12~bookworm
  engine "$OLD_DOCKER_VERSION" "$1"
  engine "$DOCKER_VERSION" "$1"
  deb containerd.io_1.7.27-1_amd64
  deb "docker-buildx-plugin_0.26.1-1~${1}_amd64"
  deb "docker-compose-plugin_2.39.1-1~${1}_amd64"
  deb "docker-ce-rootless-extras_5:$DOCKER_VERSION-1~${1}_amd64"
}

engine() { # VERSION RELEASE-SUFFIX
  ships docker-ce /usr/bin/dockerd 0755 < <(sed "s/@VERSION@/$1/" "$FAKES/dockerd")
  ships docker-ce /usr/lib/systemd/system/docker.service <<'UNIT'
[Unit]
Description=Docker Application Container Engine
After=network-online.target

[Service]
Type=notify
ExecStart=/usr/bin/dockerd -H unix:///run/docker.sock
Restart=always

[Install]
WantedBy=multi-user.target
UNIT
  runs docker-ce postinst <<<'if [ "$1" = configure ] && [ -d /run/systemd/system ]; then
  systemctl enable docker.service
  systemctl restart docker.service || true
fi'
  deb "docker-ce_5:$1-1~${2}_amd64" 'Depends: containerd.io, docker-ce-cli' 'Recommends: docker-ce-rootless-extras'
  ships docker-ce-cli /usr/bin/docker 0755 < <(sed "s/@VERSION@/$1/" "$FAKES/docker")
  deb "docker-ce-cli_5:$1-1~${2}_amd64" 'Recommends: docker-buildx-plugin, docker-compose-plugin'
}

toolkit_packages() {
  deb libnvidia-container1_1.18.0-1_amd64
  deb libnvidia-container-tools_1.18.0-1_amd64 'Depends: libnvidia-container1 (>= 1.18.0-1)'
  ships nvidia-container-toolkit-base /usr/bin/nvidia-ctk 0755 <"$FAKES/nvidia-ctk"
  runs nvidia-container-toolkit-base postinst <<<'if [ "$1" = configure ]; then
  /usr/bin/nvidia-ctk --quiet config --in-place
fi'
  deb nvidia-container-toolkit-base_1.18.0-1_amd64
  deb nvidia-container-toolkit_1.18.0-1_amd64 'Depends: nvidia-container-toolkit-base (= 1.18.0-1), libnvidia-container-tools'
}

# What Debian itself has for one of the storage drivers.
storage_packages() {
  ships fuse-overlayfs /usr/bin/fuse-overlayfs 0755 <<<'#!/bin/sh
echo "fuse-overlayfs: version 1.10"'
  deb fuse-overlayfs_1.10-1_amd64
}

fill_docker() {
  make_key docker
  publish_docker debian bookworm debian.12~bookworm
  publish_docker debian trixie debian.13~trixie
  publish_docker ubuntu noble ubuntu.24.04~noble
  fingerprint docker >"$SRV/docker/fingerprint"
}

publish_docker() { # DISTRIBUTION CODENAME RELEASE-SUFFIX
  local root=$SRV/docker/linux/$1 suite=$SRV/docker/linux/$1/dists/$2
  POOL=$suite/pool/stable/amd64
  mkdir -p "$POOL" "$suite/stable/binary-amd64"
  docker_packages "$3"
  index "$root" "$POOL" >"$suite/stable/binary-amd64/Packages"
  sign "$suite" docker@example.invalid stable/binary-amd64/Packages <<<"Origin: Docker
Label: Docker CE
Suite: $2
Codename: $2
Architectures: amd64
Components: stable"
  gpg --batch --yes --armor --export docker@example.invalid >"$root/gpg"
}

fill_toolkit() {
  local root=$SRV/libnvidia-container
  make_key libnvidia-container
  POOL=$root/stable/deb/amd64
  mkdir -p "$POOL"
  toolkit_packages
  index "$POOL" "$POOL" >"$POOL/Packages"
  sign "$POOL" libnvidia-container@example.invalid Packages <<<"Origin: https://nvidia.github.io/libnvidia-container
Label: NVIDIA CORPORATION
Architectures: amd64"
  gpg --batch --yes --armor --export libnvidia-container@example.invalid >"$root/gpgkey"
  fingerprint libnvidia-container >"$root/fingerprint"
}
