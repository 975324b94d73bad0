# What the world library says of containers.
load world

setup() {
  trace_the_test_alone
  given_host
  given_ready_host 1
}
teardown() { end_world; }

@test "a snapshot sees a container's files, packages, nodes and conf, and nothing when nothing happened" {
  given_gpu_container 901 0
  given_container_installed 901 kmod
  tree_snapshot before
  in_world pct exec 901 -- sh -c 'apt-get --simulate install jq; mkdir -p /run/phoenix_hypervisor; cat /etc/hosts'
  exits 0
  same_tree before
  given_container_file 901 /etc/motd 0644 x
  differs_in before '/ct901/etc/motd'
  given_no_container_file 901 /etc/motd
  tree_snapshot before
  rm "$WORLD/guests/901/dev/nvidia0"
  differs_in before '/ct901/dev/nvidia0'
  tree_snapshot before
  given_conf_lines 901 'onboot: 1'
  differs_in before '/etc/pve/nodes/pve/lxc/901.conf'
}

with_container() {
  given_ready_host 1
  given_gpu_container 901 0 unprivileged
  given_container_installed 901 kmod
}

@test "a layer carries its containers along, and they go on from there" {
  given_layer with_container with_container
  container_package 901 kmod installed
  container_node 901 /dev/nvidia0 ok
  same_as with_container
  given_conf_lines 901 'onboot: 1'
  conf_has 901 'onboot: 1' 'hostname: ct901'
  given_lxc_config '.lxc_configs |= {"901"}'
  given_lxc_config '.lxc_configs["901"].name = "x"'
  file_is "$LXC_CONFIG" 0644
  inside sed -i /onboot/d /etc/pve/lxc/901.conf
  inside rm "$LXC_CONFIG"
  in_world pct reboot 901
  exits 0
  container_node 901 /dev/nvidia0 ok
  in_world pct exec 901 -- sh -c ': </dev/nvidia0'
  says 'No such device or address'
  same_as with_container
  given_container_file 901 /etc/motd 0644 x
  run same_as with_container
  ((status == 1))
  [[ $output == */ct901/etc/motd* ]]
}

@test "a ready host has the driver, its nodes, and the checked .run in its cache" {
  local cache=/usr/local/phoenix_hypervisor/cache/NVIDIA-Linux-x86_64-580.76.05.run
  in_world nvidia-smi --query-gpu=driver_version --format=csv,noheader
  [[ $stdout == 580.76.05 ]]
  in_world sh -c 'for node in 0 ctl -uvm -uvm-tools; do test -c "/dev/nvidia$node" || exit 1; done'
  exits 0
  in_world sh -c "sha256sum $cache | cut -d' ' -f1; stat -c '%s %a' $cache; cat $cache.verified"
  [[ $stdout =~ ^([0-9a-f]{64})$'\n'([0-9]+)' 644'$'\n'([0-9a-f]{64})' '([0-9]+)$ ]]
  [[ ${BASH_REMATCH[1]} == "${BASH_REMATCH[3]}" && ${BASH_REMATCH[2]} == "${BASH_REMATCH[4]}" ]]
}

@test "expectations of a container fail when they do not hold" {
  given_container 901 'memory: 512' '[snap]' 'memory: 1024'
  container_state 901 running
  conf_has 901 'memory: 512'
  run conf_has 901 'memory: 1024'
  ((status == 1))
  run conf_lacks 901 'memory: 1024'
  ((status == 1))
  run container_state 901 stopped
  ((status == 1))
  run container_package 901 bash absent
  ((status == 1))
  run container_file 901 /etc/hosts 0600
  ((status == 1))
  run container_file_has 901 /etc/hosts nothing
  ((status == 1))
  run container_no_file 901 /etc/hosts
  ((status == 1))
  run container_node 901 /dev/null none
  ((status == 1))
  conf_is 901 $'hostname: ct901\nostype: debian\nmemory: 512\n[snap]\nmemory: 1024\n'
}

@test "a command in a container misbehaves by itself, not the host's" {
  given_container 901
  given_container_fault 901 stat '2 exit 7 hosts'
  in_world sh -c 'for turn in 1 2 3; do pct exec 901 --keep-env 0 -- stat -c %s /etc/hosts; echo $?; done; stat -c %s /etc/hosts'
  [[ $(grep -c '^0$' <<<"$stdout") == 2 && $stdout == *$'\n7\n'* ]]
  pct_execs 3
  calls_times 3 '^ct901: stat'
  never_calls '^stat'
}

@test "something happens on the host with the second call of a command" {
  given_container 901
  given_event pct '2 exec' 'echo "lock: backup" >>/etc/pve/lxc/901.conf'
  in_world sh -c 'pct exec 901 -- true; grep -c lock /etc/pve/lxc/901.conf; pct exec 901 -- true; grep -c lock /etc/pve/lxc/901.conf'
  [[ $stdout == $'0\n1' ]]
}

@test "the example's containers, edited by jq" {
  given_lxc_config
  given_lxc_config '.lxc_configs["901"].gpu_assignment = "0"'
  in_world jq -r '.lxc_configs | ."901".gpu_assignment, ."910".clone_from_ctid' /usr/local/phoenix_hypervisor/etc/phoenix_lxc_configs.json
  [[ $stdout == $'0\n901' ]]
}

@test "a container's disk may be full while the host's is not, and its locks are held from outside" {
  given_container 901
  given_container_room 901 /var 1000
  given_lock_held /world/ct/901/root/var/lib/dpkg/lock-frontend
  in_world sh -c 'pct exec 901 --keep-env 0 -- df --output=avail /var/tmp; df --output=avail /var/tmp; pct exec 901 -- apt-get --yes install jq'
  [[ $stdout == *$'\n1000\n'* && $(grep -c '^1000$' <<<"$stdout") == 1 ]]
  says 'Could not get lock /var/lib/dpkg/lock-frontend'
}
