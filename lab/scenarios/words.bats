#!/usr/bin/env bats
# The words of these scenarios can fail: what they are to notice, they notice.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

fails_to() { # WORD ARGUMENT…
  local status=none stderr='' stdout=''
  ! "$@" 2>"$WORLD/out/complaint" || fails "$*" 'to fail' 'it did not'
}

@test 'a snapshot notices a byte, a time, a mode, a removal, a module and a restart, on the host and in containers' {
  given_host
  given_container 901
  given_container 920 unprivileged
  given_booted 901 920
  tree_snapshot before
  same_tree before

  inside sh -c 'printf 1 >>/etc/hostname'
  differs_in before ' /etc/hostname'
  tree_snapshot before
  inside touch -d 2001-01-01 /usr/bin/wget
  differs_in before ' /usr/bin/wget'
  tree_snapshot before
  inside rm /usr/bin/jq
  differs_in before ' /usr/bin/jq'
  tree_snapshot before
  change_kernel plug_module nouveau ''
  differs_in before ' /world/sys/module/nouveau'
  tree_snapshot before
  in_container 901 chmod 0700 /srv
  differs_in before ' /ct901/srv'
  tree_snapshot before
  in_container 920 sh -c 'printf 1 >/root/new'
  differs_in before ' /ct920/root/new'
  tree_snapshot before
  inside pct reboot 901
  differs_in before ' /ct901/run/'
}

@test 'what a container cannot open is refused, what is not there is none, and what runs is told from what does not' {
  given_host
  given_container 901
  in_container 901 mknod /root/forbidden c 195 0
  in_container 901 touch /root/file
  container_node 901 /root/forbidden refused
  container_node 901 /root/file file
  container_node 901 /root/nothing none
  container_state 901 running
  fails_to container_node 901 /root/forbidden ok
  fails_to container_state 901 stopped
  inside pct stop 901
  container_state 901 stopped
}

@test 'a strike in the middle that never comes fails the scenario' {
  given_host
  never() { false; }
  fails_to run_and never power_cycle /usr/bin/true
}

@test 'a run that ends neither killed nor done ends the runs through kills, with its own words' {
  given_host
  kill_at 'no such place' script each
  run run_through_kills "$HOST_SCRIPT"
  ((status == 1))
  [[ $output == *'killed once more, or at its end'*'the configuration cannot be read'* ]]
}

@test 'a lab is up also while its first process starts another program' {
  local parent child answer=0
  printf '#!/bin/bash\nexec "$0" "$@"\n' >"$BATS_TEST_TMPDIR/within"
  chmod +x "$BATS_TEST_TMPDIR/within"
  setsid unshare --pid --fork --kill-child "$BATS_TEST_TMPDIR/within" restless begin >/dev/null 2>&1 3>&- &
  parent=$!
  sleep 0.5
  child=$(<"/proc/$parent/task/$parent/children")
  child=${child% }
  (
    place restless
    for _ in {1..100}; do is_first_process "$child" || exit 1; done
  ) || answer=1
  kill -KILL "$parent" "$child"
  wait "$parent" || :
  ((answer == 0))
  (
    place restless
    ! is_first_process "$child"
  )
}
