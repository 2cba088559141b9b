#!/usr/bin/env bash
# Fuzzes the PAdES engine: tests/Fuzz/run.sh MINUTES [TARGET...]. Results stay in artifacts/fuzz, and the next run goes on from them.
# Ends with 1 when there are finds. See README.md.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
case "${1:-}" in
  '' | -*) sed -n '2,3s/^# //p' "$0"; exit 64 ;;
esac
minutes="$1"
shift
dotnet build "$here" -c Release -v q --nologo
exec nice -n 19 dotnet "$here/bin/Release/net10.0/KonTum.Tthc.Fuzz.dll" run "$minutes" "$here/../../artifacts/fuzz" "$@"
