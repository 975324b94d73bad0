# Where this machine itself gets Debian from: the archive keeps all releases at one place.
# shellcheck shell=bash

archive() {
  local uri release component
  while read -r uri release component; do
    case $release:$component in
      bullseye:main | bookworm:main | trixie:main | forky:main | sid:main | *stable:main | testing:main)
        printf '%s\n' "$uri"
        return
        ;;
      *) ;;
    esac
  done < <(apt-get indextargets --format "\$(REPO_URI) \$(RELEASE) \$(COMPONENT)" 'Created-By: Packages')
  printf 'no archive of Debian among this machine'\''s sources of apt\n' >&2
  return 1
}
