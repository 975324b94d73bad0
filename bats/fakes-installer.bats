# The driver's `.run`: nvidia.md §1
bats_require_minimum_version 1.5.0
load world
load fakes/build-host

setup() { trace_the_test_alone; given_build_host; }
teardown() { end_world; }

install_580() { in_world sh "$RUN_580" "${HOST_FLAGS[@]}" "$@"; }
installer() { in_world nvidia-installer --silent --log-file-name=/var/log/other.log "$@"; }
module_version() { cat "$WORLD/sys/module/nvidia/version"; }

@test "host flags: files, dkms module of the running kernel, nvidia-drm loaded, no uvm (§1.4, §1.5, install-from-cwd.c)" {
  given_gpus 1
  install_580
  exits 0
  file_is /usr/bin/nvidia-smi 0755
  file_is /usr/bin/nvidia-modprobe 4755
  file_is /var/lib/nvidia/log 0600
  file_is /var/lib/nvidia 0700
  [[ $(inside head -n 1 /var/lib/nvidia/log) == '1.0-5807605 (580.76.05)' ]]
  inside test -L /usr/bin/nvidia-uninstall -a -f /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.580.76.05 -a -d /usr/src/nvidia-580.76.05
  inside test -f "/lib/modules/$KERNEL/updates/dkms/nvidia-uvm.ko" -a ! -e "/lib/modules/$NEXT_KERNEL/updates"
  [[ $(module_version) == 580.76.05 && -d $WORLD/sys/module/nvidia_drm && ! -e $WORLD/sys/module/nvidia_uvm ]]
  [[ ! -e $WORLD/dev/nvidia0 ]]
  [[ -z $(inside find /tmp /var/tmp -name 'makeself.*') ]]
}

@test "options are exact and belong to a branch; unknown is exit 1 with nothing installed (§1.1, §1.2)" {
  given_gpus 1
  local option
  for option in --sil --no-such --dkms=yes stray --kernel-module-type=wrong; do
    in_world sh "$RUN_580" --silent "$option"
    exits 1
    says 'ERROR: Invalid'
  done
  no_file /var/lib/nvidia/log
  in_world sh "$RUN_570" "${CONTAINER_FLAGS[@]}" -M=open -print-recommended-kernel-module-type
  exits 0
}

@test "an older branch refuses newer options (§1.1 table)" {
  "$BATS_WORLD/fakes/build-run" "$BATS_TEST_TMPDIR" 470.256.02
  given_file /srv/old.run 0644 "$(cat "$BATS_TEST_TMPDIR"/*.run | base64 --wrap=0)"
  inside bash -c 'base64 --decode </srv/old.run >/srv/470.run'
  local option
  for option in --no-kernel-modules --rebuild-initramfs --skip-module-load -M=open --allow-installation-with-running-driver; do
    in_world sh /srv/470.run --silent "$option"
    exits 1
    says 'unrecognized option'
  done
  in_world sh /srv/470.run "${CONTAINER_FLAGS[@]}"
  exits 0
}

@test "a bare -- drops what follows, so it asks (§1.2)" {
  given_gpus 1
  in_world sh "$RUN_580" -- --silent --no-kernel-module
  exits 1
  says 'Continue installation, or abort'
  no_file /var/lib/nvidia/log
}

@test "without a kernel module: the tools of kmod are needed all the same, no headers, no dkms (§1.5)" {
  given_gpus 1
  rm -r "$WORLD/upper/usr/src" "$WORLD/upper/var/lib/dpkg/info/gcc.list"
  in_world sh "$RUN_580" "${CONTAINER_FLAGS[@]}"
  exits 0
  never_calls '^(dkms|rmmod|modprobe|depmod)'
  [[ ! -e $WORLD/sys/module/nvidia ]]
  given_no_file /usr/sbin/modprobe
  in_world sh "$RUN_580" "${CONTAINER_FLAGS[@]}"
  exits 1
  says "Unable to find the module utility \`modprobe\`"
}

@test "exit 0 without a GPU, and nothing is loaded (§1.3)" {
  install_580
  exits 0
  says 'You do not appear to have an NVIDIA GPU supported by the 580.76.05'
  [[ ! -e $WORLD/sys/module/nvidia ]]
}

@test "no compiler, no headers, a module that does not build: exit 1 with the words of the log (§1.5, §1.6)" {
  given_gpus 1
  : >"$WORLD/state/build-fails"
  install_580
  exits 1
  says 'performing the step: "Building kernel modules"'
  rm -r "$WORLD/upper/usr/src"
  install_580
  exits 1
  says 'Unable to find the kernel source tree for the currently running kernel'
  file_has /var/log/nvidia-installer.log 'Unable to find the kernel source tree'
  rm "$WORLD/upper/var/lib/dpkg/info/gcc.list"
  install_580
  exits 1
  says "Unable to find the development tool \`cc\`"
  no_file /var/lib/nvidia/log
}

