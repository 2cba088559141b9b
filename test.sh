#!/usr/bin/env bash
# Runs the tests; --help says how. The last line is always "N passed, N failed[, N skipped]".
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=build/lib.sh
. "$root/build/lib.sh"

usage() {
  cat <<'TEXT'
Use: ./test.sh [--containers] [PROJECT...]

  PROJECT        names of folders under tests/ (default: all), e.g. ./test.sh Pades.Tests Architecture
  --containers   runs the tests that use a database on PostgreSQL in a container, through Testcontainers:
                 starts a container engine if none answers (root) and makes the image from Debian's packages

Where PostgreSQL comes from otherwise: the server in TTHC_TEST_POSTGRES (a connection string whose user may
create databases), else a private cluster that each test project starts and removes.
Reports and logs: artifacts/tests/
TEXT
}

containers=''
wanted=()
for argument in "$@"; do
  case "$argument" in
    --containers) containers=1 ;;
    -h | --help) usage; exit 0 ;;
    -*) usage >&2; exit 64 ;;
    *) wanted+=("$argument") ;;
  esac
done

results="$root/artifacts/tests"
limit="${TTHC_TEST_PROJECT_LIMIT:-900}" # seconds; a project that hangs is a failed one
running=''

# Whatever ends this script ends the tests that it runs; they take their servers along.
finish() {
  [ -z "$running" ] || { kill "$running" 2> /dev/null && wait "$running" 2> /dev/null; } || true
  if [ -n "$containers" ]; then engine_down; fi
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Runs in the background and waits: bash handles no signal while a program is in the foreground.
attended() {
  "$@" &
  running=$!
  local code=0
  wait "$running" || code=$?
  running=''
  return "$code"
}

prepare_tools() {
  need_dotnet
  need_postgres
  local missing=() pair
  for pair in pdfsig:poppler-utils qpdf:qpdf mutool:mupdf-tools openssl:openssl chromium:chromium curl:curl jq:jq ttx:fonttools \
    soffice:libreoffice-writer-nogui clamd:clamav-daemon bwrap:bubblewrap zbarimg:zbar-tools; do
    command -v "${pair%%:*}" > /dev/null || missing+=("${pair##*:}")
  done
  [ "${#missing[@]}" -eq 0 ] || (install_packages 'the tests' "${missing[@]}") ||
    echo "    going on without them: the tests that need them are skipped or fail"
}

# The test projects to run: every project under tests/ with a runner in it.
projects() {
  local project folder
  for project in "$root"/tests/*/*.csproj; do
    folder="$(basename "$(dirname "$project")")"
    grep -q 'Include="xunit.v3"' "$project" || continue
    [ -z "$containers" ] || grep -q 'KonTum.Tthc.TestKit.csproj' "$project" || continue
    [ "${#wanted[@]}" -eq 0 ] || [[ " ${wanted[*]} " == *" $folder "* ]] || continue
    printf '%s\n' "$project"
  done
}

# count ATTRIBUTE REPORT: a figure of xunit's report.
count() { grep -oE "<assembly [^>]*>" "$2" | grep -oE "[ ]$1=\"[0-9]+\"" | grep -oE '[0-9]+' | head -n 1; }

passed=0 failed=0 skipped=0 broken=0

run_project() {
  local project="$1" name folder program report log started code=0
  folder="$(basename "$(dirname "$project")")"
  name="$(basename "$project" .csproj)"
  program="$(dirname "$project")/bin/Release/net10.0/$name"
  report="$results/$folder.xml" log="$results/$folder.log"
  rm -f "$report"
  if [ -z "$(find "$(dirname "$project")" -name '*.cs' -not -path '*/obj/*' -not -path '*/bin/*' -print -quit)" ]; then
    printf '    %-24s has no tests yet\n' "$folder"
    return
  fi

  started=$SECONDS
  attended timeout --kill-after=30 "$limit" "$program" -noLogo -noColor -xml "$report" > "$log" 2>&1 || code=$?
  if [ ! -s "$report" ] || [ -z "$(count total "$report")" ]; then
    broken=$((broken + 1))
    printf '    %-24s DID NOT FINISH (exit code %s)\n' "$folder" "$code"
    tail -n 40 "$log"
    return
  fi

  local good bad left
  good="$(count passed "$report")"
  bad=$(($(count failed "$report") + $(count errors "$report")))
  left="$(count skipped "$report")"
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
  printf '    %-24s %4d passed, %d failed, %d skipped  (%d s)\n' "$folder" "$good" "$bad" "$left" $((SECONDS - started))
  # A runner that reports no failure and still ends badly crashed on its way out; one that ran nothing proves nothing.
  if [ "$bad" -eq 0 ] && { [ "$code" -ne 0 ] || [ $((good + left)) -eq 0 ]; }; then
    broken=$((broken + 1))
    echo "    $folder: no failed test, but exit code $code and $((good + left)) tests"
  fi
  if [ "$bad" -gt 0 ] || [ "$code" -ne 0 ]; then
    grep -vE '^  (Discover|Start|Finish)' "$log" | tail -n 80
  fi
}

prepare_tools
mapfile -t selected < <(projects)
[ "${#selected[@]}" -gt 0 ] || die "No test project matches: ${wanted[*]:-(all)}"
mkdir -p "$results"

if [ -n "$containers" ]; then
  # shellcheck source=build/containers/engine.sh
  . "$root/build/containers/engine.sh"
  engine_up
  export TTHC_TEST_CONTAINERS=1
  unset TTHC_TEST_POSTGRES
fi

echo '==> building (Release)'
cd "$root"
if [ "${#wanted[@]}" -eq 0 ] && [ -z "$containers" ]; then
  attended dotnet build KonTum.Tthc.sln -c Release "${quiet_build[@]}" || { echo 'the build failed'; echo '0 passed, 1 failed'; exit 1; }
else
  for project in "${selected[@]}"; do
    attended dotnet build "$project" -c Release "${quiet_build[@]}" || { echo 'the build failed'; echo '0 passed, 1 failed'; exit 1; }
  done
fi

echo "==> testing${containers:+ on PostgreSQL in containers}"
for project in "${selected[@]}"; do
  run_project "$project"
done

finish
containers=''
failed=$((failed + broken))
echo "$passed passed, $failed failed$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
