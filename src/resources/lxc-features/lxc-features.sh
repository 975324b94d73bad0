# Features of Proxmox as they are in force: those that wait for a restart stand in another section.
container_has_features() { # <CTID> <features> <more of them, where it is unprivileged>
  local value names=() more=() name lacking=''
  read_conf "$1" || return
  conf_value value features
  read -r -a names <<<"$2"
  if conf_is_unprivileged; then read -r -a more <<<"$3"; fi
  for name in "${names[@]}" "${more[@]}"; do
    [[ ,$value, =~ ,$name=(1|on|yes|true), ]] || lacking+=${lacking:+,}$name=1
  done
  [[ -n $lacking ]] || return 0
  advice="add ${lacking//,/ and } to pct_options of container $1 in the configuration, and run phoenix_orchestrator.sh $1"
  drift "features of container $1: $lacking" "${value:-none}"
}
