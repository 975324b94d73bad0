# What differs between the two distributions a world can be; their packages are in installed.<variant>.
# shellcheck shell=bash

# The test keys have file names like the vendor's, so that a script's table of key files is exercised.
variant() { # debian12|debian13
  case $1 in
    debian12) CODENAME=bookworm VERSION_ID=12 KERNEL=6.8.12-9-pve NEXT_KERNEL=6.8.12-13-pve ;;
    debian13) CODENAME=trixie VERSION_ID=13 KERNEL=6.14.11-4-pve NEXT_KERNEL=6.17.2-1-pve ;;
    *) printf 'no such variant: %s\n' "$1" >&2; return 2 ;;
  esac
  export VARIANT=$1 CODENAME VERSION_ID KERNEL NEXT_KERNEL
}

cuda_key_file() { # debian12|debian13
  case $1 in debian13) printf '8793F200.pub\n' ;; *) printf '3bf863cc.pub\n' ;; esac
}
