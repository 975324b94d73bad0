#!/usr/bin/env bats
# The lab's own: of what vendors offer through the mirror, in their layouts, that which no feature uses in each
# distribution (features.bats), and the way to it.
load ../lab

setup_file() {
  raise_lab
  given_bare_host
  given_container 902 debian13 unprivileged
  given_container 903 ubuntu2404 unprivileged
  given_booted 902 903
}
teardown_file() { fell_lab; }

readonly MIRROR=http://mirror.example:8080

in_each() { # SHELL-TEXT
  local ctid
  for ctid in 902 903; do
    in_container "$ctid" bash -ec "$1" >"$BATS_TEST_TMPDIR/said" 2>&1 || { cat "$BATS_TEST_TMPDIR/said"; return 1; }
  done
}

given_packages() { in_each "apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $*"; }

@test 'Python is real, and pip installs what has the demanded hash from the index' {
  given_packages curl python3 python3-pip python3-venv
  in_each "curl -fsS $MIRROR/vllm-0.10.2-requirements.txt >/root/lock
    python3 -m venv /opt/vllm
    /opt/vllm/bin/pip install --quiet --index-url $MIRROR/pypi/simple --trusted-host mirror.example --require-hashes -r /root/lock
    [[ \$(/opt/vllm/bin/vllm --version) == 0.10.2 ]]
    /opt/vllm/bin/python -c 'import torch; print(torch.cuda.is_available())' | grep -qx False
    rm -r /opt/vllm /root/lock"
}

@test "the gateway of the example configuration leads to the mirror, and nowhere else" {
  given_bare_host
  inside pct create 910 ubuntu2404 --storage local-zfs --hostname example --unprivileged 1 \
    --net0 name=eth0,bridge=vmbr0,ip=10.0.0.210/24,gw=10.0.0.1 --nameserver 10.0.0.1 >/dev/null
  inside pct start 910
  given_booted 910
  in_container 910 apt-get -qq update
  in_container 910 bash -c '! timeout 2 bash -c ": </dev/tcp/192.0.2.1/80"'
}
