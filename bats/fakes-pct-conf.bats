# Containers: pct and a container's conf. proxmox.md §1, §2
load world
load fakes/build-host

setup() { trace_the_test_alone; given_host; }
teardown() { end_world; }

@test "config: sorted properties, then raw lines, no snapshot section (§1.1)" {
  given_guest 101 stopped 'unprivileged: 1' 'lxc.mount.entry = /dev/nvidia0 dev/nvidia0 none bind' 'arch: amd64' '[snap]' 'memory: 1'
  in_world pct config 101
  exits 0
  [[ $stdout == $'arch: amd64\nhostname: ct101\nostype: debian\nunprivileged: 1\nlxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind' ]]
}

@test "config: what is pending in place of what is, the description; --current leaves the first out (§1.1)" {
  given_guest 101 stopped 'tty: 2' 'arch: amd64' '# a: note' '[pve:pending]' 'tty: 3' 'delete: arch' '[snap]' 'tty: 4'
  in_world pct config 101
  exits 0
  [[ $stdout == $'description:  a%3A note%0A\nhostname: ct101\nostype: debian\ntty: 3' ]]
  in_world pct config 101 --current
  [[ $stdout == $'arch: amd64\ndescription:  a%3A note%0A\nhostname: ct101\nostype: debian\ntty: 2' ]]
}

