# What was tried last: the versions of the packages that a virtual environment is made with.
readonly venv_record=/var/lib/phoenix_hypervisor/python-venv

# A virtual environment was made, and its pip ran, with these very packages. What is installed is no proof: without
# ensurepip, which comes with another package, the command is there and fails.
python_makes_venvs() {
  local versions='' tried=''
  packages_are_known || return
  venv_packages versions
  [[ -n $versions && -x /usr/bin/python3 ]] || {
    drift 'python3 with venv and pip' "${versions:-neither is installed}"
    return
  }
  # Reading to the end of the file is what makes read answer 1.
  [[ ! -r $venv_record ]] || IFS= read -r -d '' tried <"$venv_record" || true
  [[ $tried == "$versions" ]] || drift 'a virtual environment made with the installed python3' 'none was made yet'
}

# One a line: name and version. The packages of a release have it in their names: python3.11-venv.
venv_packages() { # <result variable>
  local status name version list=''
  while read -r status name version; do
    [[ $status == ?i && $name =~ ^python3(\.[0-9]+)?(-venv|-minimal|-pip)?$ ]] || continue
    list+="$name $version"$'\n'
  done <<<"$installed_packages"
  printf -v "$1" '%s' "$list"
}

# Made with all that a service would get, tried, and taken away again.
try_venv() {
  local place=$run_directory/venv versions=''
  run /usr/bin/python3 -m venv "$place"
  run "$place/bin/python3" -m pip --version
  rm --recursive --force -- "$place"
  venv_packages versions
  mkdir --parents -- "${venv_record%/*}"
  replace_file "$venv_record" 0644 "$versions"
}
