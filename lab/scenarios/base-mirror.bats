#!/usr/bin/env bats
# The lab's mirror: another root, address and world than a scenario's in the sandbox.
bats_require_minimum_version 1.5.0

setup() {
  export MIRROR=$BATS_TEST_DIRNAME/../base/mirror ROOT=$BATS_TEST_TMPDIR/root WORLD=$BATS_TEST_TMPDIR/world
  mkdir -p "$ROOT/cuda/repos" "$WORLD"
  echo one >"$ROOT/cuda/repos/one"
  echo two >"$ROOT/two"
}

# Beside a mirror, in a network of its own where the port is free.
beside_mirror() { # SHELL-TEXT
  unshare --net bash -c '
    ip link set lo up
    exec {words}< <(exec "$MIRROR" "$ROOT" 127.0.0.1 8080 "$WORLD")
    mirror=$!
    trap "kill $mirror" EXIT
    read -r -u "$words"
    get() { wget --quiet --tries=1 --timeout=5 --output-document=- "http://127.0.0.1:8080$1"; }
    until_it() { for ((n = 0; n < 100; n++)); do ! "$@" >/dev/null 2>&1 || return 0; sleep 0.05; done; return 1; }
    listens() { (: </dev/tcp/127.0.0.1/8080); }
    refuses() { ! listens; }
    set -e
    '"$1"
}

@test "it serves the root it is given, and notes the requests in its world" {
  run beside_mirror 'get /two; get /cuda/repos/one; ! get /three'
  ((status == 0))
  [[ $output == $'two\none' ]]
  [[ $(<"$WORLD/requests") == $'GET /two 200\nGET /cuda/repos/one 200\nGET /three 404' ]]
}

@test "a fault begins and ends with its line, while the mirror runs" {
  run beside_mirror 'echo "404 /two" >"$WORLD/mirror-fault"; ! get /two; rm "$WORLD/mirror-fault"; get /two'
  ((status == 0))
  [[ $output == two ]]
}

@test "a fault of a folder is one of all below it, and of nothing else" {
  echo '404 /cuda/' >"$WORLD/mirror-fault"
  run beside_mirror '! get /cuda/repos/one; get /two'
  ((status == 0))
  [[ $output == two ]]
}

@test "refused: nobody listens while it says so, though the world is made anew meanwhile" {
  run beside_mirror '
    get /two
    echo refused >"$WORLD/mirror-fault"
    until_it refuses
    mv "$WORLD" "$WORLD.old"
    mkdir "$WORLD"
    until_it listens
    get /cuda/repos/one'
  ((status == 0))
  [[ $output == $'two\none' ]]
}

@test "without its arguments it says how it is called" {
  run "$MIRROR" "$ROOT"
  ((status == 2))
  [[ $output == 'Usage: mirror ROOT ADDRESS PORT WORLD' ]]
}
