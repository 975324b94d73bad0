# Packages of Debian's that a feature installs and nothing in a lab runs: a name, a version, and commands that say so.
# shellcheck shell=bash

# Which of them a release has for real is in its pool already.
tools() { # POOL
  local name version commands
  while read -r name version commands; do
    compgen -G "$1/${name}_*.deb" >/dev/null || tool "$name" "$version" "$commands"
  done <<'END'
git 1:2.39.5-0+deb12u2 git
htop 3.2.2-2 htop
rsync 3.2.7-1+deb12u2 rsync
s-tui 1.1.4-1 s-tui
vim 2:9.0.1378-2+deb12u2 vim
tmux 3.3a-3 tmux
lsb-release 12.0-1 lsb_release
apt-transport-https 2.6.1 -
software-properties-common 0.99.30-4.1~deb12u1 add-apt-repository
iptables 1.8.9-2 iptables
pigz 2.6-1 pigz
python3-dev 3.11.2-1+b1 -
cmake 3.25.1-1 cmake
ninja-build 1.11.1-2~deb12u1 ninja
libnuma1 2.0.16-1 -
zstd 1.5.4+dfsg2-5 zstd
END
}

tool() { # NAME VERSION COMMAND|-
  [[ $3 == - ]] || ships "$1" "/usr/bin/$3" 0755 <<<"#!/bin/sh
echo '$3 $2 (a stand-in)'"
  deb "$1_$2_amd64"
}

# The bundle that all programs read, without the links beside it: making these takes five hundred programs, and no server
# here shows a certificate.
certificates() { # POOL
  local real=("$1"/ca-certificates_*.deb) name
  name=${real[0]##*/}
  dpkg-deb --fsys-tarfile "${real[0]}" | tar --extract --to-stdout --wildcards './usr/share/ca-certificates/*.crt' \
    | ships ca-certificates /etc/ssl/certs/ca-certificates.crt
  rm -- "${real[0]}"
  deb "${name%.deb}"
}
