#!/usr/bin/env bash
# Tests the plugin in a real Neovim without a screen. NVIM and ONRECORD name the two programs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export ONRECORD=${ONRECORD:-$here/../../../target/debug/onrecord}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export WORK=$work XDG_CACHE_HOME=$work/cache XDG_DATA_HOME=$work/data XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
"${NVIM:-nvim}" --clean --headless -l "$here/test.lua"
