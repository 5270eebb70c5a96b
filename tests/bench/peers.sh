#!/bin/sh
# peers.sh: installs the peers of the benchmark outside the tree: DuckDB and Polars from npm into ~/.cache/ia-peers
# (or $IA_PEERS), Miller, datamash and pandas from the distribution where it is Debian's.
set -eu
dir=${IA_PEERS:-$HOME/.cache/ia-peers}
mkdir -p "$dir"
cd "$dir"
[ -f package.json ] || npm init -y >/dev/null
npm install --no-fund --no-audit @duckdb/node-api nodejs-polars
# npm leaves out the binary of nodejs-polars on some versions of node
npm install --no-fund --no-audit nodejs-polars-linux-x64-gnu || true
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]; then
	apt-get install -y -q --no-install-recommends miller datamash python3-pandas python3-sklearn
fi
echo "peers are in $dir"
