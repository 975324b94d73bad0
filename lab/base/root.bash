# What both kinds of root filesystem go through.
# shellcheck shell=bash

PROJECT=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
readonly PROJECT

unpack() { # TAR DIRECTORY
  tar --extract --file "$1" --directory "$2" --numeric-owner --preserve-permissions --xattrs --xattrs-include='*'
  mkdir "$2"/{dev,proc,sys}
}

# The lab has one archive for all, and its key lies where the distribution's own does.
trust_archive() { # ROOT
  local key
  rm --force -- "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/* "$1"/etc/apt/trusted.gpg.d/*
  for key in "$1"/usr/share/keyrings/{debian,ubuntu}-archive-keyring.gpg; do
    rm --force -- "$key"
    install -m 0644 -- "${LAB_SET:?}/keys/archive.gpg" "$key"
  done
}

# What runs at its own times would take apt's locks; what has no terminal needs no login.
mask_units() { # ROOT UNIT…
  local unit
  for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
    logrotate.timer getty.target console-getty.service "${@:2}"; do
    ln --symbolic --force -- /dev/null "$1/etc/systemd/system/$unit"
  done
}

# Each start and each change of a unit would run all of them, and these find nothing here.
mask_generators() { # ROOT
  local folder=$1/etc/systemd/system-generators name
  mkdir --parents -- "$folder"
  for name in cryptsetup debug gpt-auto hibernate-resume integritysetup rc-local run system-update veritysetup; do
    ln --symbolic -- /dev/null "$folder/systemd-$name-generator"
  done
}

# Runs a script of this project in the root, with nothing of the machine but the project at /mnt.
dress() { # ROOT SCRIPT ARGUMENT…
  bwrap --unshare-all --die-with-parent --bind "$1" / --ro-bind "$PROJECT" /mnt --dev /dev --proc /proc --tmpfs /tmp \
    --clearenv --setenv PATH /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin --setenv HOME /root --chdir / \
    --setenv DEBIAN_URI http://mirror.example:8080/debian -- "/mnt/lab/base/$2" "${@:3}"
}
