#!/usr/bin/env bats
# The lab's own: pct's calls are recorded, and each of them can be made to fail, as in a world of bats/.
load ../lab

setup_file() { raise_lab; }
teardown_file() { fell_lab; }

setup() {
  trace_the_test_alone
  [[ -n $(inside ls /etc/pve/lxc) ]] || inside pct create 901 debian12 --storage local-lvm --unprivileged 0 >/dev/null
  inside rm -f /world/fault/pct /world/fault/pct.count
}

fault() { inside sh -c "printf '%s\n' \"\$@\" >/world/fault/pct" fault "$@"; } # LINE…

@test 'every call is recorded with its arguments' {
  in_world pct exec 901 --keep-env 0 -- sh -c 'echo "$1"' 'a b' ''
  calls "^pct exec 901 --keep-env 0 -- sh -c echo\\\\ \\\\\"\\\\\\\$1\\\\\" a\\\\ b ''\$"
  calls_times 1 '^pct '
}

@test 'the n-th call that matches fails, those around it do not' {
  fault '2 exit 5 ^status'
  in_world sh -c 'pct config 901 >/dev/null; pct status 901; pct status 901; echo $?; pct status 901'
  [[ $stdout == $'status: stopped\n5\nstatus: stopped' ]]
}

@test 'it says nothing, nonsense, or is killed' {
  fault '1 empty' '2 garbage' '3 kill'
  in_world sh -c 'pct status 901; pct status 901; pct status 901; echo $?'
  [[ $stdout == 'gar'* && $stdout == *$'\n137' && $stdout != *status:* ]]
}

@test 'it does its work, and fails after it' {
  fault '* after:exit 9 ^set'
  in_world pct set 901 --tags worked
  exits 9
  file_has /etc/pve/lxc/901.conf '^tags: worked$'
}

@test 'it hangs, or takes its time' {
  fault '1 sleep 1' '2 hang'
  in_world bash -c 'time pct status 901'
  says '^real.*0m[1-9]'
  in_world timeout 1 pct status 901
  exits 124
}

@test 'it kills the script that calls it' {
  given_command /root/script <<<$'#!/bin/bash\npct status 901\necho after'
  fault '1 kill-script'
  in_world /root/script
  exits 137
  never_says after
}

@test 'its exit code is its own when the work fails by itself before the fault' {
  fault '* after:exit 9'
  in_world pct status 999
  exits 9
  says "^Configuration file 'nodes/pve/lxc/999.conf' does not exist$"
}

@test 'it costs time and says more, where the world wants it' {
  inside sh -c 'echo 1 >/world/pct-seconds; echo careful >/world/pct-warning'
  in_world bash -c 'time pct status 901'
  inside rm /world/pct-seconds /world/pct-warning
  says '^real.*0m[1-9]'
  says '^careful$'
  says '^status: stopped$'
}

@test 'the locale and the environment of the caller reach the container unchanged' {
  inside pct start 901
  in_world env -i LC_ALL=en_US.UTF-8 A=1 PATH=/usr/sbin:/usr/bin:/bin pct exec 901 -- env
  [[ $(grep -Ev '^(PWD|SHLVL|_)=' <<<"$stdout" | sort) == $'A=1\nLC_ALL=en_US.UTF-8\nPATH=/sbin:/bin:/usr/sbin:/usr/bin\nTERM=linux\ncontainer=lxc' ]] \
    || fails environment 'as it was' "$stdout"
  in_world env -i PATH=/usr/sbin:/usr/bin:/bin pct exec 901 -- env
  never_says LC_ALL
}
