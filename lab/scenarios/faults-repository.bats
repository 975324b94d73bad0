#!/usr/bin/env bats
# What comes from the CUDA repository goes wrong. The run says what is the matter, leaves nothing half done, and the next one
# converges when it is over.
load ../lab

readonly REPOSITORY=/cuda/repos/debian12/x86_64
readonly NVCC=$REPOSITORY/cuda-nvcc-12-8_12.8.93-1_amd64.deb

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

toolkit_comes() { # STEP…: that are still to be changed
  given_mirror
  run_script "$HOST_SCRIPT"
  toolkit_has_come "$@"
}

toolkit_has_come() { # STEP…
  exits 0
  changed_only "$@"
  package_is cuda-toolkit-12-8 installed
  package_is cuda-drivers absent
}

told_before_any_change() { # STEP WORDS
  exits 4
  ended_at "$1"
  says "^ +found: +$2"
  same_tree before
}

# apt trusts no list of the repository.
no_list() {
  [[ -z $(inside find /var/lib/apt/lists -maxdepth 1 -name '*cuda*') ]] || fails 'lists of the repository' none some
}

@test 'the mirror has no such repository: said before any change' {
  given_host_without_toolkit
  given_mirror '404 /cuda/'
  tree_snapshot before
  run_script "$HOST_SCRIPT"
  told_before_any_change cuda_repository 'HTTP/1.1 404 Not Found$'
  says '^ +next: +name a mirror or a path in the configuration \(cuda_repo_base_url, cuda_repo_key\), or set host_toolkit to false$'
  toolkit_comes cuda_repository cuda_toolkit
}

@test 'nobody listens at the repository: said before any change' {
  given_host_without_toolkit
  given_refusing_mirror
  tree_snapshot before
  run_script "$HOST_SCRIPT"
  told_before_any_change cuda_repository '.*Connection refused\.$'
  given_listening_mirror
  toolkit_comes cuda_repository cuda_toolkit
}

@test 'the repository answers 503 to the first requests of each file: asked again' {
  given_host_without_toolkit
  given_mirror '503 2 /cuda/'
  run_script "$HOST_SCRIPT"
  toolkit_has_come cuda_repository cuda_toolkit
}

@test 'the repository answers nothing but 503: the wait for its key ends' {
  given_host_without_toolkit
  given_mirror '503 1000 /cuda/'
  run_script "$HOST_SCRIPT"
  exits 5
  timed_out cuda_repository download
  no_file /etc/apt/sources.list.d/phoenix-cuda.sources
  toolkit_comes cuda_repository cuda_toolkit
}

@test 'the key of the repository stalls: the wait for it ends' {
  given_host_without_toolkit
  given_mirror "stall $REPOSITORY/3bf863cc.pub"
  run_script "$HOST_SCRIPT"
  exits 5
  timed_out cuda_repository download
  no_file /etc/apt/sources.list.d/phoenix-cuda.sources
  toolkit_comes cuda_repository cuda_toolkit
}

@test 'the lists come slowly, and come' {
  given_host_without_toolkit
  given_mirror "slow 500 $REPOSITORY/Packages.gz"
  run_script "$HOST_SCRIPT"
  toolkit_has_come cuda_repository cuda_toolkit
}

mirror_goes_on() { given_mirror; }
nvcc_is_asked_for() { asks_for "^GET $NVCC "; }

@test 'a package stalls, and then not any more: apt gives the connection up by itself and asks again' {
  given_host_without_toolkit
  given_mirror "stall $NVCC"
  run_and nvcc_is_asked_for mirror_goes_on "$HOST_SCRIPT"
  toolkit_has_come cuda_repository cuda_toolkit
}

@test 'the connection breaks off within a package: apt asks again' {
  given_host_without_toolkit
  given_mirror "truncate 700 $NVCC"
  run_script "$HOST_SCRIPT"
  toolkit_has_come cuda_repository cuda_toolkit
}

package_is_refused() { # WORDS OF APT
  run_script "$HOST_SCRIPT"
  exits 1
  ended_at cuda_toolkit
  says "^ +\| +E: Failed to fetch .*/cuda-nvcc-12-8_12.8.93-1_amd64.deb +$1"
  for package in cuda-toolkit-12-8 cuda-nvcc-12-8 cuda-toolkit-12-8-config-common; do package_is "$package" absent; done
  toolkit_comes cuda_toolkit
}

@test 'a package is cut short: none is installed' {
  given_host_without_toolkit
  given_mirror "short 300 $NVCC"
  package_is_refused 'File has unexpected size \(300 != [0-9]+\)'
}

@test 'one byte of a package is another: none is installed' {
  given_host_without_toolkit
  given_mirror "corrupt $NVCC"
  package_is_refused 'Hash Sum mismatch'
}

@test 'a package that the lists have is gone: none is installed' {
  given_host_without_toolkit
  given_mirror "404 $NVCC"
  package_is_refused '404 +Not Found'
}

list_is_refused() { # WORDS OF APT
  run_script "$HOST_SCRIPT"
  exits 1
  ended_at cuda_repository
  says '^ +command: +apt-get update '
  says "^ +\| +[EW]: .*$1"
  no_step cuda_toolkit
  no_list
  given_cuda_release whole
  toolkit_comes cuda_repository cuda_toolkit
}

@test 'one byte of the lists is another: apt does not take them' {
  given_host_without_toolkit
  given_mirror "corrupt $REPOSITORY/Packages.gz"
  list_is_refused 'Hash Sum mismatch'
}

@test 'the repository is half synced: apt does not take its lists' {
  given_host_without_toolkit
  given_cuda_release half-synced
  list_is_refused 'File has unexpected size .* Mirror sync in progress\?'
}

@test 'the signature of the repository is bad: apt does not take its lists' {
  given_host_without_toolkit
  given_cuda_release bad-signature
  list_is_refused 'The following signatures were invalid: BADSIG'
}

@test 'the repository is signed by a key that nobody knows: apt does not take its lists' {
  given_host_without_toolkit
  given_cuda_release other-key
  list_is_refused 'the public key is not available: NO_PUBKEY'
}

@test 'the repository is not signed: apt does not take its lists' {
  given_host_without_toolkit
  given_cuda_release unsigned
  list_is_refused 'The repository .* is not signed'
}

@test 'the release of the repository has expired: apt does not take its lists' {
  given_host_without_toolkit
  given_cuda_release expired
  list_is_refused 'Release file for .* is expired'
}
