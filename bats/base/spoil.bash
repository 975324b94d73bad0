# Takes away what makes a repository trustworthy or whole; needs repository.bash.
# shellcheck shell=bash

spoil() { # DIRECTORY-OF-RELEASE KEY HOW
  local files file
  mapfile -t files < <(sed -n 's/^ [0-9a-f]* [0-9]* //p' "$1/Release")
  case $3 in
    unsigned) rm -- "$1/InRelease" "$1/Release.gpg" ;;
    bad-signature) sed -i 's/^Label: /&not /' "$1/InRelease" "$1/Release" ;;
    expired) sign_again "$1" "$2" 'Valid-Until: Wed, 01 Jan 2020 00:00:00 UTC' ;;
    other-key)
      make_key stranger
      sign_again "$1" stranger@example.invalid
      ;;
    half-synced) for file in "${files[@]}"; do printf '\n' >>"$1/$file"; done ;;
    *)
      printf 'no such way to spoil a repository: %s\n' "$3" >&2
      return 1
      ;;
  esac
}

# The fields are read first: `sign` writes the file anew.
sign_again() { # DIRECTORY-OF-RELEASE KEY [FIELD…]
  local fields
  fields=$(sed '/^Date: /,$d' "$1/Release")
  printf '%s\n' "$fields" "${@:3}" | sign "$1" "$2" "${files[@]}"
}
