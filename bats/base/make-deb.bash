# Real little packages: deb builds one from the tree $STAGE/NAME into $POOL.
# shellcheck shell=bash

deb() { # NAME_VERSION_ARCH [FIELD…]
  local name version arch tree
  IFS=_ read -r name version arch <<<"$1"
  tree=$STAGE/$name
  mkdir -p "$tree/DEBIAN" "$tree/usr/share/doc/$name"
  printf '%s %s of the world\n' "$name" "$version" >"$tree/usr/share/doc/$name/copyright"
  {
    printf '%s\n' "Package: $name" "Version: $version" "Architecture: $arch" 'Maintainer: World <world@example.invalid>'
    printf '%s\n' 'Section: misc' 'Priority: optional' 'Installed-Size: 64' "Description: $name" "${@:2}"
  } >"$tree/DEBIAN/control"
  # Of use only where it is a fault point: dying in it leaves a package half installed.
  [[ ! -e $STAGE/$name.preinst ]] || maintainer_script "$name" preinst
  maintainer_script "$name" postinst
  maintainer_script "$name" prerm
  list_conffiles "$tree"
  dpkg-deb --root-owner-group -Zgzip --build "$tree" "$POOL" >/dev/null
  rm -r "$tree"
}

# Each script is a fault point where there are faults; what the package really does there stands in $STAGE/NAME.preinst, .postinst or .prerm.
maintainer_script() { # NAME preinst|postinst|prerm
  local script=$STAGE/$1/DEBIAN/$2
  {
    printf '%s\n' '#!/bin/sh' 'set -e' 'note=/usr/local/lib/ashlar-fakes/note' "[ ! -x \$note ] || \$note $2 $1 \"\$1\""
    if [[ -e $STAGE/$1.$2 ]]; then cat "$STAGE/$1.$2"; fi
  } >"$script"
  chmod 0755 "$script"
}

list_conffiles() { # TREE
  [[ -d $1/etc ]] || return 0
  (cd "$1" && find etc -type f -printf '/%p\n') >"$1/DEBIAN/conffiles"
}

# A file of the package that is built next, its content from stdin.
# A file as this machine has it, at the same place.
ships_own() { # NAME PATH [MODE]
  local file=$2
  ships "$1" "$file" "${3:-0644}" <"$2"
}

ships() { # NAME PATH [MODE]
  install -D -m "${3:-0644}" /dev/stdin "$STAGE/$1$2"
}

# What the package that is built next does in its script, from stdin.
runs() { # NAME preinst|postinst|prerm
  cat >"$STAGE/$1.$2"
}
