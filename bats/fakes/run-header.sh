#!/bin/sh
# The self-extracting head of the `.run`, as NVIDIA's makeself fork behaves. nvidia.md §1.7
# build-run fills in the fields between @; the archive follows after the last line.
VERSION=@VERSION@
LINES_OF_HEADER=@LINES@
CRC=@CRC@
MD5=@MD5@
LABEL="NVIDIA Accelerated Graphics Driver for Linux-x86_64 $VERSION"
self=$0

/usr/local/lib/ashlar-fakes/note "${self##*/}" "$@" || exit $?

# The path and the options are split at blanks, as in the original: neither may contain one.
archive() { eval "tail -n +$((LINES_OF_HEADER + 1)) $self"; }

verify() { # <exit code on mismatch>
  [ "${SETUP_NOCHECK:-}" != 1 ] || return 0
  sum=$(archive | cksum)
  if [ "${sum%% *}" != "$CRC" ]; then
    echo "Error in CRC checksums: ${sum%% *} is different from $CRC" >&2
    exit "$1"
  fi
  sum=$(archive | md5sum)
  if [ "${sum%% *}" != "$MD5" ]; then
    echo "Error in MD5 checksums: ${sum%% *} is different from $MD5" >&2
    exit "$1"
  fi
}

case ${1:-} in
  --help | -h | -A) echo "Usage: $self [options]" && exit 0 ;;
  --info) echo "Identification: $LABEL" && exit 0 ;;
  --list) archive | tar tf - && exit 0 ;;
  --lsm | --label) echo "$LABEL" && exit 0 ;;
  --check) verify 2 && echo "Verifying archive integrity... OK" && exit 0 ;;
  --version-string | --pkg-version) echo "$VERSION" && exit 0 ;;
  --target-os) echo Linux && exit 0 ;;
  --target-arch) echo x86_64 && exit 0 ;;
  --target-directory) echo "NVIDIA-Linux-x86_64-$VERSION" && exit 0 ;;
  *) ;;
esac

keep='' extract_only='' target='' tmpdir='' forward=''
while [ -n "${1:-}" ]; do
  case $1 in
    --extract-only | -x) extract_only=y keep=y && shift ;;
    --keep) keep=y && shift ;;
    --target) target=$2 keep=y && shift 2 ;;
    --tmpdir) tmpdir=$2 forward="$forward --tmpdir $2" && shift 2 ;;
    *) forward="$forward $1" && shift ;;
  esac
done

place=${tmpdir:-${TMPDIR:-/tmp}}
if [ "$(cat /world/noexec 2>/dev/null)" = "$place" ]; then
  echo "Temporary directory $place is not executable - use the --tmpdir option" >&2
  exit 1
fi
if [ -z "$target" ]; then
  if [ -n "$keep" ]; then target=$PWD/NVIDIA-Linux-x86_64-$VERSION; else target=$(mktemp -d "$place/makeself.XXXXXXXX")/run; fi
fi
if [ -e "$target" ]; then
  echo "The directory '$target' already exists.  Please either specify a different target" >&2
  exit 1
fi

echo "Verifying archive integrity... OK"
verify 2
echo "Uncompressing $LABEL..."
mkdir -p "$target" 2>/dev/null
if [ -e /world/run-enospc ] || ! archive | tar xf - -C "$target" 2>/dev/null; then
  echo "Extraction failed." >&2
  [ -n "$keep" ] || rm -rf "${target%/run}"
  kill -15 $$
fi
[ -z "$extract_only" ] || exit 0

status=0
(cd "$target" && eval "./nvidia-installer $forward") || status=$?
[ -n "$keep" ] || rm -rf "${target%/run}"
exit "$status"
