#!/usr/bin/env bash
# CJA=path/to/cja NVIM=path/to/nvim tests/editors/neovim/run.sh: a data view in Neovim, without a screen.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$(mktemp -d)
# tests/run looks at what was written before it removes it.
trap '[ -n "${CJA_TEST_KEEP:-}" ] || rm -rf "$work"' EXIT

# The configuration asks for `cja` on the PATH, and so it gets it. Nothing of the user's own Neovim takes part.
mkdir "$work/bin" "$work/views"
ln -s "$CJA" "$work/bin/cja"
cp "$root/tests/editors/shop.dataview.json" "$work/views/"
cd "$work/views"
PATH=$work/bin:$PATH HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work XDG_STATE_HOME=$work \
  timeout --kill-after=5 180 "$NVIM" --headless --clean -u "$root/editors/neovim/cja.lua" \
  -c "luafile $here/check.lua" shop.dataview.json </dev/null
