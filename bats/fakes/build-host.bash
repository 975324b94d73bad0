# What the tests of the fakes share: a host that can build a driver, without the packages that make it one.
# shellcheck shell=bash

export RUN_580=/srv/NVIDIA-Linux-x86_64-580.76.05.run
export RUN_570=/srv/NVIDIA-Linux-x86_64-570.124.06.run
export HOST_FLAGS=(--silent --no-x-check --no-nouveau-check --dkms)
export CONTAINER_FLAGS=(--silent --no-kernel-module --no-nouveau-check --no-x-check
  --no-check-for-alternate-installs --no-distro-scripts --skip-depmod --no-systemd --no-install-compat32-libs)

given_build_host() {
  given_host
  local upper=${WORLD:?}/upper
  mkdir -p "$upper/var/lib/dpkg/info" "$upper/usr/src/linux-headers-${KERNEL:?}" "$upper/usr/sbin"
  : >"$upper/var/lib/dpkg/info/gcc.list"
  install -m 0755 "${BATS_WORLD:?}/fakes/dkms" "$upper/usr/sbin/dkms"
}
