# An account of the system with this home, that nobody logs in with.
system_user_is() { # <name> <home>
  local name home shell described=''
  while IFS=: read -r name _ _ _ _ home shell; do
    [[ $name != "$1" ]] || described="home $home, shell $shell"
  done </etc/passwd
  [[ $described == "home $2, shell "*/@(nologin|false) ]] \
    || drift "user $1 with home $2 that cannot log in" "${described:-no such user}"
}

# One that is there keeps its number, and what belongs to it.
make_system_user() { # <name> <home>
  local account=(--home-dir "$2" --shell /usr/sbin/nologin)
  if is_known_user "$1"; then
    run usermod "${account[@]/--home-dir/--home}" "$1"
  else
    run useradd --system --user-group --no-create-home "${account[@]}" "$1"
  fi
}

is_known_user() { # <name>
  local name
  while IFS=: read -r name _; do
    if [[ $name == "$1" ]]; then return 0; fi
  done </etc/passwd
  return 1
}
