#!/usr/bin/env bash
# Whole processes: `tthc pdf validate` over 100 files against `pdfsig` on each, twenty one by one, and the peak resident memory of signing
# and validating beside that of an idle process. benchmarks/compare.sh [TTHC] [FOLDER]: the program (default: the Release build of
# src/Cli) and where files are put (default: a temporary folder, removed).
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
tthc="${1:-$root/src/Cli/bin/Release/net10.0/tthc}"
folder="${2:-}"
[ -x "$tthc" ] || { echo "No $tthc: dotnet build src/Cli -c Release, or publish it (docs/performance.md)."; exit 69; }
if [ -z "$folder" ]; then
  folder="$(mktemp -d)"
  trap 'rm -rf "$folder"' EXIT
fi
dotnet build "$root/benchmarks" -c Release -v q --nologo > /dev/null
dotnet "$root/benchmarks/bin/Release/net10.0/KonTum.Tthc.Benchmarks.dll" generate "$folder" > /dev/null

seconds() { local from; from=$(date +%s%N); "$@" > /dev/null 2>&1 || true; echo "$(( ($(date +%s%N) - from) / 1000000 ))"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
# A throw-away certificate does not pass: the exit code says nothing here.
peak() { { /usr/bin/time -f '%M' "$@" 2>&1 > /dev/null || true; } | tail -n 1; }
each() { local file program="$1"; shift; for file in "$@"; do $program "$file"; done; }

for size in 100KB 40MB 40MB-100k 40MB-100k-streams; do
  rm -f "$folder/signed-$size.pdf"
  sign=$(peak "$tthc" pdf sign "$folder/$size.pdf" --out "$folder/signed-$size.pdf")
  validate=$(peak "$tthc" pdf validate --json "$folder/signed-$size.pdf")
  idle=$(peak "$tthc" --version)
  echo "peak memory, $size: idle $((idle / 1024)) MB, sign +$(((sign - idle) / 1024)) MB, validate +$(((validate - idle) / 1024)) MB"
done

mkdir -p "$folder/many"
for n in $(seq 100); do cp "$folder/signed-100KB.pdf" "$folder/many/$n.pdf"; done
ours=$(seconds "$tthc" pdf validate --json "$folder"/many/*.pdf)
theirs=$(seconds each 'pdfsig -nocert' "$folder"/many/*.pdf)
echo "100 files of 100 KB: tthc $ours ms, pdfsig $theirs ms, ratio $(ratio "$ours" "$theirs")"
twenty=("$folder"/many/1*.pdf "$folder"/many/2*.pdf)
twenty=("${twenty[@]:0:20}")
ours=$(seconds each "$tthc pdf validate --json" "${twenty[@]}")
theirs=$(seconds each 'pdfsig -nocert' "${twenty[@]}")
echo "20 files of 100 KB one by one: tthc $ours ms, pdfsig $theirs ms, ratio $(ratio "$ours" "$theirs")"
ours=$(seconds "$tthc" pdf validate --json "$folder/signed-40MB-100k.pdf")
theirs=$(seconds pdfsig -nocert "$folder/signed-40MB-100k.pdf")
echo "one file of 40 MB, 100,000 objects: tthc $ours ms, pdfsig $theirs ms, ratio $(ratio "$ours" "$theirs")"
