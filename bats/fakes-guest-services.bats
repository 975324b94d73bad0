#!/usr/bin/env bats
# systemd in a container of the world: units, services as processes, and what it says of them.
load world

setup() {
  trace_the_test_alone
  given_host
  given_container 901
  given_container_file 901 /etc/systemd/system/demo.service 0644 "[Service]
User=nobody
StateDirectory=demo
Environment=\"GREETING=a b\" PLAIN=c
ExecStart=/opt/demo \"two words\" 50%% \$\$HOME x\\x20y
[Install]
WantedBy=multi-user.target
"
  given_container_file 901 /opt/demo 0755 '#!/bin/bash
printf "%s|" "$(id -un)" "$GREETING" "$PLAIN" "$@" >/var/lib/demo/seen
exec sleep infinity
'
}
teardown() { end_world; }

service() { in_world pct exec 901 -- systemctl "$@"; }

@test "a service runs as its user, with its words and its environment, and as long as it is active" {
  service enable --now demo.service
  exits 0
  in_world bash -c 'until [[ -s /world/ct/901/root/var/lib/demo/seen ]]; do sleep 0.02; done'
  container_file 901 /var/lib/demo/seen 0644 'nobody|a b|c|two words|50%|$HOME|x y|'
  given_no_container_file 901 /var/lib/demo/seen
  in_world bash -c 'true'
  service is-active demo.service
  exits 0
  run_script /bin/bash -c 'until [[ -s /world/ct/901/root/var/lib/demo/seen ]]; do sleep 0.02; done'
  exits 0
}

@test "the time of its start is told to the microsecond, and files changed since are newer" {
  service start demo.service
  service show --timestamp=us+utc --property=ActiveState,ExecMainStartTimestamp demo.service
  says '^ActiveState=active$'
  says '^ExecMainStartTimestamp=[A-Z][a-z]{2} 20[0-9-]{8} [0-9:]{8}\.[0-9]{6} UTC$'
  since=$(sed -n 's/^ExecMainStartTimestamp=[A-Za-z]* //p' "$WORLD/out/stdout")
  in_world pct exec 901 -- find /etc/systemd/system/demo.service -newerct "$since"
  never_says demo
  given_in_container 901 touch /etc/systemd/system/demo.service
  in_world pct exec 901 -- find /etc/systemd/system/demo.service -newerct "$since"
  says demo
}

@test "a service that ends with an error has failed, and its journal says why" {
  given_container_file 901 /opt/demo 0755 $'#!/bin/bash\necho no such model\nexit 3\n'
  service start demo.service
  exits 0
  in_world bash -c 'until [[ -e /world/ct/901/root/run/units/demo.service.ended ]]; do sleep 0.02; done'
  service is-active demo.service
  exits 3
  says '^failed$'
  in_world pct exec 901 -- journalctl --no-pager --unit=demo.service --lines=5
  says '^no such model$'
}

@test "Type=notify: started when it says so, failed when it ends before" {
  given_in_container 901 sed -i 's/^User=.*/Type=notify/; s/^StateDirectory=.*//' /etc/systemd/system/demo.service
  given_container_file 901 /opt/demo 0755 $'#!/bin/bash\nsleep 0.3\n: >"$NOTIFY_SOCKET"\nexec sleep infinity\n'
  service start demo.service
  exits 0
  container_file 901 /run/units/demo.service.ready 0644
  service stop demo.service
  given_container_file 901 /opt/demo 0755 $'#!/bin/bash\nexit 1\n'
  service start demo.service
  exits 1
  says 'Job for demo.service failed'
  service is-active demo.service
  says '^failed$'
}

@test "an enabled service is started by a boot, another one is not" {
  service enable demo.service
  service is-active demo.service
  says '^inactive$'
  in_world bash -c 'pct reboot 901; pct exec 901 -- systemctl is-system-running --wait'
  service is-active demo.service
  says '^active$'
  service disable demo.service
  in_world bash -c 'pct reboot 901; pct exec 901 -- systemctl is-system-running --wait'
  service is-active demo.service
  says '^inactive$'
}
