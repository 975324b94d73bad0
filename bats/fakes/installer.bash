# The other half of nvidia-installer: its words, its options, and what it does to a driver that is there already.
# shellcheck shell=bash
# shellcheck source=bats/fakes/modules.bash
. /usr/local/lib/ashlar-fakes/modules.bash
# shellcheck source=bats/fakes/driver.bash
. /usr/local/lib/ashlar-fakes/driver.bash

# Dependants first: the order in which the family unloads.
readonly NVIDIA_MODULES=(nvidia_peermem nvidia_vgpu_vfio nvidia_uvm nvidia_drm nvidia_modeset nvidia)
declare -A given=()

# Errors and warnings go to stderr even when silent; everything goes to the log. nvidia.md §1.1
say() { printf '%s\n' "$1" >>"$log"; }                                    # <text>
warn() { printf '\nWARNING: %s\n\n' "$1" | tee -a "$log" >&2; }           # <text>
error() { printf '\nERROR: %s\n\n' "$1" | tee -a "$log" >&2; }            # <text>

# A sentence of the real installer; @ in it stands for the word.
text() { # <name> [word]
  local name sentence
  while read -r name sentence; do
    if [[ $name == "$1" ]]; then printf '%s\n' "${sentence//@/${2:-}}"; fi
  done </usr/local/lib/ashlar-fakes/nvidia-texts
}

invalid() { # <text>
  printf "%s\n" "$1" >&2
  printf "\nERROR: Invalid commandline, please run \`%s --help\` for usage information.\n\n" "$0" >&2
  exit 1
}

older_than() { # <version>: is this driver of an older branch?
  local -a other own
  local place
  IFS=. read -ra other <<<"$1"
  IFS=. read -ra own <<<"$version"
  for place in "${!other[@]}"; do
    if ((10#${own[place]:-0} != 10#${other[place]})); then ((10#${own[place]:-0} < 10#${other[place]})); return; fi
  done
  return 1
}

# Prints `name kind` of an option that this branch knows, by its exact name or letter. nvidia.md §1.2
option_named() { # <name>
  local name since kind letter
  while read -r name since kind letter; do
    if [[ $1 != "$name" && $1 != "$letter" ]]; then continue; fi
    if older_than "$since"; then continue; fi
    printf '%s %s\n' "$name" "$kind"
    return
  done </usr/local/lib/ashlar-fakes/nvidia-options
  return 1
}

find_option() { # <name>: sets option and kind; `no-` turns a boolean off
  local found negated=''
  if ! found=$(option_named "$1"); then
    negated=yes
    found=$(option_named "${1#no-}") || return
    [[ $1 == no-* && $found == *' boolean' ]] || return
  fi
  read -r option kind <<<"$found"
  if [[ -n $negated ]]; then kind=negated; fi
}

# One dash or two, `--o=v` or `--o v`; a bare `--` silently drops the rest.
parse_options() {
  local word value option kind
  while (($# > 0)); do
    word=$1
    shift
    if [[ $word == -- ]]; then return; fi
    if [[ $word != -* ]]; then invalid "nvidia-installer: unrecognized option: \"$word\""; fi
    value=${word#*=} word=${word%%=*} word=${word#-} word=${word#-}
    find_option "$word" || invalid "nvidia-installer: unrecognized option: \"$word\""
    if [[ $kind == value && $value == -* ]]; then
      (($# > 0)) || invalid "nvidia-installer: option \"$word\" requires an argument."
      value=$1
      shift
    elif [[ $kind != value && $value != -* ]]; then
      invalid "nvidia-installer: \"$word\" does not take an argument"
    fi
    case $kind in value) given[$option]=$value ;; negated) given[$option]=no ;; *) given[$option]=yes ;; esac
  done
}

# Both flavours are in the package from 515 on; 560 prefers the open one.
choose_flavour() {
  flavour=proprietary
  if ! older_than 560.28.03; then flavour=open; fi
  if [[ -n ${given[kernel-module-type]:-} ]]; then flavour=${given[kernel-module-type]}; fi
  [[ $flavour == @(open|proprietary) ]] || invalid "Invalid kernel module type: $flavour"
}

# Without --silent (or no questions) it asks, and a closed stdin is no answer.
ask_if_interactive() {
  if [[ -n ${given[silent]:-}${given[no-questions]:-} || ${given[ui]:-} == none ]]; then return; fi
  printf 'Continue installation, or abort? (Answer: continue/abort) ' >&2
  local answer=''
  read -r answer || :
  [[ $answer == continue ]] || exit 1
}

driver_info() {
  local present
  if ! present=$(installed_driver); then
    error 'There is no NVIDIA driver currently installed.'
    exit 1
  fi
  printf 'The currently installed driver is: %s (version: %s).\n' "$DRIVER_TITLE" "$present"
}

# Every logged file still has its checksum, every link its target.
check_sanity() {
  local kind file value crc
  installed_driver >/dev/null || exit 1
  while read -r kind file && read -r value; do
    case $kind in
      0:) [[ $(readlink "$file") == "$value" ]] || exit 1 ;;
      1:)
        [[ -f $file ]] || exit 1
        crc=$(cksum "$file")
        [[ ${crc%% *} == "$value" ]] || exit 1
        ;;
      *) ;;
    esac
  done < <(tail -n +3 "$DRIVER_LOG")
}

# Always reports success: 0 even with nothing installed. nvidia.md §1.3
uninstall_driver() {
  local present kind file value
  present=$(installed_driver) || return 0
  if [[ -z ${given[skip-module-unload]:-} ]]; then unload_family; fi
  while read -r kind file && read -r value; do rm -f "$file"; done < <(tail -n +3 "$DRIVER_LOG")
  if command -v dkms >/dev/null; then dkms remove -m nvidia -v "$present" --all >>"$log" 2>&1 || :; fi
  rm -rf "/usr/src/nvidia-$present" /var/lib/nvidia /lib/modules/*/kernel/drivers/video/nvidia*.ko
  if [[ -z ${given[skip-depmod]:-} ]]; then depmod -a >>"$log" 2>&1 || :; fi
  say "Uninstallation of existing driver: $DRIVER_TITLE ($present) is complete."
}

unload_family() {
  local module
  for module in "${NVIDIA_MODULES[@]}"; do
    if is_loaded "$module"; then rmmod "$module" >>"$log" 2>&1 || :; fi
  done
}

# The log is opened for writing by every mode, the read-only ones included.
open_log() {
  log=/var/log/nvidia-installer.log
  if [[ -n ${given[uninstall]:-} ]]; then log=/var/log/nvidia-uninstall.log; fi
  log=${given[log-file-name]:-$log}
  printf 'nvidia-installer log file %s\nnvidia-installer command line:\n    %s\n' "'$log'" "$0" >"$log"
}

# The package in the working directory, else the driver that is installed.
read_version() {
  version=$(installed_driver) || version=9999
  if [[ ${0##*/} == nvidia-installer && -f .manifest ]]; then version=$(sed -n 2p .manifest); fi
}

main() {
  local version log flavour
  read_version
  parse_options "$@"
  if [[ ${0##*/} == nvidia-uninstall ]]; then given[uninstall]=yes; fi
  open_log
  choose_flavour
  if [[ -n ${given[driver-info]:-} ]]; then driver_info
  elif [[ -n ${given[sanity]:-} ]]; then check_sanity
  elif [[ -n ${given[uninstall]:-} ]]; then uninstall_driver
  elif [[ -f .manifest ]]; then ask_if_interactive && install_driver
  else
    error "No package found for installation.  Please run this utility with the \`--help\` option for usage information."
    exit 1
  fi
}
