# The driver in containers: the `.run` without its module, nvidia-smi, the toolkit. nvidia.md §1, §2
load world
load fakes/build-host

setup() {
  trace_the_test_alone
  given_host
  given_ready_host 2
}
teardown() { end_world; }

inside_901() { in_world pct exec 901 --keep-env 0 -- "$@"; }

push_run() { # FILE
  in_world pct push 901 "$1" /root/driver.run
  exits 0
}

@test "the .run needs the module utilities even without a module (§1.5)" {
  given_gpu_container 901 '0 1'
  push_run "$RUN_580"
  inside_901 sh /root/driver.run "${CONTAINER_FLAGS[@]}"
  exits 1
  says "Unable to find the module utility .modprobe.; please make sure you have the package 'kmod' installed"
  given_container_installed 901 kmod
  inside_901 sh /root/driver.run "${CONTAINER_FLAGS[@]}"
  exits 0
  calls '^ct901: nvidia-installer --silent'
  container_file 901 /var/lib/nvidia/log 0600
  container_file 901 /usr/bin/nvidia-smi 0755
  container_no_file 901 /usr/src/nvidia-580.76.05
  inside_901 nvidia-smi --query-gpu=driver_version --format=csv,noheader
  exits 0
  [[ $stdout == $'580.76.05\n580.76.05' ]]
  no_file /usr/lib/x86_64-linux-gnu/libcuda.so
}

@test "an upgrade unloads the family unless the old one was uninstalled first without it (§1.6)" {
  given_gpu_container 901 0
  given_container_installed 901 kmod
  given_container_driver 901 570.124.06
  push_run "$RUN_580"
  inside_901 sh /root/driver.run "${CONTAINER_FLAGS[@]}"
  exits 0
  calls '^ct901: rmmod nvidia_uvm$'
  [[ -d $WORLD/sys/module/nvidia_uvm ]]
  inside_901 sh -c 'nvidia-uninstall --silent --skip-module-unload --skip-depmod && sh /root/driver.run "$@"' - "${CONTAINER_FLAGS[@]}"
  exits 0
  never_calls rmmod
}

@test "the host's nouveau stops the installer in a container, unless told otherwise (§1.5)" {
  given_container 901
  given_container_installed 901 kmod
  in_world rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia
  given_gpus 1 nouveau
  push_run "$RUN_580"
  inside_901 sh /root/driver.run --silent --no-kernel-module
  exits 1
  says 'Nouveau'
}

@test "nvidia-smi sees the GPUs whose nodes are there (§2, §3)" {
  given_gpu_container 901 1
  given_container_driver 901 580.76.05
  inside_901 nvidia-smi --query-gpu=driver_version --format=csv,noheader
  exits 0
  [[ $stdout == 580.76.05 ]]
}

@test "nvidia-smi: no nvidiactl 9, no nvidiaN 6, refused 17, another version 18, no library 12 (§2, §3)" {
  local node='lxc.mount.entry: /dev/%s dev/%s none bind,optional,create=file 0 0' ctl gpu
  ctl=${node//%s/nvidiactl} gpu=${node//%s/nvidia0}
  given_container 901 unprivileged "$gpu"
  given_container_driver 901 580.76.05
  inside_901 nvidia-smi
  exits 9
  given_conf 901 $'unprivileged: 1\n'"$ctl"$'\n'
  given_container_restarted 901
  inside_901 nvidia-smi
  exits 6
  given_conf 901 "$gpu"$'\n'"$ctl"$'\n'
  given_container_restarted 901
  inside_901 nvidia-smi
  exits 17
  says 'Failed to initialize NVML: Unknown Error'
  given_conf 901 $'unprivileged: 1\n'"$gpu"$'\n'"$ctl"$'\n'
  given_container_restarted 901
  printf '570.124.06\n' >"$WORLD/sys/module/nvidia/version"
  inside_901 nvidia-smi
  exits 18
  says 'NVML library version: 580.76'
  inside_901 sh -c 'rm /usr/lib/x86_64-linux-gnu/libnvidia-ml*; nvidia-smi'
  exits 12
}

@test "CUDA's repository is there for each distribution, and its toolkit answers (§5)" {
  local distribution key
  for distribution in debian12 ubuntu2404; do
    given_container 901 "$distribution"
    given_in_container 901 dpkg --install "/srv/cuda/repos/$distribution/x86_64/cuda-keyring_1.1-1_all.deb"
    given_container_installed 901 cuda-toolkit-12-8
    inside_901 /usr/local/cuda/bin/nvcc --version
    exits 0
    says 'release 12\.8, V12\.8\.93'
    calls '^ct901: nvcc --version$'
    rm -rf "$WORLD/guests/901"
  done
  given_container 901 debian13
  given_in_container 901 dpkg --install /srv/cuda/repos/debian13/x86_64/cuda-keyring_1.1-1_all.deb
  given_in_container 901 apt-get update
  inside_901 apt-get --yes install cuda-toolkit-12-8
  ((status != 0))
}

@test "the repositories of debian12 and ubuntu2404 have one key, debian13's has another (§5)" {
  in_world sh -c 'cd /srv/cuda && cat debian12.fingerprint ubuntu2404.fingerprint debian13.fingerprint | uniq -c | while read -r n _; do echo "$n"; done'
  [[ $stdout == $'2\n1' ]]
  [[ $(<"$LAYERS/base/srv/cuda/ubuntu2404.fingerprint") == "$CUDA_FINGERPRINT" ]]
}
