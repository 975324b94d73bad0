# Other tools of the host look at this file too, and a boot clears it.
readonly reboot_marker=/run/reboot-required

mark_reboot() {
  printf '%s\n' '*** System restart required ***' >"$reboot_marker"
}

# The run cannot go on before the next boot, and then goes on by what it finds. It ends here, with exit code 10.
request_reboot() { # <reason>
  mark_reboot
  advice='reboot, then run the same command again (--reboot reboots by itself)'
  if [[ ${flags[reboot]:-no} == yes ]]; then
    say note "$step: the host reboots now, as --reboot asks"
    advice='run the same command again when the host is up'
    run systemctl reboot
  fi
  last_command='' last_output=''
  fail_step "a reboot is needed: $1" 10
}
