# The host can do without a toolkit.
host_toolkit_is_published() { # <CUDA release> <base>
  local distribution=''
  read_distribution distribution || return
  warn_of_new_libc "$1"
  toolkit_is_published "$1" "$2" "$distribution" || {
    advice='take a release that is published, name a mirror in cuda_repo_base_url, or set host_toolkit to false'
    return 1
  }
}
