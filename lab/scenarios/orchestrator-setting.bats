#!/usr/bin/env bats
# Containers of the example configuration are there, and what is declared of one changes.
load ../lab

setup_file() { raise_lab debian12; }
teardown_file() { fell_lab; }

@test 'one setting that changes touches its container only' {
  given_example_templates
  given_only 900 901 914 917
  orchestrate --LetsGo
  exits 0
  remember_boots before
  tree_snapshot before
  given_lxc_config '.lxc_configs["914"].memory_mb = 20000'
  orchestrate --LetsGo
  exits 0
  conf_has 914 'memory: 20000'
  same_boots before
  changes_only before '/etc/pve(/nodes/pve/lxc(/914\.conf)?|/\.vmlist)?' '/var/lib/lxc/914(/.*)?' '/ct914/.*' \
    '/usr/local/phoenix_hypervisor/etc(/.*)?' '/world/.*' '/var/log/.*' '/run/.*' '/sys/fs/cgroup/.*'
}

# Of all paths those that have changed since are of these kinds.
changes_only() { # NAME REGEX…
  local allowed
  changes_since "$1"
  allowed=$(IFS='|' && printf '(%s)' "${*:2}")
  sed -n 's/^[<>] [^/]*//p' "$WORLD/out/changes" | grep -Evx -- "$allowed" >"$WORLD/out/others" || return 0
  fails 'what has changed' "$allowed" "$(<"$WORLD/out/others")"
}
