#!/usr/bin/env bash
# CJA=path/to/cja NVIM=path/to/nvim CJAPY=python-with-cjapy tests/editors/neovim/run.sh: data views in Neovim, without a
# screen; with the service as well, which is `cja sandbox`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$(mktemp -d)
sandbox=
trap '[ -z "$sandbox" ] || kill "$sandbox"; rm -rf "$work"' EXIT
export HERE=$here

# The configuration asks for `cja` on the PATH, and so it gets it.
mkdir "$work/bin" "$work/views"
ln -s "$CJA" "$work/bin/cja"

# nvim HOME FOLDER FILE SCRIPT: nothing of the user's own Neovim takes part.
nvim() {
  mkdir -p "$1"
  (
    cd "$2"
    PATH=$work/bin:$PATH HOME=$1 XDG_CONFIG_HOME=$1 XDG_DATA_HOME=$1 XDG_STATE_HOME=$1 \
      timeout --kill-after=5 1200 "$NVIM" --headless --clean -u "$root/editors/neovim/cja.lua" \
      -c "luafile $here/$4" "$3" </dev/null
  )
}

cp "$root/tests/editors/shop.dataview.json" "$work/views/"
nvim "$work/home" "$work/views" shop.dataview.json check.lua

echo "-- the language features"
mkdir "$work/language"
nvim "$work/home" "$work/language" . language.lua

"$CJA" sandbox --port 0 >"$work/sandbox" &
sandbox=$!
for _ in $(seq 2400); do
  [ "$(wc -l <"$work/sandbox")" -ge 7 ] && break
  sleep 0.05
done
[ "$(wc -l <"$work/sandbox")" -ge 7 ] || { echo "FAIL the sandbox did not start"; exit 1; }
set -a
# shellcheck disable=SC1090
. <(tail -n +2 "$work/sandbox")
set +a

colleague() { "$CJAPY" -W ignore "$here/../colleague.py" "$@"; }
# live ID NAME: a member as the service has it.
live() { HOME=$work/other XDG_CONFIG_HOME=$work/other XDG_STATE_HOME=$work/other "$CJA" get "$1" | grep -o "\"$2\": *\"[^\"]*\""; }
expect() { [ "$2" = "$3" ] || { echo "FAIL $1: $2, not $3"; exit 1; }; echo "ok   $1"; }

echo "-- a dump of cjapy in an empty folder"
mkdir "$work/folder" "$work/other"
id=$(colleague make Shop dg_0f0e0d0c-1111-2222-3333-444455556666)
colleague dump "$id" "$work/folder/shop.dataview.json"
STORY=dump nvim "$work/ana" "$work/folder" shop.dataview.json service.lua
expect "the service has it" "$(live "$id" timezoneDesignator)" '"timezoneDesignator": "Europe/Berlin"'

echo "-- a fresh clone of that folder"
git() { command git -c user.name=Ana -c user.email=ana@example.com -C "$work/folder" "$@"; }
git init --quiet
git add --all
git commit --quiet --message "Our data views"
git clone --quiet "$work/folder" "$work/clone"
STORY=clone nvim "$work/bo" "$work/clone" shop.dataview.json service.lua
expect "the service has it" "$(live "$id" timezoneDesignator)" '"timezoneDesignator": "Europe/Madrid"'

echo "-- a new data view"
mkdir "$work/new"
cat >"$work/new/ours.dataview.json" <<'JSON'
{
  "name": "Ours",
  "parentDataGroupId": "dg_0f0e0d0c-1111-2222-3333-444455556666",
  "timezoneDesignator": "Europe/Berlin",
  "sessionDefinition": [{ "numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY" }]
}
JSON
STORY=create nvim "$work/ana" "$work/new" ours.dataview.json service.lua
