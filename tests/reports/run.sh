#!/usr/bin/env bash
# All reports of the examples and of hostile drafts, held against others' schemas and parsers, the sheet in Chromium.
# run.sh ONRECORD; python3 with venv and npm fetch the validators, apt-get Chromium where it is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
onrecord=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shots=${SHOTS:-$work}

venv=${XDG_CACHE_HOME:-$HOME/.cache}/onrecord-ci/reports
if ! "$venv/bin/python" -c 'import check_jsonschema, jsonschema, junitparser, pre_commit, yaml' 2>/dev/null; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet jsonschema==4.26.0 junitparser==5.0.3 pre-commit==4.7.0 check-jsonschema==0.39.0
fi
(cd "$here/../sheet" && npm ci --silent --no-audit --no-fund)
if [ ! -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi

# Drafts and a record that try to break out of every format.
mkdir -p "$work/hostile/archive" "$work/hostile/drafts"
quote='“The ferries will sail at dawn, and nobody will be left standing on the quay,”'
printf -- '---\ndate: 2021-06-16\noutlet: "<b>Tide</b> & ]]> ::error::x"\nurl: javascript:alert(1)\n---\n\n%s said Maria Fisk, the harbour master.\n' \
  "$quote" >"$work/hostile/archive/a.md"
printf '<script>alert(1)</script><img src=x onerror=alert(2)>\n\n%s said Karl Brandt, the mayor.\n\n“</a></p><script>alert(3)</script> nobody ever said so much,” said Ann "><svg onload=alert(4)> Ito.\n' \
  "$quote" >"$work/hostile/drafts/a&b<i>.txt"
printf '漢字 😀 שלום عليكم. %s said Karl Brandt, the mayor, on Monday, 16 June 2021.\n' "$quote" >"$work/hostile/drafts/wide.txt"

for set in examples hostile; do
  out=$work/$set-reports
  mkdir -p "$out"
  arguments=()
  for format in sarif gitlab rdjson junit html; do arguments+=(--output "$format=$out/report.$format"); done
  if [ "$set" = examples ]; then
    (cd "$here/../.." && "$onrecord" lint examples/draft.md examples/clean.md --fail-on never --quiet "${arguments[@]}" >/dev/null)
  else
    (cd "$work/hostile" && "$onrecord" lint drafts --record archive --fail-on never --quiet "${arguments[@]}" >/dev/null)
  fi
  "$venv/bin/python" "$here/check.py" "$out"
  (cd "$here/../sheet" && npx --no-install rdformat-validator "$out/report.rdjson")
  mkdir -p "$shots/$set"
  cp "$out/report.html" "$out/sheet.html"
  node "$here/../sheet/check.mjs" "$out/sheet.html" "$shots/$set"
done
