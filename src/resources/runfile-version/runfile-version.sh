# The name of the file carries the version that the configuration asks for: NVIDIA-Linux-x86_64-580.76.05.run.
file_names_version() { # <URL or path> <version>
  local name=${1##*/}
  [[ $name =~ ^NVIDIA-Linux-[a-z0-9_]+-([0-9.]*[0-9])(-[a-z0-9-]+)?\.run$ ]] || {
    advice='give the file the name that NVIDIA gave it'
    drift "a file called NVIDIA-Linux-x86_64-$2.run" "$name"
    return
  }
  [[ ${BASH_REMATCH[1]} == "$2" ]] || {
    advice='make nvidia_driver.version and the file in nvidia_driver.runfile_url the same driver'
    drift "a file of version $2" "$name"
  }
}