@test "nouveau in use: aborts and writes its blacklist; with --no-nouveau-check the test load fails (§1.5)" {
  given_gpus 1 nouveau
  in_world sh "$RUN_580" --silent --dkms
  exits 1
  says 'The Nouveau kernel driver is currently in use by your system'
  file_has /etc/modprobe.d/nvidia-installer-disable-nouveau.conf '^blacklist nouveau'
  install_580
  exits 1
  says "Unable to load the kernel module 'nvidia.ko'"
  no_file /var/lib/nvidia/log
}

@test "the same version twice is an uninstall and a reinstall (§1.6)" {
  given_gpus 1
  install_580
  local inode
  inode=$(stat -c %i "$WORLD/upper/usr/bin/nvidia-smi")
  install_580
  exits 0
  calls '^nvidia-uninstall -s '
  calls '^dkms remove -m nvidia -v 580.76.05 --all'
  [[ $(stat -c %i "$WORLD/upper/usr/bin/nvidia-smi") != "$inode" ]]
}

@test "an upgrade leaves one version" {
  given_gpus 1
  in_world sh "$RUN_570" "${HOST_FLAGS[@]}"
  exits 0
  install_580
  exits 0
  [[ $(module_version) == 580.76.05 ]]
  in_world bash -c 'ls /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.*.* /usr/src/ && dkms status'
  never_says 570
}

@test "a module in use: >= 545 aborts silently, uvm already gone; allowed, it installs and skips the load (§1.6)" {
  given_gpus 1
  given_driver_loaded 570.124.06
  given_guest 101 running 'dev0: /dev/nvidia0'
  install_580
  exits 1
  says "An NVIDIA kernel module 'nvidia' appears to be already loaded in your kernel"
  [[ ! -e $WORLD/sys/module/nvidia_uvm && $(module_version) == 570.124.06 ]]
  [[ $(inside head -n 1 /var/lib/nvidia/log) == *570.124.06* ]]
  install_580 --allow-installation-with-running-driver
  exits 0
  [[ $(module_version) == 570.124.06 && $(inside head -n 1 /var/lib/nvidia/log) == *580.76.05* ]]
}

@test "another installer's marker, and Debian's hook (§1.6)" {
  given_gpus 1
  given_file /usr/lib/nvidia/alternate-install-present 0644
  install_580
  exits 1
  says 'installed previously using a different installer'
  install_580 --no-check-for-alternate-installs
  exits 0
  given_no_file /usr/lib/nvidia/alternate-install-present
  given_file /usr/lib/nvidia/pre-install 0755 $'#!/bin/sh\nkill $PPID\nexit 1\n'
  install_580
  [[ $status != 0 ]]
  install_580 --no-distro-scripts
  exits 0
}

@test "the nested uninstall unloads modules even without a kernel module, unless done before (§1.6)" {
  given_gpus 1
  given_driver_loaded 570.124.06
  in_world sh "$RUN_580" "${CONTAINER_FLAGS[@]}"
  exits 0
  calls '^rmmod nvidia_uvm'
  given_driver_loaded 570.124.06
  in_world bash -c "nvidia-uninstall --silent --skip-module-unload --skip-depmod && sh $RUN_580 ${CONTAINER_FLAGS[*]}"
  exits 0
  never_calls '^rmmod'
}

@test "read-only modes: their codes, and the log they truncate (§1.2, §1.3)" {
  given_gpus 1
  install_580
  in_world nvidia-installer --silent --driver-info
  exits 0
  says 'version: 580.76.05'
  (($(inside wc -l /var/log/nvidia-installer.log | cut -d' ' -f1) < 5))
  installer --sanity
  exits 0
  inside bash -c 'echo changed >>/usr/bin/nvidia-smi'
  installer --sanity
  exits 1
  installer --uninstall
  exits 0
  no_file /var/lib/nvidia
  no_file /usr/bin/nvidia-smi
  given_command /root/nvidia-installer <"$BATS_WORLD/fakes/nvidia-installer"
  in_world /root/nvidia-installer --silent --driver-info
  exits 1
  says 'There is no NVIDIA driver currently installed'
}

@test "nvidia-uninstall with nothing installed is 0 (§1.3)" {
  install_580
  in_world cp /usr/bin/nvidia-installer /usr/bin/kept
  in_world bash -c 'nvidia-uninstall --silent && ln -s kept /usr/bin/nvidia-uninstall && nvidia-uninstall --silent'
  exits 0
}
