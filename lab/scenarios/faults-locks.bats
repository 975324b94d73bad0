#!/usr/bin/env bats
# Somebody else's apt holds its locks, and dpkg is killed, on the host and in a container. The scripts name it, leave nothing
# half done, and converge when it is over.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

# ── locks that somebody else's apt holds ──

# It works in the same place, and has come so far that it has asked the mirror for this, which keeps it waiting.
given_somebody() { # .|CTID PATH COMMAND…
  local tries
  asked_before=$(count_lines "$WORLD/state/requests")
  export asked_before SOMEBODY_AT=$1
  given_mirror "stall $2"
  in_place "$1" systemd-run --quiet --unit somebody "${@:3}"
  for ((tries = 0; tries < 100; tries++)); do
    # A plus sign means something else to both of them.
    if asks_for "^GET ${2%%+*}"; then return; fi
    sleep 0.1
  done
  fails 'what somebody does' "GET $2" "$(in_place "$1" systemctl status somebody 2>&1)"
}

somebody_ends() {
  in_place "$SOMEBODY_AT" systemctl stop somebody
  given_mirror
}

says_that_it_waits() { grep -q '[a-z]: waits for /' "$WORLD/out/stderr"; }

# At a short deadline and at a long one.
is_kept_waiting() { # STEP LOCK SCRIPT ARGUMENT…
  given_config '.nvidia_driver.apt_lock_deadline_seconds = 1'
  run_script "${@:3}"
  exits 5
  timed_out "$1" apt_lock
  ended_at "$1"
  says "wait apt_lock: the release of $2, held by process [0-9]+ \(apt-get\) did not come within 1 s"
  given_config '.nvidia_driver.apt_lock_deadline_seconds = 30'
  : >"$WORLD/out/stderr"
  run_and says_that_it_waits somebody_ends "${@:3}"
  exits 0
  says "^note +$1: waits for $2, held by process [0-9]+ \(apt-get\)$"
  step changed "$1"
  stays_converged "${@:3}"
}

# apt has neither the repository nor what it has learned from it.
forget_cuda() { # .|CTID
  in_place "$1" sh -c 'rm /etc/apt/sources.list.d/phoenix-cuda.sources /var/lib/apt/lists/*_cuda_*'
}

readonly LISTS=/debian/dists/bookworm/InRelease

# The mirror's path of a package of Debian's.
path_of_package() { # PACKAGE
  (cd "$LAB_CACHE/srv" && find debian/pool/bookworm -name "$1_*.deb" -printf '/%p\n')
}

@test 'somebody on the host fetches the lists of apt: the script waits until they are done, or names them' {
  given_converged_host
  forget_cuda .
  given_somebody . "$LISTS" apt-get update
  is_kept_waiting cuda_repository /var/lib/apt/lists/lock "$HOST_SCRIPT"
}

@test 'somebody on the host installs something: the script waits until they are done, or names them' {
  given_converged_host
  quietly dpkg --remove --force-depends pkg-config
  given_somebody . "$(path_of_package nvidia-legacy-check)" apt-get --yes install nvidia-legacy-check
  is_kept_waiting build_tools /var/lib/dpkg/lock-frontend "$HOST_SCRIPT"
}

@test 'somebody in the container fetches the lists of apt: the script waits until they are done, or names them' {
  given_converged_container
  given_running 901
  given_booted 901
  forget_cuda 901
  given_somebody 901 "$LISTS" apt-get update
  is_kept_waiting cuda_repository /var/lib/apt/lists/lock "$CONTAINER_SCRIPT" 901
}

@test 'somebody in the container installs something: the script waits until they are done, or names them' {
  given_converged_container
  given_running 901
  given_booted 901
  in_container 901 dpkg --remove --force-depends kmod >"$WORLD/out/given" 2>&1
  given_somebody 901 "$(path_of_package jq)" apt-get --yes install jq
  is_kept_waiting installer_tools /var/lib/dpkg/lock-frontend "$CONTAINER_SCRIPT" 901
}

# ── dpkg is killed ──

host_configures() { grep -Fqx 'postinst pkg-config configure' "$WORLD/state/calls"; }
container_configures() { grep -Fqx 'ct901: postinst cuda-toolkit-12-8 configure' "$WORLD/state/calls"; }

kill_dpkg_of_host() { kill_dpkg .; }
kill_dpkg_of_container() { kill_dpkg 901; }

# What it has started goes on for a while.
kill_dpkg() { # .|CTID
  in_place "$1" sh -c 'pkill --signal KILL --exact dpkg; sleep 0.3; pkill --full --exact "sleep infinity"'
}

# apt refuses to work there.
dpkg_is_interrupted() { # .|CTID
  local said
  said=$(in_place "$1" apt-get --yes install no-such-package 2>&1) || :
  [[ $said == 'E: dpkg was interrupted, '* ]] || fails 'what apt says' 'dpkg was interrupted' "$said"
}

