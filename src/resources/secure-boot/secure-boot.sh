# A firmware that takes only signed code makes the kernel refuse a module built here, unless the owner of the host has
# enrolled the key that dkms signs with. A loaded module of that name is proof that the kernel takes it.
locally_built_module_loads() { # <module>
  local -r variable=/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c key=/var/lib/dkms/mok.pub
  local bytes=()
  [[ -e $variable && ! -d /sys/module/$1 ]] || return 0
  # Four bytes of attributes, of which three are NUL, then 0 or 1.
  mapfile -d '' -t bytes <"$variable"
  [[ ${#bytes[@]} == 4 && ${bytes[3]} =~ ^$'\1'?$ ]] || {
    cannot_tell 'the Secure Boot variable of the firmware' 'something else than 0 or 1'
    return
  }
  [[ -n ${bytes[3]} ]] || return 0
  key_is_enrolled "$key" || {
    advice="apt-get install dkms mokutil; dkms generate_mok; mokutil --import $key; reboot and confirm on the console"
    drift "Secure Boot off, or the key $key enrolled" 'Secure Boot on, and the key is not among those enrolled'
  }
}

# The certificate stands byte for byte in the list that the boot loader hands on. NULs are what mapfile splits at.
key_is_enrolled() { # <certificate>
  local -r list=/sys/firmware/efi/efivars/MokListRT-605dab50-e046-4300-abb6-3dd810dd8b23
  local LC_ALL=C certificate=() enrolled=() wanted found_keys
  [[ -s $1 && -s $list ]] || return 1
  mapfile -d '' -t certificate <"$1"
  mapfile -d '' -t enrolled <"$list"
  printf -v wanted '%s<NUL>' "${certificate[@]}"
  printf -v found_keys '%s<NUL>' "${enrolled[@]}"
  [[ $found_keys == *"${wanted%<NUL>}"* ]]
}
