# What does not fit here although a parent brought it is mended there, or here on demand.
release_fits() { # <path> <sha256> <container it is inherited from, or nothing>
  local answer=0
  release_is "$1" "$2" || answer=$?
  if ((answer == 1)); then
    advice='run the same command again: it is then installed anew'
    [[ -z $3 ]] || advice="it is inherited from container $3: run this for $3 and clone it again, or say --reinstall here"
  fi
  return "$answer"
}
