# Two sources that name one repository with different keys: then apt does nothing at all, for any package.
repository_is_named_once() { # <base>
  local distribution='' url=''
  read_distribution distribution || return
  repository_url url "$1" "$distribution"
  find_sources "$url"
  ((${#naming_files[@]} < 2)) || drift "at most one source that names $url" "${#naming_files[@]}, in ${naming_files[*]}"
}

keep_one_source() { # <base> <file that keeps it where it is one of them>
  local distribution='' url='' keeper
  read_distribution distribution
  repository_url url "$1" "$distribution"
  find_sources "$url"
  keeper=${naming_files[0]}
  [[ " ${naming_files[*]} " != *" $2 "* ]] || keeper=$2
  switch_off_sources "$url" "$keeper"
}
