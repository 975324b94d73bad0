#!/usr/bin/env bats
# The cache is built in parts, and a build may be killed at any time. The parts here are stand-ins, made in a moment;
# the cache is one on a file system of the test's own.
bats_require_minimum_version 1.5.0

setup() {
  WORK=$BATS_TEST_TMPDIR
  PROJECT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
  export TRIAL=$WORK/trial
  mkdir -p "$WORK/project/lab" "$WORK/cache" "$TRIAL"
  cp -r "$PROJECT/bats" "$WORK/project/"
  cp -r "$PROJECT/lab/base" "$WORK/project/lab/"
  for part in bare bashes container host keys srv unprivileged; do stand_in "$part"; done
}

stand_in() { # KIND OF PART
  cat >"$WORK/project/lab/base/parts/$1" <<'END'
#!/usr/bin/env bash
set -e
echo "$1" >>"$TRIAL/built"
echo half >"$2/content"
if [[ -e $TRIAL/fail-$1 ]]; then echo "no network for $1"; exit 1; fi
if [[ -e $TRIAL/hang-$1 ]]; then exec sleep "77.$BATS_ROOT_PID"; fi
echo whole >"$2/content"
END
}

build() { (become_build "$@"); } # PART…
become_build() { in_cache "$WORK/project/lab/base/build" "$@"; } # PART…

in_cache() { # COMMAND…; the process becomes it
  exec unshare --mount --propagation private bash -c 'mount --bind "$1" /var/cache; exec "${@:2}"' in_cache "$WORK/cache" "$@"
}

store() { ls -A "$WORK/cache/ashlar-lab/store"; }
built() { sort "$TRIAL/built" 2>/dev/null | paste -sd' '; }

await() { # COMMAND…
  local tries
  for ((tries = 0; tries < 200; tries++)); do
    if "$@"; then return; fi
    sleep 0.05
  done
  echo "in vain: $*"
  return 1
}

sleeps() { pgrep -f "^sleep 77[.]$BATS_ROOT_PID\$" >/dev/null; }
sleeps_no_more() { ! sleeps; }

@test "all parts are built, each is told, and the directory is printed" {
  run --separate-stderr build
  ((status == 0))
  [[ $output == /var/cache/ashlar-lab/* ]]
  ((${#stderr_lines[@]} == 13))
  [[ $stderr == *"host-debian12 "*" s"* ]]
  for part in srv host-debian{12,13} {debian12,debian13,ubuntu2404}{,-unprivileged}; do
    [[ $(in_cache cat "$output/$part/content") == whole ]]
  done
}

@test "only root sees the cache" {
  build keys
  [[ $(stat -c %a "$WORK/cache/ashlar-lab") == 700 ]]
}

@test "a second build builds nothing and says nothing" {
  first=$(build)
  rm "$TRIAL/built"
  run --separate-stderr build
  [[ $output == "$first" && -z $stderr && -z $(built) ]]
}

@test "a part is built with what it needs, and nothing else" {
  build debian13-unprivileged
  [[ $(built) == 'bare-debian13 debian13 debian13-unprivileged keys' ]]
}

@test "a change is built anew with all that is made of it, and the rest stays" {
  first=$(build)
  rm "$TRIAL/built"
  echo '# changed' >>"$WORK/project/lab/base/parts/container"
  second=$(build)
  [[ $first != "$second" ]]
  [[ $(built) == 'debian12 debian12-unprivileged debian13 debian13-unprivileged ubuntu2404 ubuntu2404-unprivileged' ]]
}

@test "a part that cannot be built ends the build with its last words" {
  touch "$TRIAL/fail-bare-debian12"
  run --separate-stderr build
  ((status == 1))
  [[ -z $output && $stderr == *'no network for bare-debian12'*'bare-debian12 could not be built'* ]]
  rm "$TRIAL/fail-bare-debian12"
  build
}

@test "a killed build leaves no process, and no half part for the next" {
  for signal in KILL TERM INT; do
    touch "$TRIAL/hang-host-debian12"
    become_build >/dev/null 3>&- &
    await sleeps
    kill "-$signal" "$!"
    wait "$!" || true
    await sleeps_no_more
    rm "$TRIAL/hang-host-debian12"
    dir=$(build)
    [[ $(in_cache cat "$dir/host-debian12/content") == whole ]]
    [[ $(store) != *.new* ]]
    echo "# after $signal" >>"$WORK/project/lab/base/parts/host"
  done
}

@test "of two builds at once the second waits, and finds all done" {
  build >"$WORK/first" 3>&- &
  run --separate-stderr build
  wait "$!"
  [[ $output == "$(<"$WORK/first")" ]]
  [[ $(sort "$TRIAL/built" | uniq --repeated) == '' ]]
}

@test "what nobody used for an hour goes, but not what a lab holds" {
  old=$(build debian12) && old=$WORK/cache/${old#/var/cache/}
  touch -d '2 hours ago' "$old"
  echo '# changed' >>"$WORK/project/lab/base/parts/container"
  exec {held}<"$old"
  flock --shared "$held"
  build debian12
  [[ -e $old ]]
  exec {held}<&-
  build debian12
  [[ ! -e $old ]]
  [[ $(store | grep -c '^debian12-') == 1 ]]
}

@test "what is missing on the machine is named, all of it" {
  mkdir "$WORK/bin"
  for command in bash dirname sed cat flock gpg dpkg-deb; do ln -s "$(command -v "$command")" "$WORK/bin/"; done
  run env PATH="$WORK/bin" "$WORK/project/lab/base/build"
  ((status == 1))
  [[ $output == *'apt-get install mmdebstrap bubblewrap zstd'* ]]
}
