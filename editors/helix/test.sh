#!/usr/bin/env bash
# Drives Helix in a terminal: the finding, its fix, and the source, with emoji and CRLF in the draft. HELIX and ONRECORD
# name the two programs; without HELIX it is taken from Debian trixie.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../test/draft.sh"
export ONRECORD=${ONRECORD:-$here/../../target/debug/onrecord}
HELIX=${HELIX:-$("$here/../test/trixie.sh")/hx}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
newsroom "$work"
mkdir -p "$work/config/helix" "$work/bin"
cp "$here/languages.toml" "$work/config/helix/"
ln -s "$ONRECORD" "$work/bin/onrecord"
export WORK=$work HELIX words PATH=$work/bin:$PATH
export XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache TERM=xterm-256color
python3 "$here/test.py"
