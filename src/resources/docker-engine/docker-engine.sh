# A package of the engine, as apt takes it: of its version where one is configured. Docker's versions have an epoch.
name_docker_package() { # <result variable> <package> <version or nothing>
  printf -v "$1" '%s' "$2${3:+=5:$3-*}"
}

# What a storage driver needs beside the kernel: a package, or a feature of Proxmox. Nothing for all but one.
choose_for_fuse() { # <result variable> <storage driver or nothing> <what is needed>
  local needed=''
  [[ $2 != fuse-overlayfs ]] || needed=$3
  printf -v "$1" '%s' "$needed"
}

# What is at work, from the engine itself.
docker_engine_answers() { # <version or nothing> <storage driver or nothing> <runtime or nothing> <container it is inherited from, or nothing>
  local answer='' version driver runtimes
  command -v docker >/dev/null || {
    advise_docker "$4"
    drift "Docker's client" 'no command docker'
    return
  }
  # Its socket would start one that stands still.
  systemctl is-active --quiet docker.service || {
    drift "Docker's engine at work" 'docker.service is not active'
    return
  }
  # Without a server the client still answers, and leaves the fields empty.
  probe answer timeout --kill-after=5 30 docker info --format '{{.ServerVersion}} {{.Driver}} {{json .Runtimes}}' || answer=''
  read -r version driver runtimes <<<"$answer"
  [[ $version =~ ^[0-9] && $runtimes == '{'* ]] || {
    advice='see in the container why: journalctl --unit docker.service'
    cannot_tell "what Docker's engine says of itself" "${answer:-nothing} (exit code $last_exit of docker info)"
    return
  }
  [[ -z $1 || $version == "$1" ]] || {
    advise_docker "$4"
    drift "Docker's engine $1" "$version"
    return
  }
  [[ -z $2 || $driver == "$2" ]] || {
    advice='what the engine has stored belongs to its driver: see docker info in the container'
    drift "storage driver $2" "$driver"
    return
  }
  [[ -z $3 || $runtimes == *"\"$3\":"* ]] || drift "an engine that offers runtime $3" "$runtimes"
}

advise_docker() { # <container it is inherited from, or nothing>
  advice='run the same command again: it is then installed anew'
  [[ -z $1 ]] || advice="it is inherited from container $1: run this for $1 and clone it again, or say --reinstall here"
}
