#!/usr/bin/env bash
# The extension in real VS Code (code-server in headless Chromium): installs what it needs, packages, runs e2e.mjs.
# ONRECORD is the server (target/debug/onrecord where not given); PICTURES=1 renews those of the README.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
export ONRECORD=${ONRECORD:-$root/target/debug/onrecord}
[ -x "$ONRECORD" ] || { echo "no server at $ONRECORD: cargo build first" >&2; exit 2; }
home=$("$here/install.sh" | tail -1)
# With the server in it, so that it is found there; unstripped it would be large.
platform=$(PATH=$home/bin:$PATH node -p 'process.platform + "-" + process.arch')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
strip -o "$work/onrecord" "$ONRECORD"
"$here/../package.sh" "$platform" "$work/onrecord" >/dev/null
mkdir "$work/news"
cp -r "$root/examples/archive" "$root/examples/draft.md" "$root/examples/onrecord.toml" "$work/news/"
export WORK=$work CODE_SERVER_HOME=$home/app VSIX=$here/../onrecord-$platform.vsix
export PICTURES=${PICTURES:+$here/../pictures}
# What happened where a check fails.
export SHOTS=${SHOTS:-$home/shots}
rm -rf "$SHOTS"
mkdir -p "$SHOTS"
PATH=$home/bin:$PATH node "$here/e2e.mjs"
