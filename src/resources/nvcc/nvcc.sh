# The compiler of this release says so itself, and /usr/local/cuda leads to it.
nvcc_is() { # <CUDA release>
  local compiler=/usr/local/cuda-$1/bin/nvcc answer=''
  [[ -e $compiler ]] || {
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
choose_cuda() { # <CUDA release>
  advice="apt-get install --reinstall cuda-nvcc-${1//./-}"
  run update-alternatives --set cuda "/usr/local/cuda-$1"
}
