# The host itself, before any container: its features in their order, and the reboot that one of them may need.
readonly resume_unit=phoenix-orchestrator-resume.service
readonly resume_file=/etc/systemd/system/$resume_unit
declare -g resume_command=''

setup_hypervisor() {
  local name flag flags_of_script=() code=0
  for flag in "${hypervisor_flags[@]}"; do
    [[ ${flags[$flag]} == no ]] || flags_of_script+=("--$flag")
  done
  if [[ ${flags[reboot]} == yes ]]; then choose_resume_command; fi
  end_resume
  trap 'end_setup INT 130' INT
  trap 'end_setup TERM 143' TERM
  trap 'end_setup HUP 129' HUP
  for name in "${hypervisor_features[@]}"; do
    run_nested "$name" "${hypervisor_scripts[$name]}" "${flags_of_script[@]}"
    worse_of code "$code" "$nested_exit"
    if ((nested_exit > 0 && nested_exit != 3)); then break; fi
  done
  if ((nested_exit == 10)) && [[ ${flags[reboot]} == yes ]]; then continue_after_reboot; fi
  # Its own exit code is that of the run.
  trap - ERR
  say "done" "${name:-nothing}: ${nested_summary:-nothing to do} in $((SECONDS - run_started)) s${run_log:+ (log: $run_log)}"
  journal event end exit "$code" seconds "$((SECONDS - run_started))"
  return "$code"
}

# Ctrl-C, a kill or a lost terminal: the script that works says where it stopped.
end_setup() { # <signal> <exit code>
  trap '' INT TERM HUP
  end_nested
  on_signal "$1" "$2"
}

# What a run before the reboot has left for after it is done with, once the host has booted anew.
end_resume() {
  local line='' boot=''
  [[ $run_mode != plan && -e $resume_file ]] || return 0
  read -r boot </proc/sys/kernel/random/boot_id
  while IFS= read -r line; do [[ $line != "# asked for in boot $boot" ]] || return 0; done <"$resume_file"
  run systemctl disable "$resume_unit"
  rm --force -- "$resume_file"
  run systemctl daemon-reload
  say note "going on after the reboot; $resume_unit has removed itself"
}

# Known before anything is changed for the sake of a reboot.
choose_resume_command() {
  local config=''
  [[ -z $config_file ]] || config=$(realpath -- "$config_file")
  [[ $bin_directory$config =~ ^[A-Za-z0-9/._-]+$ ]] || die 4 "a unit of systemd cannot hold these paths: $bin_directory $config" \
    'put the tree and its configuration where the path has letters, digits, . _ and - only'
  resume_command="$bin_directory/$run_name.sh --setup-hypervisor${flags_of_script[*]:+ ${flags_of_script[*]}}"
  resume_command+=${config:+ --config=$config}
}

# Once: the run after the reboot does not reboot again by itself.
continue_after_reboot() {
  local boot=''
  read -r boot </proc/sys/kernel/random/boot_id
  replace_file "$resume_file" 0644 "[Unit]
Description=Goes on with the set-up of this hypervisor after its reboot
# asked for in boot $boot
Wants=network-online.target
After=network-online.target pve-cluster.service

[Service]
Type=oneshot
ExecStart=$resume_command

[Install]
WantedBy=multi-user.target
"
  run systemctl enable "$resume_unit"
  say note "the host reboots now, as --reboot asks, and $resume_unit goes on"
  run systemctl reboot
}
