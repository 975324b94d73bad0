# What a snapshot is made from: while that is what is declared, clones of it are as wanted.
declare -gA script_digests=()

# sha256 over what clones take over from the container and from those it was cloned from: their entries, the driver, and
# the scripts of their features. Nothing where no snapshot is declared, or where there is no container to have one yet.
tell_snapshot_digest() { # <result variable> <CTID>
  local id=$2 feature text='' digest='' script='' looked_at=' '
  printf -v "$1" '%s' ''
  if [[ -z ${container_snapshot[$2]} ]] || [[ $run_mode == plan && ! -e /etc/pve/lxc/$2.conf ]]; then return 0; fi
  digest_scripts
  while [[ -n $id && $looked_at != *" $id "* && -v container_features[$id] ]]; do
    text+="${container_inheritance[$id]}"$'\n'
    tell_application_digest script "$bin_directory" "${container_application[$id]}"
    text+="${script:+application $script}"$'\n'
    for feature in ${container_features[$id]}; do text+="$feature ${script_digests[$feature]:-}"$'\n'; done
    looked_at+="$id " id=${container_parent[$id]}
  done
  digest=$(sha256sum <<<"$text")
  printf -v "$1" '%s' "${digest%% *}"
}

# Of all scripts at once, and once.
digest_scripts() {
  local listing='' names=() digests=() index
  ((${#script_digests[@]} == 0)) || return 0
  names=("${!feature_scripts[@]}")
  probe listing sha256sum -- "${feature_scripts[@]/#/$bin_directory/}"
  mapfile -t digests <<<"$listing"
  for index in "${!names[@]}"; do script_digests[${names[index]}]=${digests[index]%% *}; done
}

# Clones take over all features of a container: a run of one of them takes no snapshot.
tell_if_snapshot_is_due() { # <result variable> <name of the snapshot>
  printf -v "$1" false
  [[ -z $2 || -n $wanted_feature ]] || printf -v "$1" true
}
