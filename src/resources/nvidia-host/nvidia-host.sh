# The kernel of this host holds the driver of this version, and every assigned GPU has its nodes.
host_serves_gpus() { # <version> <GPUs> <vendor> <driver that keeps devices> <class…>
  local loaded pair
  advice='run hypervisor_setup/hypervisor_feature_install_nvidia.sh on this host first'
  loaded_version loaded nvidia || return
  [[ $loaded == "$1" ]] || {
    drift "module nvidia $1 in the kernel of this host" "${loaded:-none}"
    return
  }
  host_has_gpus "${@:2}" || return
  find_wanted_nodes "$2" || return
  for pair in "${wanted_nodes[@]}"; do
    node_is "${pair% *}" "${pair#* }" || return
  done
}

# GPUs are counted from 0.
host_has_gpus() { # <GPUs> <vendor> <driver that keeps devices> <class…>
  find_free_pci_devices "${@:2}" || return
  gpus_are_among "$1" "${#pci_addresses[@]}"
}

gpus_are_among() { # <GPUs> <how many the host has>
  local index indices=()
  read -r -a indices <<<"$1"
  for index in "${indices[@]}"; do
    ((index >= $2)) || continue
    advice='correct gpu_assignment of the container'
    drift "GPU $index on this host" "$2 GPUs, counted from 0"
    return
  done
}
