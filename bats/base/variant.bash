# What differs between the distributions: two that a host can be, three that a container can be.
# shellcheck shell=bash

variant() { # debian12|debian13
  case $1 in
    debian12) KERNEL=6.8.12-9-pve NEXT_KERNEL=6.8.12-13-pve ;;
    debian13) KERNEL=6.14.11-4-pve NEXT_KERNEL=6.17.2-1-pve ;;
    *) printf 'no such variant: %s\n' "$1" >&2; return 2 ;;
  esac
  export VARIANT=$1 KERNEL NEXT_KERNEL
  distribution "$1"
}

distribution() { # debian12|debian13|ubuntu2404
  case $1 in
    debian12) CODENAME=bookworm VERSION_ID=12 OS_ID=debian OS_NAME='Debian GNU/Linux' ;;
    debian13) CODENAME=trixie VERSION_ID=13 OS_ID=debian OS_NAME='Debian GNU/Linux' ;;
    ubuntu2404) CODENAME=noble VERSION_ID=24.04 OS_ID=ubuntu OS_NAME=Ubuntu ;;
    *) printf 'no such distribution: %s\n' "$1" >&2; return 2 ;;
  esac
  export CODENAME VERSION_ID OS_ID OS_NAME
}

# The test keys have file names like the vendor's, so that a script's table of key files is exercised.
cuda_key() { # DISTRIBUTION
  case $1 in debian13) printf '8793F200\n' ;; *) printf '3bf863cc\n' ;; esac
}
