# Digests of application scripts by path: many containers may have one.
declare -gA application_digests=()

# Nothing where there is no such file: that is a precondition's to tell.
tell_application_digest() { # <result variable> <directory> <script>
  printf -v "$1" '%s' ''
  [[ -n $3 ]] || return 0
  local script_path=$2/$3 script_digest=''
  if [[ -r $script_path && ! -v application_digests[$script_path] ]]; then
    digest_of script_digest "$script_path" || script_digest=''
    application_digests[$script_path]=$script_digest
  fi
  printf -v "$1" '%s' "${application_digests[$script_path]:-}"
}
