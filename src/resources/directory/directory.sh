# A directory is there, with this mode, root's.
directory_is() { # <path> <mode>
  [[ -e $1 || -L $1 ]] || {
    drift "a directory with mode $2" 'nothing'
    return
  }
  [[ -d $1 ]] || {
    cannot_tell 'a directory' 'something else in its place, which is not ours to remove'
    return
  }
  [[ -v file_facts[$1] ]] || {
    cannot_tell "what stat says of $1" 'nothing'
    return
  }
  [[ ${file_facts[$1]} == "$2 root:root "* ]] || drift "mode $2, root:root" "${file_facts[$1]% * * *}"
}

make_directory() { # <path> <mode>
  mkdir --parents -- "$1"
  chown root:root -- "$1"
  chmod -- "$2" "$1"
}
