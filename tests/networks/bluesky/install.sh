#!/bin/bash
# Installs, once, what the network is made of: Debian's Redis and PostgreSQL, Node 22 (newer ones abort in
# better-sqlite3) and @atproto/dev-env from npm, and better-sqlite3 built against that very Node.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/env.sh"

missing=()
command -v redis-server >/dev/null || missing+=(redis-server)
pg_bin >/dev/null || missing+=(postgresql)
command -v npm >/dev/null || missing+=(npm)
command -v g++ >/dev/null || missing+=(g++)
command -v make >/dev/null || missing+=(make)
if [ ${#missing[@]} -gt 0 ]; then
    say "installing ${missing[*]} with apt-get"
    as_root apt-get update -qq >/dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

mkdir -p "$KEEP"
if ! cmp -s "$HERE/package.json" "$KEEP/package.json" || [ ! -e "$KEEP/installed" ]; then
    say "installing npm packages into $KEEP (a few minutes, about 500 MB)"
    rm -f "$KEEP/installed"
    cp "$HERE/package.json" "$KEEP/package.json"
    # No package's own install script runs: the one build that is needed follows by itself.
    (cd "$KEEP" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error)
    touch "$KEEP/installed"
fi
cp "$HERE"/*.mjs "$KEEP/"

sqlite=$KEEP/node_modules/better-sqlite3
if [ ! -f "$sqlite/build/Release/better_sqlite3.node" ]; then
    say "building better-sqlite3 (two to four minutes)"
    (cd "$sqlite" && PATH="$NODE_DIR/bin:$PATH" node "$KEEP/node_modules/node-gyp/bin/node-gyp.js" \
        rebuild --release --nodedir="$NODE_DIR" >"$KEEP/build.log" 2>&1) || { tail -30 "$KEEP/build.log" >&2; exit 1; }
fi
say "installed"
