# Given: what the repositories of the world offer, beyond what they were built with.
# shellcheck shell=bash

# A package that apt knows from the next update on.
given_package() { # debian|cuda NAME_VERSION_ARCH [FIELD…]
  change_repository "$1" package "${@:2}"
}

# All versions of a package are gone.
given_no_package() { # debian|cuda NAME
  change_repository "$1" withdraw "$2"
}

given_cuda_release() { # expired|unsigned|other-key
  change_repository cuda "$1"
}

change_repository() { # debian|cuda ACTION [ARGUMENT…]
  "$BATS_WORLD/sandbox" "$WORLD" --bind "$BATS_WORLD:/mnt" -- \
    /mnt/base/change-repository "$1" "$VARIANT" "${@:2}" >"$WORLD/out/given" 2>&1 || { cat "$WORLD/out/given" >&2; return 1; }
}