@test "config: bad lines are a warning on stderr; a rewrite drops what is no line, and keeps a misspelt property (§2.1, §2.3)" {
  given_container 901 stopped 'memory = 512' 'memroy: 5' '  indented: 1' 'lxc.time.offset: 1' 'lxc.cgroup2.devices.allow: a' '[s]'
  in_world pct config 901
  exits 0
  [[ $stdout == $'hostname: ct901\nmemroy: 5\nostype: debian\nlxc.cgroup2.devices.allow: a' ]]
  [[ $stderr == "vm 901 - unable to parse config: memory = 512
vm 901 - unable to parse value of 'memroy' - unknown setting 'memroy'
vm 901 - unable to parse config:   indented: 1
vm 901 - unable to parse config: lxc.time.offset: 1
vm 901 - unable to parse config: [s]" ]]
  in_world pct set 901 --tags a
  exits 0
  conf_is 901 $'hostname: ct901\nmemroy: 5\nostype: debian\ntags: a\nlxc.cgroup2.devices.allow: a\n'
}

@test "pending: by key, description included; a deletion is one line with the value that goes (§1.1)" {
  given_guest 101 stopped 'tty: 2' 'arch: amd64' '#note' 'lxc.arch: x' '[pve:pending]' 'cores: 1' 'tty: 3' 'delete: arch'
  in_world pct pending 101
  exits 0
  [[ $stdout == $'del arch: amd64\nnew cores: 1\ncur description: note%0A\ncur hostname: ct101\ncur ostype: debian\ncur tty: 2\nnew tty: 3' ]]
}

@test "set: the whole file is rewritten, other sections stay; the conf of a stopped container changes at once (§2.1, §2.5)" {
  given_gpus 1
  given_driver_loaded 580.76.05
  given_container 901 stopped $'memory: 512\r' '# a note' 'lxc.mount.entry = /dev/fuse dev/fuse none bind,create=file' '' '[snap]' 'memory: 1' '# kept'
  in_world pct set 901 --dev0 /dev/nvidia0,mode=0666 --dev1=/dev/nvidiactl
  exits 0
  [[ -z $output ]]
  conf_is 901 $'# a note\ndev0: /dev/nvidia0,mode=0666\ndev1: /dev/nvidiactl\nhostname: ct901\nmemory: 512\nostype: debian\nlxc.mount.entry: /dev/fuse dev/fuse none bind,create=file\n\n[snap]\n# kept\nmemory: 1\n'
  in_world pct set 901 --delete dev0,dev1
  exits 0
  conf_lacks 901 '^dev'
}

@test "set: a node is looked at first; nothing to set; an old pct knows no devN (§1.1, §3.1)" {
  given_container 901 stopped
  in_world pct set 901 --dev0 /dev/nvidia0
  ((status != 0))
  says 'Device /dev/nvidia0 does not exist'
  in_world pct set 901
  says 'no options specified'
  in_world pct set 901 --nonsense 1
  exits 255
  [[ $stderr == $'Unknown option: nonsense\n400 unable to parse option\npct set <vmid> [OPTIONS]' ]]
  given_old_pct
  in_world pct set 901 --dev0 /dev/nvidia0
  exits 255
  [[ $stderr == $'Unknown option: dev0\n400 unable to parse option\npct set <vmid> [OPTIONS]' ]]
}

@test "set: what is not set is deleted with a warning, and unprivileged stays as it is (§1.1)" {
  given_container 901 stopped
  in_world pct set 901 --delete memory
  exits 0
  [[ $stderr == "cannot delete 'memory' - not set in current configuration!" ]]
  in_world pct set 901 --unprivileged 1
  ((status != 0))
  [[ $stderr == "unable to modify read-only option: 'unprivileged'" ]]
  conf_is 901 $'hostname: ct901\nostype: debian\n'
}

@test "set: a running container takes what is live, the rest waits; the last word on a key counts (§2.5)" {
  given_container 901 'tty: 2' 'arch: amd64' '[snap]' 'memory: 1'
  in_world pct set 901 --memory 1024 --hostname new --nameserver 10.0.0.1 --features nesting=1 --delete arch
  exits 0
  conf_is 901 $'arch: amd64\nhostname: new\nmemory: 1024\nostype: debian\ntty: 2\n\n[pve:pending]\ndelete: arch\nfeatures: nesting=1\nnameserver: 10.0.0.1\n\n[snap]\nmemory: 1\n'
  in_world pct set 901 --arch i386 --delete tty,memory
  exits 0
  conf_is 901 $'arch: amd64\nhostname: new\nostype: debian\ntty: 2\n\n[pve:pending]\narch: i386\ndelete: tty\nfeatures: nesting=1\nnameserver: 10.0.0.1\n\n[snap]\nmemory: 1\n'
}

@test "set: where a node of the conf is gone, it fails after it has written (§3.1)" {
  given_container 901 stopped 'dev0: /dev/gone'
  in_world pct set 901 --tags a
  ((status != 0))
  [[ $stderr == 'Device /dev/gone does not exist' ]]
  conf_has 901 'tags: a' 'dev0: /dev/gone'
}

@test "set: to a running container a new devN waits for a reboot before PVE 9, and so does a deletion (§2.5, §3.1)" {
  given_gpus 1
  given_driver_loaded 580.76.05
  given_container 901 '[snap]' 'memory: 1'
  in_world pct set 901 --dev0 /dev/nvidia0,mode=0666
  exits 0
  run conf_has 901 'dev0: /dev/nvidia0,mode=0666'
  ((status == 1))
  container_node 901 /dev/nvidia0 none
  in_world pct pending 901
  says '^new dev0: /dev/nvidia0,mode=0666$'
  in_world pct reboot 901
  exits 0
  conf_has 901 'dev0: /dev/nvidia0,mode=0666'
  conf_lacks 901 pending
  container_node 901 /dev/nvidia0 ok
  in_world pct set 901 --delete dev0
  container_node 901 /dev/nvidia0 ok
  in_world pct reboot 901
  container_node 901 /dev/nvidia0 none
  conf_lacks 901 dev0
  conf_is 901 $'hostname: ct901\nostype: debian\n\n[snap]\nmemory: 1\n'
}

@test "set: on PVE 9 a new devN is there at once (§3.1)" {
  end_world
  given_host debian13
  given_gpus 1
  given_driver_loaded 580.76.05
  given_container 901
  in_world pct set 901 --dev0 /dev/nvidia0
  exits 0
  conf_has 901 'dev0: /dev/nvidia0'
  container_node 901 /dev/nvidia0 ok
}
