# What the world's Debian repository offers to containers beside what a host needs: everyday tools, locales, time zones and
# a Python that is the machine's own.
# shellcheck shell=bash

container_packages() {
  everyday_tools
  locales
  time_zones
  python
}

everyday_tools() {
  local package
  ships_own zstd /usr/bin/zstd 0755
  deb zstd_1.5.4-1_amd64
  for package in curl_7.88.1-10_amd64 wget_1.21.3-1_amd64 vim_9.0.1378-2_amd64 htop_3.2.2-2_amd64 git_2.39.5-0_amd64 rsync_3.2.7-1_amd64; do
    deb "$package"
  done
}

locales() {
  ships locales /usr/sbin/locale-gen 0755 <"$FAKES/locale-gen"
  ships locales /usr/share/i18n/SUPPORTED <<<'de_DE.UTF-8 UTF-8
de_DE ISO-8859-1
en_US.UTF-8 UTF-8
en_US ISO-8859-1'
  runs locales postinst <<<'if [ "$1" = configure ] && [ ! -e /etc/locale.gen ]; then
  sed "s/^/# /" /usr/share/i18n/SUPPORTED >/etc/locale.gen
fi'
  deb locales_2.36-9_all
}

time_zones() {
  ships tzdata /usr/share/zoneinfo/Etc/UTC <<<'UTC0'
  ships tzdata /usr/share/zoneinfo/Europe/Berlin <<<'CET-1CEST,M3.5.0,M10.5.0/3'
  deb tzdata_2025b-0_all
}

# Its library lies below /usr/lib, where a container sees it; without the interpreter, the wheels and ensurepip, which come
# with these packages, it is of no use.
python() {
  local interpreter release wheel
  interpreter=$(readlink -f /usr/bin/python3)
  release=${interpreter##*/}
  ships_own "$release-minimal" "$interpreter" 0755
  deb "$release-minimal_3.11.2-6_amd64"
  mkdir -p "$STAGE/python3/usr/bin"
  ln -s "$release" "$STAGE/python3/usr/bin/python3"
  deb python3_3.11.2-1_amd64 "Depends: $release-minimal"
  for wheel in /usr/share/python-wheels/*.whl; do ships_own python3-pip-whl "$wheel"; done
  deb python3-pip-whl_23.0.1-1_all
  mkdir -p "$STAGE/$release-venv/usr/lib/$release"
  cp -r -- "/usr/lib/$release/ensurepip" "$STAGE/$release-venv/usr/lib/$release/"
  deb "$release-venv_3.11.2-6_amd64" "Depends: $release-minimal, python3-pip-whl"
  deb python3-venv_3.11.2-1_amd64 "Depends: python3, $release-venv"
  ships python3-pip /usr/bin/pip3 0755 <<<'#!/bin/sh
exec /usr/bin/python3 -m pip "$@"'
  deb python3-pip_23.0.1-1_all 'Depends: python3'
  deb python3-dev_3.11.2-1_amd64 'Depends: python3'
}
