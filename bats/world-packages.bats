#!/usr/bin/env bats
# The world's packages: real apt, dpkg, gpg and wget work on its repositories, and meet the faults they are given.
load world

setup() { trace_the_test_alone; given_host; }
teardown() { end_world; }

@test "apt installs a package with what it depends on" {
  given_installed build-essential
  package_is build-essential installed 12.9
  package_is gcc installed
  package_is dkms absent
}

@test "the fresh host knows its kernels but has no headers" {
  package_is "proxmox-kernel-$KERNEL-signed" installed
  package_is "proxmox-headers-$KERNEL" absent
  in_world cat /proc/sys/kernel/osrelease
  [[ $stdout == "$KERNEL" ]]
  given_installed "pve-headers-$KERNEL"
  package_is "proxmox-headers-$KERNEL" installed
  file_has "/lib/modules/$KERNEL/build/Makefile" "$KERNEL"
}

@test "the CUDA repository verifies with its key, offers 12-8 on Debian 12 and links /usr/local/cuda" {
  given_cuda_source
  given_installed cuda-toolkit-12-8
  in_world /usr/local/cuda/bin/nvcc --version
  exits 0
  says 'release 12\.8, V12\.8\.93'
  package_is nvidia-driver absent
}

@test "the published fingerprint is the key's" {
  in_world gpg --show-keys --with-colons "/srv/cuda/repos/debian12/x86_64/$(cuda_key debian12).pub"
  says "^fpr:+$CUDA_FINGERPRINT:"
}

@test "Debian 13 has another key and no 12-8" {
  local first=$CUDA_FINGERPRINT
  end_world
  given_host debian13
  [[ $CUDA_FINGERPRINT != "$first" ]]
  file_has /etc/os-release '^VERSION_ID="13"'
  given_cuda_source
  in_world apt-cache policy cuda-toolkit-12-8 cuda-toolkit-13-0
  never_says 'cuda-toolkit-12-8'
  says 'Candidate: 13\.0\.2-1'
}

@test "a second source for the CUDA repository with another key conflicts" {
  given_cuda_source
  given_file /etc/apt/sources.list.d/own.list 0644 \
    $'deb [signed-by=/usr/share/keyrings/own.gpg] file:/srv/cuda/repos/debian12/x86_64/ /\n'
  in_world apt-get update
  exits 100
  says 'Conflicting values set for option Signed-By'
}

@test "a changed index is refused as its signature no longer fits" {
  given_cuda_source
  in_world bash -c 'echo >>/srv/cuda/repos/debian12/x86_64/Packages; rm /srv/cuda/repos/debian12/x86_64/Packages.gz
    rm /var/lib/apt/lists/*cuda*; apt-get update'
  exits 100
}

@test "the old driver installs from the distribution, its marker with it" {
  given_installed nvidia-driver
  package_is libcuda1 installed 535.247.01-1~deb12u1
  file_is /usr/lib/nvidia/alternate-install-present 0644
  in_world apt-get --quiet --yes purge nvidia-kernel-common
  package_is nvidia-kernel-common absent
}

@test "wget fetches from the mirror, and the mirror's faults are what they say" {
  given_mirror '404 /cuda/debian12.fingerprint' '503 1 /debian/dists/bookworm/Release'
  in_world wget --quiet --output-document=- http://127.0.0.1:8080/cuda/debian13.fingerprint
  exits 0
  [[ $stdout =~ ^[0-9A-F]{40}$ ]]
  in_world wget --quiet --tries=1 http://127.0.0.1:8080/cuda/debian12.fingerprint
  exits 8
  in_world bash -c 'url=http://127.0.0.1:8080/debian/dists/bookworm/Release
    ! wget --quiet --tries=1 -O /tmp/a "$url" && wget --quiet --tries=1 -O /tmp/a "$url"'
  exits 0
  file_has /world/requests 'GET /debian/dists/bookworm/Release 503'
}

@test "the mirror truncates, corrupts and shortens" {
  local url=http://127.0.0.1:8080/debian/dists/bookworm/Release
  given_mirror 'truncate 10 /debian/dists/bookworm/Release'
  in_world wget --quiet --tries=1 --output-document=/var/tmp/r "$url"
  ((status != 0))
  given_mirror 'short 10 /debian/dists/bookworm/Release'
  in_world wget --quiet --tries=1 --output-document=/var/tmp/r "$url"
  exits 0
  [[ $(inside stat -c %s /var/tmp/r) == 10 ]]
  given_mirror 'corrupt /debian/dists/bookworm/Release'
  in_world wget --quiet --tries=1 --output-document=/var/tmp/r "$url"
  exits 0
  in_world cmp /var/tmp/r /srv/debian/dists/bookworm/Release
  exits 1
}

@test "a stalled download makes wget's own time-out strike" {
  given_mirror 'stall /debian/dists/bookworm/Release'
  in_world wget --quiet --tries=1 --read-timeout=0.5 --output-document=/var/tmp/r http://127.0.0.1:8080/debian/dists/bookworm/Release
  exits 4
}

@test "a held dpkg lock stops apt, a held lists lock stops its update" {
  given_lock_held /var/lib/dpkg/lock-frontend
  in_world apt-get --yes install pkg-config
  exits 100
  says 'Could not get lock /var/lib/dpkg/lock-frontend. It is held by process'
  given_lock_held /var/lib/apt/lists/lock
  in_world apt-get update
  exits 100
  says 'Could not get lock /var/lib/apt/lists/lock'
}

@test "a lock that is held for a second lets a patient apt through" {
  given_lock_held /var/lib/dpkg/lock-frontend 1
  in_world apt-get -o DPkg::Lock::Timeout=10 --yes install pkg-config
  exits 0
  package_is pkg-config installed
}