@test 'dpkg is killed on the host while it configures: the step says so, and the next run finishes its work' {
  given_host
  given_config '.nvidia_driver.host_toolkit = false'
  given_fault postinst "1 hang ^pkg-config configure"
  run_and host_configures kill_dpkg_of_host "$HOST_SCRIPT"
  exits 1
  ended_at build_tools
  says 'E: Sub-process /usr/bin/dpkg exited unexpectedly'
  dpkg_is_interrupted .
  no_more_faults
  run_script "$HOST_SCRIPT"
  exits 0
  says '^warning +build_tools: dpkg was interrupted earlier: '
  package_is pkg-config installed
  stays_converged "$HOST_SCRIPT"
}

@test 'dpkg is killed in the container while it configures: the step says so, and the next run finishes its work' {
  given_converged_host
  given_container 901
  given_container_fault 901 postinst "1 hang ^cuda-toolkit-12-8 configure"
  run_and container_configures kill_dpkg_of_container "$CONTAINER_SCRIPT" 901
  exits 1
  ended_at cuda_toolkit
  says 'E: Sub-process /usr/bin/dpkg exited unexpectedly'
  dpkg_is_interrupted 901
  no_more_faults
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  says '^warning +cuda_toolkit: dpkg was interrupted earlier: '
  container_package 901 cuda-toolkit-12-8 installed
  stays_converged "$CONTAINER_SCRIPT" 901
}

# As a power cut leaves it that comes when all is unpacked but the last word of that is not yet written.
given_cut_off() { # .|CTID PACKAGE
  in_place "$1" sh -c 'apt-get update && apt-get --yes --download-only --no-install-recommends --reinstall install "$1" &&
    dpkg --unpack /var/cache/apt/archives/"$1"_*.deb &&
    sed -i "/^Package: $1\$/,/^\$/ s/^Status: install ok unpacked/Status: install reinstreq unpacked/" /var/lib/dpkg/status &&
    : >/var/lib/dpkg/updates/0000' - "$2" >"$WORLD/out/given" 2>&1
  dpkg_is_interrupted "$1"
}

@test 'the power failed while dpkg unpacked a package on the host: the step says so, and unpacks it again' {
  given_host
  given_config '.nvidia_driver.host_toolkit = false'
  given_cut_off . pkg-config
  run_script "$HOST_SCRIPT"
  exits 0
  says '^warning +build_tools: dpkg died while it unpacked pkg-config: '
  package_is pkg-config installed
  stays_converged "$HOST_SCRIPT"
}

@test 'the power failed while dpkg unpacked a package in the container: the step says so, and unpacks it again' {
  given_converged_host
  given_container 901
  given_cut_off 901 kmod
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  says '^warning +.*: dpkg died while it unpacked kmod: '
  container_package 901 kmod installed
  stays_converged "$CONTAINER_SCRIPT" 901
}

@test 'the power failed while dpkg unpacked the toolkit in the container: unpacking it again is all' {
  given_converged_container
  given_running 901
  given_booted 901
  given_cut_off 901 cuda-toolkit-12-8
  run_script "$CONTAINER_SCRIPT" 901
  exits 0
  says '^warning +cuda_toolkit: dpkg died while it unpacked cuda-toolkit-12-8: '
  container_package 901 cuda-toolkit-12-8 installed
  stays_converged "$CONTAINER_SCRIPT" 901
}

@test 'another apt that is just unpacking is waited for: nothing of it is taken for cut off' {
  given_host
  given_config '.nvidia_driver.host_toolkit = false'
  inside apt-get --quiet --quiet update
  given_fault preinst '1 sleep 8 ^pkg-config'
  inside systemd-run --quiet --unit=another-apt apt-get --yes install pkg-config
  until [[ $(inside dpkg-query --show --showformat='${db:Status-Abbrev}' pkg-config 2>/dev/null) == ??R ]]; do sleep 0.1; done
  run_script "$HOST_SCRIPT"
  exits 0
  says '^note +build_tools: waits for .*dpkg'
  never_says 'dpkg died'
  package_is pkg-config installed
}

@test 'what was cut off comes from no archive: the step says how to take it away' {
  given_host
  given_config '.nvidia_driver.host_toolkit = false'
  inside sh -c 'mkdir -p /tmp/own/DEBIAN; cd /tmp
    printf "%s\n" "Package: own" "Version: 1" "Architecture: all" "Maintainer: me <me@example.invalid>" "Description: x" >own/DEBIAN/control
    dpkg-deb --build own own_1_all.deb' >/dev/null
  inside sh -c 'dpkg --unpack /tmp/own_1_all.deb; : >/var/lib/dpkg/updates/0000
    sed -i "/^Package: own\$/,/^\$/ s/^Status: .*/Status: install reinstreq unpacked/" /var/lib/dpkg/status' >/dev/null
  run_script "$HOST_SCRIPT"
  exits 1
  ended_at build_tools
  says "The package own needs to be reinstalled, but I can't find an archive for it"
  says 'next: +.*dpkg --remove --force-remove-reinstreq'
  inside dpkg --remove --force-remove-reinstreq own >/dev/null
  run_script "$HOST_SCRIPT"
  exits 0
}
