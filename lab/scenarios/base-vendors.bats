#!/usr/bin/env bats
# The lab's own: what vendors offer through the mirror, in their layouts, is what a container can use.
load ../lab

setup_file() {
  raise_lab
  given_bare_host
  local distribution
  for distribution in debian12 debian13 ubuntu2404; do
    given_container "$(ctid_of "$distribution")" "$distribution" unprivileged
  done
  given_booted 901 902 903
}
teardown_file() { fell_lab; }

readonly MIRROR=http://mirror.example:8080

ctid_of() {
  case $1 in debian12) echo 901 ;; debian13) echo 902 ;; *) echo 903 ;; esac
}

in_each() { # SHELL-TEXT
  local ctid
  for ctid in 901 902 903; do
    in_container "$ctid" bash -ec "$1" >"$BATS_TEST_TMPDIR/said" 2>&1 || { cat "$BATS_TEST_TMPDIR/said"; return 1; }
  done
}

given_packages() { in_each "apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $*"; }

@test 'what every container is set up with comes from its archive, and a locale can be made' {
  given_packages curl wget vim htop jq git rsync gnupg locales
  in_each 'echo "en_US.UTF-8 UTF-8" >/etc/locale.gen; locale-gen; locale -a | grep -qx en_US.utf8
    jq --version; curl --version; vim; git'
}

@test 'Python is real, and pip installs what has the demanded hash from the index, or from a directory' {
  given_packages curl python3 python3-pip python3-venv
  in_each "curl -fsS $MIRROR/vllm-0.10.2-requirements.txt >/root/lock
    python3 -m venv /opt/vllm
    /opt/vllm/bin/pip install --quiet --index-url $MIRROR/pypi/simple --trusted-host mirror.example --require-hashes -r /root/lock
    [[ \$(/opt/vllm/bin/vllm --version) == 0.10.2 ]]
    /opt/vllm/bin/python -c 'import torch; print(torch.cuda.is_available())' | grep -qx False
    rm -r /opt/vllm /root/lock"
}

@test "Docker's repository and the one of the container toolkit are signed, in their vendors' layouts" {
  given_packages curl gnupg ca-certificates
  in_each ". /etc/os-release
    curl -fsS $MIRROR/docker/linux/\$ID/gpg >/etc/apt/keyrings/docker.asc
    [[ \$(gpg --show-keys --with-colons /etc/apt/keyrings/docker.asc | sed -n 's/^fpr:*\(.*\):/\1/p') == $(<"$LAB_CACHE/srv/docker/fingerprint") ]]
    echo \"deb [signed-by=/etc/apt/keyrings/docker.asc] $MIRROR/docker/linux/\$ID \$VERSION_CODENAME stable\" >/etc/apt/sources.list.d/docker.list
    curl -fsS $MIRROR/libnvidia-container/gpgkey >/etc/apt/keyrings/toolkit.asc
    echo 'deb [signed-by=/etc/apt/keyrings/toolkit.asc] $MIRROR/libnvidia-container/stable/deb/amd64 /' >/etc/apt/sources.list.d/toolkit.list
    apt-get -qq update
    apt-get -qq install docker-ce docker-ce-cli containerd.io nvidia-container-toolkit"
}

@test "Ollama's archive holds a server that answers" {
  given_packages curl
  in_each "curl -fsS $MIRROR/ollama-linux-amd64.tgz | tar -xz -C /usr/local
    OLLAMA_HOST=0.0.0.0:11434 ollama serve & server=\$!
    for ((n = 0; n < 50; n++)); do ! curl -fsS localhost:11434/api/tags || break; sleep 0.1; done
    [[ \$(curl -fsS localhost:11434/api/tags) == '{\"models\":[]}' ]]
    kill \$server"
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
