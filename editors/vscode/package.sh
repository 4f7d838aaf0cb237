#!/usr/bin/env bash
# Packages the extension: without arguments for all platforms, without a server; `package.sh TARGET PROGRAM` for one
# platform (`linux-x64`, `darwin-arm64`, `win32-x64`, …) with the server in it.
set -euo pipefail
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci --no-audit --no-fund
rm -rf server
name=onrecord.vsix
target=()
if [ $# -gt 0 ]; then
  [ $# -eq 2 ] || { echo "usage: package.sh [TARGET PROGRAM]" >&2; exit 2; }
  name=onrecord-$1.vsix
  target=(--target "$1")
  mkdir server
  cp "$2" "server/onrecord$(case $1 in win32-*) echo .exe ;; esac)"
fi
cp ../../LICENSE-MIT ../../LICENSE-APACHE .
trap 'rm -rf server LICENSE-MIT LICENSE-APACHE' EXIT
npm run --silent check
npm run --silent build
npx vsce package "${target[@]}" --no-dependencies --allow-missing-repository --no-rewrite-relative-links --skip-license --out "$name"
