# What this run is to do with which containers, by CTID: those it converges, and those whose snapshot it is to take anew.
declare -gA containers_of_run=() refresh_wanted=()

# What is not there yet, and this run brings about before it is needed, is no finding.
run_brings_container() { # <CTID>
  [[ -v containers_of_run[$1] ]]
}

# A run of one feature takes none.
run_brings_snapshot() { # <CTID>
  run_brings_container "$1" && [[ -z $wanted_feature ]]
}

run_refreshes_snapshot() { # <CTID>
  [[ -v refresh_wanted[$1] ]]
}
