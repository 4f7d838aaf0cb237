#!/usr/bin/env bash
# Runs eglot in a real Emacs without a screen: the finding, hover, the source and the fix, with emoji and CRLF in the
# draft. EMACS and ONRECORD name the two programs (on Debian 12: emacs-nox, elpa-eglot and elpa-markdown-mode).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../test/draft.sh"
ONRECORD=${ONRECORD:-$here/../../target/debug/onrecord}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
newsroom "$work"
mkdir "$work/bin"
ln -s "$(readlink -f "$ONRECORD")" "$work/bin/onrecord"
export WORK=$work words HOME=$work XDG_CACHE_HOME=$work/cache PATH=$work/bin:$PATH
"${EMACS:-emacs}" --batch -l package -f package-initialize -l "$here/onrecord.el" -l "$here/test.el"
