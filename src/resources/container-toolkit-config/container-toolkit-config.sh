# TOML: a setting belongs to the section that began last, and one before all sections to none.
toolkit_leaves_cgroups_alone() {
  local file=/etc/nvidia-container-runtime/config.toml line section='' value=''
  [[ -r $file ]] || {
    drift "no-cgroups = true in $file" 'no such file'
    return
  }
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ ^[[:space:]]*\[([^]]*)\] ]]; then
      section=${BASH_REMATCH[1]}
    elif [[ $section == nvidia-container-cli && $line =~ ^[[:space:]]*no-cgroups[[:space:]]*=[[:space:]]*([a-z]+) ]]; then
      value=${BASH_REMATCH[1]}
    fi
  done <"$file"
  [[ $value == true ]] || drift "no-cgroups = true in section nvidia-container-cli of $file" "${value:-not set}"
}

leave_cgroups_alone() {
  run nvidia-ctk config --set nvidia-container-cli.no-cgroups=true --in-place
}
