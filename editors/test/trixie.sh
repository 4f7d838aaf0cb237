#!/usr/bin/env bash
# Brings Neovim 0.10.4 and Helix 25.01 out of Debian trixie, whatever this machine is: a debootstrap folder in the cache,
# and in its `run/` a script for each that starts it with its own libraries. Prints that folder. Needs root, once.
set -euo pipefail
home=${XDG_CACHE_HOME:-$HOME/.cache}/onrecord-ci/trixie
if [ ! -e "$home/done" ]; then
  command -v debootstrap >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
  rm -rf "$home"
  mkdir -p "$home"
  debootstrap --variant=minbase --include=neovim,hx trixie "$home/root" >"$home/log" 2>&1 || { tail -5 "$home/log" >&2; exit 1; }
  mkdir "$home/run"
  root=$home/root
  for program in nvim hx; do
    cat >"$home/run/$program" <<SCRIPT
#!/bin/sh
export VIMRUNTIME=$root/usr/share/nvim/runtime HELIX_RUNTIME=$root/usr/lib/hx/runtime
exec "$root/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" "$root/usr/bin/$program" "\$@"
SCRIPT
    chmod +x "$home/run/$program"
  done
  touch "$home/done"
fi
printf '%s\n' "$home/run"
