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
  local id=$1 keep=1 root=$GUESTS/$1/root path
  local -a before command=()
  take_options "${@:2}"
  load_conf "$id"
  inside_or_die "$id" "container '$id' not running!"
  ((${#command[@]} > 0)) || die 255 'missing command at /usr/share/perl5/PVE/CLI/pct.pm line 129.'
  environment
  refuse_unknown "${command[0]}"
  take_streams
  exec "${before[@]}" /usr/sbin/chroot "$root" "${command[@]}"
}

# Up to `--` they may stand anywhere. §1.2
take_options() { # <word>...: sets keep and command
  while (($# > 0)) && [[ $1 != -- ]]; do
    case $1 in
      --keep-env*) keep_env "$@" && shift "$((taken - 1))" ;;
      -?*) unknown_exec_option "$1" ;;
      *) command+=("$1") ;;
    esac
    shift
  done
  command+=("${@:2}")
}

keep_env() { # <word>...: sets keep and taken
  taken=1
  [[ ! -e /world/pct-old ]] || unknown_exec_option "${1%%=*}"
  case $1 in
    --keep-env=*) keep=${1#*=} ;;
    --keep-env)
      if [[ ${2:-} == [01] ]]; then keep=$2 taken=2; fi
      ;;
    *) unknown_exec_option "$1" ;;
  esac
}

unknown_exec_option() { unknown_option "${1##+(-)}" 'exec <vmid> [<extra-args>] [OPTIONS]'; } # <word>

# A link may lead anywhere in the container's root: what is behind it shows only there.
refuse_unknown() { # <command>
  local file answer=127 text='No such file or directory' files=("$root/$1")
  if leads_over_link "$1"; then return; fi
  if [[ $1 != */* ]]; then IFS=: read -ra files <<<"${path//:/\/$1:}/$1" && files=("${files[@]/#/$root}"); fi
  for file in "${files[@]}"; do
    if [[ -L $file || (-f $file && -x $file) ]]; then return; fi
    if [[ -e $file ]]; then answer=126 text='Permission denied'; fi
  done
  # As LXC 5.0.2 says it.
  die "$answer" "lxc-attach: $id: ../src/lxc/attach.c: lxc_attach_run_command: 1841 $text - Failed to exec \"$1\""
}

leads_over_link() { # <path>
  local part path=$root parts
  IFS=/ read -ra parts <<<"${1%/*}"
  [[ $1 == */* ]] || return
  for part in "${parts[@]}"; do
    path+=/$part
    if [[ -L $path ]]; then return; fi
  done
  return 1
}

# lxc makes what a privileged container gets as its streams its own: a host's file ends up with mode 0600. §1.2
take_streams() {
  local descriptor files=()
  for descriptor in 0 1 2; do
    if [[ -f /proc/self/fd/$descriptor ]]; then files+=("/proc/self/fd/$descriptor"); fi
  done
  if ((${#files[@]} > 0)) && [[ ${values[current/unprivileged]:-} != 1 ]]; then chmod 0600 "${files[@]}"; fi
}

# A kept environment is the host's, but for PATH, which pct has overwritten. §1.2
environment() { # sets before and path
  before=(/usr/bin/env) path=/sbin:/bin:/usr/sbin:/usr/bin
  if [[ $keep == 0 ]]; then
    before+=(-i) path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  elif [[ -n $locale ]]; then
    before+=("LC_ALL=$locale")
  else
    before+=(-u LC_ALL)
  fi
  before+=("PATH=$path" container=lxc TERM=linux)
  if [[ -e /world/guests/$id.refused ]]; then before+=(/usr/local/lib/ashlar-fakes/without-override); fi
}

# The task's failures are said and forgotten: exit 0. §1.3
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
  lock_conf "$id"
  inside_or_die "$id" 'can only push files to a running CT'
  (push_into) || :
}

push_into() {
  [[ -r $file ]] || die 255 "failed to open $file for reading: No such file or directory"
  [[ $mode == 0* || -z $mode ]] || mode=0$mode
  [[ $mode == *([0-7]) ]] || die 255 "invalid mode: '$mode'"
  if [[ -e /world/push-fails ]]; then die 255 "failed to create file: $target: No space left on device"; fi
  copy_inside >&2 2>&1
}

# New: mode as asked or by the umask. There already: written over in place.
copy_inside() {
  local script="[ -d \"\${1%/*}/\" ] || { printf 'failed to create file: %s: No such file or directory\n' \"\$1\"; exit; }
    [ -e \"\$1\" ] || : >\"\$1\"; \${2:+chmod \"\$2\" \"\$1\"}; cat >\"\$1\""
  sent "$file" | /usr/sbin/chroot "$GUESTS/$id/root" /bin/sh -c "$script" push "$target" "$mode"
}

sent() { # <file>
  if [[ -d $1 ]]; then return; fi
  if [[ -f /world/push-bytes ]]; then head --bytes="$(</world/push-bytes)" "$1"; else cat "$1"; fi
}
