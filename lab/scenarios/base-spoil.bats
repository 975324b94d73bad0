#!/usr/bin/env bats
# What apt says of a repository that was spoiled.
bats_require_minimum_version 1.5.0

setup_file() {
  local base
  base=$(cd "$BATS_TEST_DIRNAME/../../bats/base" && pwd)
  # gpg's socket lies in there, and the path of a socket is short.
  KEYS=$(mktemp -d)
  export KEYS SRV=$BATS_FILE_TMPDIR/srv STAGE=$BATS_FILE_TMPDIR/stage
  export GNUPGHOME=$KEYS POOL=$SRV/cuda/repos/debian12/x86_64 CODENAME
  mkdir -p "$POOL" "$STAGE" "$SRV/debian/pool"
  # shellcheck source=bats/base/variant.bash
  . "$base/variant.bash"
  # shellcheck source=bats/base/make-deb.bash
  . "$base/make-deb.bash"
  # shellcheck source=bats/base/repository.bash
  . "$base/repository.bash"
  make_key 3bf863cc
  make_key debian
  deb small_1.0_all
  cp "$POOL"/*.deb "$SRV/debian/pool/"
  publish_cuda debian12
  publish_debian "$SRV/debian/pool" bookworm
  gpg --batch --export >"$BATS_FILE_TMPDIR/trusted.gpg"
}

teardown_file() {
  gpgconf --kill all
  rm -r "$KEYS"
}

setup() {
  cp -r "$BATS_FILE_TMPDIR/srv" "$BATS_TEST_TMPDIR/srv"
  export SRV=$BATS_TEST_TMPDIR/srv
}

spoil() { "$BATS_TEST_DIRNAME/../base/spoil" "$SRV" "$@"; } # debian|cuda DISTRIBUTION HOW

update() { # REPOSITORY AND SUITE, as a line of apt's sources has them
  local own=$BATS_TEST_TMPDIR/apt
  mkdir -p "$own/lists/partial" "$own/cache/archives/partial"
  printf 'deb [signed-by=%s] file:%s/%s\n' "$BATS_FILE_TMPDIR/trusted.gpg" "$SRV" "$1" >"$own/sources.list"
  run apt-get -o Dir::Etc::sourcelist="$own/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$own/lists" \
    -o Dir::State::status=/dev/null -o Dir::Cache="$own/cache" -o APT::Sandbox::User=root \
    -o Acquire::Check-Date=true -o Acquire::Check-Valid-Until=true update # whatever this machine's own apt was told
}

cuda() { update 'cuda/repos/debian12/x86_64/ /'; }
archive() { update 'debian bookworm main'; }

refused() { # REGEX
  echo "$output"
  ((status == 100))
  [[ $output =~ $1 ]]
}

@test "unspoiled, apt takes both" {
  cuda && ((status == 0))
  archive && ((status == 0))
}

@test "unsigned" {
  spoil cuda debian12 unsigned
  cuda
  refused 'is not signed'
}

@test "a signature that does not fit" {
  spoil cuda debian12 bad-signature
  cuda
  refused 'BADSIG|manipulated'
}

@test "a signature by a key that nobody trusts, made of none that is kept" {
  spoil cuda debian12 other-key
  cuda
  refused 'NO_PUBKEY|Missing key'
  run gpg --homedir "$KEYS" --list-keys stranger@example.invalid
  ((status != 0))
}

@test "expired" {
  spoil cuda debian12 expired
  cuda
  refused 'is expired'
}

@test "half-synced: the lists are newer than what is signed" {
  spoil cuda debian12 half-synced
  cuda
  refused 'Mirror sync in progress|Hash Sum mismatch'
}

@test "the distribution's own archive can be spoiled as well" {
  spoil debian debian12 expired
  archive
  refused 'is expired'
  cuda
  ((status == 0))
}

@test "what cannot be spoiled, or not so, is an error" {
  run spoil cuda debian12 gently
  ((status == 1))
  [[ $output == *'no such way to spoil a repository: gently'* ]]
  run spoil pve debian12 expired
  ((status == 2))
}
