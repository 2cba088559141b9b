#!/usr/bin/env bash
# Starts the whole platform on this machine; --help says how.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=build/lib.sh
. "$root/build/lib.sh"

usage() {
  cat <<'TEXT'
Use: ./run.sh                       starts everything on loopback, stops it on Ctrl-C
     ./run.sh demo [--pdf FILE] [--out DIR] ...
                                    the journey of a dossier against what is running, or against what it starts for it;
                                    exit code 2: the file cannot be signed
       demo --provider NAME         signs through one provider: vnpt, neac, mysign, misa, csc1-implicit, csc2, token, …
       demo --all-providers         through each in turn, a line for each; exit code 1: one of them failed
       demo --batch N               N attachments (80 at most) with as few confirmations as the provider allows
       demo --fault NAME            what a provider's fault leads to; the names: src/Sandbox/README.md
     ./run.sh stop                  stops what runs in this working copy

Installs PostgreSQL with apt-get if it is missing (root or sudo). A PostgreSQL of your own is used instead of the private
cluster when ConnectionStrings__Tthc (or TTHC_POSTGRES) holds its connection string.
Data, logs and endpoints.json: .data/
TEXT
}

tthc=(dotnet "$root/src/Cli/bin/Release/net10.0/tthc.dll")
data="$root/.data"
mkdir -p "$data"

# `tthc up` holds this lock while it runs.
running() { [ -e "$data/up.lock" ] && ! flock --nonblock "$data/up.lock" true; }

build() {
  need_dotnet
  if [ -z "${ConnectionStrings__Tthc:-}${TTHC_POSTGRES:-}" ]; then need_postgres; fi
  # Programs that run must not be written over.
  running && return
  echo '==> building (Release; the first time takes a minute or two)' >&2
  # Another run.sh of this working copy may be building. The lock lives as long as the build has it open.
  { flock 9 && exec dotnet build "$root/build/run.slnf" -c Release "${quiet_build[@]}" >&2; } 9> "$data/build.lock" &
  local child=$!
  # bash handles no signal while it waits for a program in the foreground.
  trap 'kill "$child" 2> /dev/null; wait "$child"; exit 130' INT TERM HUP
  wait "$child" || die 'The build failed.'
  trap - INT TERM HUP
}

case "${1:-}" in
  '')
    build
    echo '==> starting'
    exec "${tthc[@]}" up --root "$root"
    ;;
  demo)
    build
    exec "${tthc[@]}" up --root "$root" -- "$@"
    ;;
  stop)
    [ -e "$root/src/Cli/bin/Release/net10.0/tthc.dll" ] || { echo 'nothing was built here yet, so nothing runs'; exit 0; }
    exec "${tthc[@]}" down --root "$root"
    ;;
  -h | --help) usage ;;
  *)
    usage >&2
    exit 64
    ;;
esac
