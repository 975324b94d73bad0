#!/usr/bin/env bats
# A container's own apt meets a repository that is gone or cannot be trusted: the step in the container says so, nothing is
# half done, and the next run converges when it is over.
load ../lab

readonly NVCC=/cuda/repos/debian12/x86_64/cuda-nvcc-12-8_12.8.93-1_amd64.deb

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

# It has the driver and is still to get repository and toolkit; it starts with its host.
given_container_without_toolkit() {
  lab_state container-without-toolkit make_container_without_toolkit
  given_booted 901
}

make_container_without_toolkit() {
  given_converged_host
  given_late 0 0
  given_container 901 'onboot: 1'
  given_mirror '404 /cuda/'
  run_script "$CONTAINER_SCRIPT" 901
  exits 1
  ended_at cuda_repository
  given_mirror
}

toolkit_comes() { # STEP…: that are still to be changed
  given_mirror
  run_script "$CONTAINER_SCRIPT" 901
  toolkit_has_come "$@"
}

toolkit_has_come() { # STEP…
  exits 0
  changed_only "$@"
  container_package 901 cuda-toolkit-12-8 installed
  container_package 901 cuda-drivers absent
}

list_is_refused() { # WORDS OF APT
  run_script "$CONTAINER_SCRIPT" 901
  exits 1
  ended_at cuda_repository
  says "^ +\| +[EW]: .*$1"
  [[ -z $(in_container 901 find /var/lib/apt/lists -maxdepth 1 -name '*cuda*') ]] || fails 'lists of the repository' none some
  container_package 901 cuda-toolkit-12-8 absent
}

@test 'the mirror has no such repository any more' {
  given_container_without_toolkit
  given_mirror '404 /cuda/'
  list_is_refused 'does not have a Release file'
  toolkit_comes cuda_repository cuda_toolkit
}

@test 'nobody listens at the mirror' {
  given_container_without_toolkit
  given_refusing_mirror
  list_is_refused 'Could not connect to mirror\.example:8080 .*Connection refused'
  given_listening_mirror
  toolkit_comes cuda_repository cuda_toolkit
}

@test 'the repository answers 503 to the first requests of each file: asked again' {
  given_container_without_toolkit
  given_mirror '503 2 /cuda/'
  run_script "$CONTAINER_SCRIPT" 901
  toolkit_has_come cuda_repository cuda_toolkit
}

@test 'the connection breaks off within a package: apt asks again' {
  given_container_without_toolkit
  given_mirror "truncate 700 $NVCC"
  run_script "$CONTAINER_SCRIPT" 901
  toolkit_has_come cuda_repository cuda_toolkit
}

@test 'one byte of a package is another: none is installed' {
  given_container_without_toolkit
  given_mirror "corrupt $NVCC"
  run_script "$CONTAINER_SCRIPT" 901
  exits 1
  ended_at cuda_toolkit
  says '^ +\| +E: Failed to fetch .* Hash Sum mismatch$'
  container_package 901 cuda-nvcc-12-8 absent
  toolkit_comes cuda_toolkit
}

signature_is_refused() { # HOW WORDS OF APT
  given_container_without_toolkit
  given_cuda_release "$1"
  list_is_refused "$2"
  given_cuda_release whole
  toolkit_comes cuda_repository cuda_toolkit
}

@test 'the repository is half synced' { signature_is_refused half-synced 'Mirror sync in progress\?'; }
@test 'the signature of the repository is bad' { signature_is_refused bad-signature 'BADSIG'; }
@test 'the repository is signed by a key that nobody knows' { signature_is_refused other-key 'NO_PUBKEY'; }
@test 'the release of the repository has expired' { signature_is_refused expired 'Release file for .* is expired'; }

# ── the key, which the host fetches for its containers ──

@test 'the host cannot fetch the key: the container is as it was' {
  given_container_without_toolkit
  in_container 901 rm -f /etc/apt/sources.list.d/phoenix-cuda.sources /usr/share/keyrings/phoenix-cuda.gpg
  inside sh -c 'rm /usr/local/phoenix_hypervisor/cache/cuda-*'
  given_mirror '404 /cuda/repos/debian12/x86_64/3bf863cc.pub'
  run_script "$CONTAINER_SCRIPT" 901
  exits 1
  ended_at cuda_repository
  says '^ +\| .*ERROR 404: Not Found\.$'
  container_no_file 901 /etc/apt/sources.list.d/phoenix-cuda.sources
  container_no_file 901 /usr/share/keyrings/phoenix-cuda.gpg
  toolkit_comes cuda_repository cuda_toolkit
}
