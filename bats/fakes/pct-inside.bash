# pct exec and pct push. proxmox.md §1.2, §1.3. Needs guests.bash.
# shellcheck shell=bash

inside_or_die() { # <id> <text>
  [[ $(guest_state "$1") == running ]] || die 255 "$2"
  if [[ -s /world/guests/$1.pending ]]; then
    # shellcheck source=bats/fakes/guest-boot.bash
    . /usr/local/lib/ashlar-fakes/guest-boot.bash
    go_on_booting "$1"
  fi
}

# Neither shell nor child: the command takes the place of pct.
run_inside() { # <id> [option]... [--] <command> [argument]...
  local id=$1 keep=1 root=$GUESTS/$1/root
  local -a before
  shift
  while (($# > 0)) && [[ $1 == -* && $1 != -- ]]; do
    exec_option "$@"
    shift "$taken"
  done
  if [[ ${1:-} == -- ]]; then shift; fi
  inside_or_die "$id" "container '$id' not running!"
  (($# > 0)) || die 255 'missing command'
  environment
  take_streams
  exec "${before[@]}" /usr/sbin/chroot "$root" "$@"
}

exec_option() { # <word>...: sets keep and taken
  taken=1
  [[ ! -e /world/pct-old ]] || die 255 "Unknown option: ${1##+(-)}"
  case $1 in
    --keep-env=*) keep=${1#*=} ;;
    --keep-env)
      if [[ ${2:-} == [01] ]]; then keep=$2 taken=2; fi
      ;;
    *) die 255 "Unknown option: ${1##+(-)}"$'\n''400 unable to parse option' ;;
  esac
}

# lxc makes what a privileged container gets as its streams its own: a host's file ends up with mode 0600. §1.2
take_streams() {
  local descriptor files=()
  for descriptor in 0 1 2; do
    if [[ -f /proc/self/fd/$descriptor ]]; then files+=("/proc/self/fd/$descriptor"); fi
  done
  if ((${#files[@]} > 0)) && [[ $'\n'$(<"$(conf "$id")") != *$'\nunprivileged: 1'* ]]; then chmod 0600 "${files[@]}"; fi
}

# A kept environment is the host's, but for PATH, which pct has overwritten. §1.2
environment() { # sets before
  before=(/usr/bin/env)
  if [[ $keep == 0 ]]; then
    before+=(-i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
  elif [[ -n $locale ]]; then
    before+=(PATH=/sbin:/bin:/usr/sbin:/usr/bin "LC_ALL=$locale")
  else
    before+=(-u LC_ALL PATH=/sbin:/bin:/usr/sbin:/usr/bin)
  fi
  before+=(container=lxc TERM=linux)
  if [[ -e /world/guests/$id.refused ]]; then before+=(/usr/local/lib/ashlar-fakes/without-override); fi
}

# The worker's failures are said and forgotten: exit 0. §1.3
push() { # <id> <file> <destination> [option]...
  local id=$1 file=${2:-} target=${3:-} mode=''
  shift 3 || die 255 '400 not enough arguments'
  while (($# > 0)); do
    case $1 in
      --perms) mode=$2 && shift ;;
      --perms=*) mode=${1#*=} ;;
      *) ;;
    esac
    shift
  done
  [[ -z $mode || $mode =~ ^0?[0-7]+$ ]] || die 255 "invalid mode: '$mode'"
  lock_conf "$id"
  refuse_locked "$id"
  inside_or_die "$id" 'can only push files to a running CT'
  [[ -r $file ]] || die 2 "failed to open $file for reading: No such file or directory"
  copy_inside 2>&1 | cat >&2 || :
}

# New: mode as asked or by the umask. There already: written over in place.
copy_inside() {
  local script="[ -e \"\$1\" ] || : >\"\$1\"; \${2:+chmod \"\$2\" \"\$1\"}; cat >\"\$1\""
  if [[ -e /world/push-fails ]]; then
    printf "failed to create file %s: No space left on device\n" "$target"
    return
  fi
  sent "$file" | /usr/sbin/chroot "$GUESTS/$id/root" /bin/sh -c "$script" push "$target" "$mode"
}

sent() { # <file>
  if [[ -d $1 ]]; then return; fi
  if [[ -f /world/push-bytes ]]; then head --bytes="$(</world/push-bytes)" "$1"; else cat "$1"; fi
}
