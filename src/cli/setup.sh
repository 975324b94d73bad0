# shellcheck shell=bash
# What `ashlar` needs on this machine: Node, the packages of the lockfile, and for some subcommands a few programs.
# Sourced by `ashlar`. Everything after a finished set-up works offline.

# Folder of the project.
declare -g project=''

# Programs that were looked for and not found, and the Debian packages that bring them.
declare -ga missing=() debian_packages=()

# All that is missing is found first: one message, or one run of apt, deals with all of it.
set_up() { # <folder of the project> <subcommand> <its arguments…>
  project=$1
  find_missing "${@:2}"
  if ((${#debian_packages[@]} > 0 && EUID == 0)); then install_debian_packages "${@:2}"; fi
  if ((${#missing[@]} > 0)); then say_missing "$2"; fi
  install_node_packages
}

find_missing() { # <subcommand> <its arguments…>
  missing=() debian_packages=()
  local node_version=''
  if type -P node >/dev/null; then node_version=$(node --version); fi
  [[ $node_version =~ ^v([0-9]+) ]] && ((BASH_REMATCH[1] >= 20)) \
    || missing+=("Node.js 20 or newer (found: ${node_version:-none})   https://nodejs.org/download")
  type -P npm >/dev/null || missing+=('npm, which comes with Node.js')
  case $1 in
    build | check) need_shellcheck ;;
    test)
      need_shellcheck
      need bwrap bubblewrap
      need gpg gpg
      need jq jq
      need perl perl
      need wget wget
      need python3 python3-venv
      need zstd zstd
      ;;
    *) ;;
  esac
  if lab_is_wanted "$@"; then need_lab; fi
}

# The same as in src/cli/test.ts: a whole run of continuous integration leaves nothing out. Help needs nothing.
lab_is_wanted() { # <subcommand> <its arguments…>
  case $1 in
    lab) [[ ${2:-help} != @(help|-*) && ${3:-} != --help ]] ;;
    test) [[ " $* " == *' --lab '* || (${CI:-} == true && " $* " != *' --only'*) ]] ;;
    *) return 1 ;;
  esac
}

# The lab knows itself what it needs, and some of it no package brings.
need_lab() {
  local lacking line
  if lacking=$("$project/lab/able"); then return; fi
  while IFS= read -r line; do
    missing+=("$line")
    if [[ $line == *' of the Debian package '* ]]; then debian_packages+=("${line##* }"); fi
  done <<<"$lacking"
}

need() { # <program> <Debian package>
  if type -P "$1" >/dev/null; then return; fi
  missing+=("$1")
  debian_packages+=("$2")
}

# A machine without root may have fetched it once with the npm package of that name.
need_shellcheck() {
  [[ -x $project/node_modules/shellcheck/bin/shellcheck ]] || need shellcheck shellcheck
}

install_debian_packages() { # <subcommand> <its arguments…>
  if ! type -P apt-get >/dev/null; then return; fi
  printf 'ashlar: installing %s\n' "${debian_packages[*]}" >&2
  DEBIAN_FRONTEND=noninteractive apt-get --quiet --quiet update </dev/null >&2 || :
  DEBIAN_FRONTEND=noninteractive apt-get --quiet --quiet --yes --no-install-recommends \
    install "${debian_packages[@]}" </dev/null >&2 || :
  find_missing "$@"
}

say_missing() { # <subcommand>
  {
    printf 'ashlar %s needs what this machine does not have:\n' "$1"
    printf '  %s\n' "${missing[@]}"
    if ((${#debian_packages[@]} > 0)); then
      printf 'As root: apt-get update && apt-get install --no-install-recommends %s\n' "${debian_packages[*]}"
    fi
  } >&2
  exit 1
}

# node_modules is what the lockfile says as long as the copy of the lockfile in it is the lockfile.
install_node_packages() {
  local lock=$project/package-lock.json stamp=$project/node_modules/.ashlar-lock
  if [[ -r $stamp && $(<"$stamp") == "$(<"$lock")" ]]; then return; fi
  printf 'ashlar: installing the packages of package-lock.json\n' >&2
  npm ci --prefix "$project" --no-audit --no-fund --loglevel=error </dev/null >&2
  cp -- "$lock" "$stamp"
}
