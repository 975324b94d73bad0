# Unpacked beside what is used, and then in its place; the archive is gone when this ends, however it ends.
unpack_archive() { # <archive> <path> <sha256>
  local release=''
  trap 'rm --recursive --force -- /var/lib/phoenix_hypervisor/brought' EXIT
  release_directory release "$2" "$3"
  if ! release_is_complete "$release" "$3"; then
    is_agreed archive_fits "$1" "$release"
    begin_release "$release"
    run tar --extract --verbose --no-same-owner --file "$1" --directory "$release"
    note_unpacked "$release" "$3"
  fi
  use_release "$2" "$3"
}

# Compressed programs grow to about the double.
archive_fits() { # <archive> <directory>
  local size=''
  probe size stat --format=%s -- "$1" || size=''
  [[ $size =~ ^[0-9]+$ ]] || {
    cannot_tell "the size of $1" "${size:-nothing}"
    return
  }
  has_room "${2%/*}" "$((3 * size))" "what is in ${1##*/}"
}

# tar says each name; what it says beside that names no file.
note_unpacked() { # <directory> <sha256>
  local line names=()
  while IFS= read -r line; do
    [[ ! -e $1/$line && ! -L $1/$line ]] || names+=("$line")
  done <"$last_output"
  ((${#names[@]} > 0)) || fail_step 'there is nothing in the archive'
  end_release "$1" "$2" "${names[@]}"
}
