# The compiler of this release says so itself, and /usr/local/cuda leads to it.
nvcc_is() { # <CUDA release> [container that the toolkit is inherited from, or nothing]
  local compiler=/usr/local/cuda-$1/bin/nvcc answer=''
  [[ -e $compiler ]] || {
    advise_toolkit "$@"
    drift "$compiler" 'nothing'
    return
  }
  if ! probe answer "$compiler" --version || [[ ! $answer =~ 'release '([0-9]+\.[0-9]+) ]]; then
    cannot_tell "what $compiler --version says" "exit code $last_exit, ${answer:-nothing}"
    return
  fi
  [[ ${BASH_REMATCH[1]} == "$1" ]] || {
    drift "nvcc of release $1" "release ${BASH_REMATCH[1]}"
    return
  }
  [[ /usr/local/cuda -ef /usr/local/cuda-$1 ]] || drift "/usr/local/cuda leading to cuda-$1" 'it does not'
}

# Of several toolkits the newest takes /usr/local/cuda by itself; here the choice is the configuration's.
choose_cuda() { # <CUDA release> [container that the toolkit is inherited from, or nothing]
  advise_toolkit "$@"
  run update-alternatives --set cuda "/usr/local/cuda-$1"
}

# No choice brings a compiler that is not there.
advise_toolkit() { # <CUDA release> [container that the toolkit is inherited from, or nothing]
  advice="apt-get install --reinstall cuda-nvcc-${1//./-}"
  [[ -z ${2:-} ]] || advice="it is inherited from container $2: run this for $2 and clone it again, or say --reinstall here"
}
