# Sourced by the scripts of this repository. Needs $root.
# shellcheck shell=bash

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# install_packages WHY PACKAGE...: installs Debian packages, or says what the person has to install.
install_packages() {
  local why="$1"
  shift
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo > /dev/null && sudo -n true 2> /dev/null && as_root=(sudo -n)
    [ "${#as_root[@]}" -gt 0 ] || die "Missing for $why: $*. Install with: sudo apt-get install $*"
  fi
  command -v apt-get > /dev/null || die "Missing for $why: $*. This machine has no apt-get; install them by its own means."
  echo "==> installing for $why: $*"
  # Somebody else may be installing at this moment. A PostgreSQL of the machine is not wanted, only its programs.
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq -y)
  "${apt[@]}" install --no-install-recommends "$@" > /dev/null 2>&1 || {
    "${apt[@]}" update > /dev/null && "${apt[@]}" install --no-install-recommends "$@" > /dev/null
  } || die "Could not install: $*"
}

# need COMMAND PACKAGE WHY: installs PACKAGE if there is no COMMAND.
need() { command -v "$1" > /dev/null || install_packages "$3" "$2"; }

need_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || install_packages 'the database' postgresql
}

need_dotnet() {
  command -v dotnet > /dev/null || die 'The .NET SDK 10 is missing: https://dotnet.microsoft.com/download'
}

# Nothing that a build starts may stay behind when the script ends: no MSBuild nodes, no compiler server.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
# shellcheck disable=SC2034 # used by the scripts that source this file
quiet_build=(-nodeReuse:false -p:UseSharedCompilation=false -v:q '-clp:ErrorsOnly;NoSummary')
