# What is missing here although a parent brought it is mended there, or here on demand.
packages_are_there() { # <container they are inherited from, or nothing> <name or names…>
  local answer=0
  packages_are_installed "${@:2}" || answer=$?
  if ((answer == 1)) && [[ -n $1 ]]; then
    advice="they are inherited from container $1: run this for $1 and clone it again, or say --reinstall here"
  fi
  return "$answer"
}
