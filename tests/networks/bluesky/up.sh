#!/bin/bash
# Starts a fresh network: throw-away PostgreSQL and Redis, then the Node process. Prints the path of a JSON
# file with its addresses.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/env.sh"
"$HERE/down.sh"
mkdir -p "$RUN/pg" "$RUN/redis" "$RUN/tmp"
[ "$(id -u)" = 0 ] && chown postgres "$RUN/pg"
bin=$(pg_bin)

as_postgres "$bin/initdb" -D "$RUN/pg/data" -U pg --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
as_postgres "$bin/pg_ctl" -D "$RUN/pg/data" -l "$RUN/pg/log" -w -o "-p $PG_PORT \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories=$RUN/pg -c fsync=off -c full_page_writes=off \
    -c synchronous_commit=off -c max_connections=200" start >/dev/null
"$bin/createdb" -h 127.0.0.1 -p "$PG_PORT" -U pg atproto
redis-server --port "$REDIS_PORT" --bind 127.0.0.1 --daemonize yes --pidfile "$RUN/redis/pid" \
    --dir "$RUN/redis" --save "" --logfile "$RUN/redis/log" >/dev/null

info=$RUN/info.json
(cd "$KEEP" && exec env PATH="$NODE_DIR/bin:$PATH" TMPDIR="$RUN/tmp" INFO_FILE="$info" LOG_ENABLED=false \
    NODE_ENV=development DB_POSTGRES_URL="postgres://pg@127.0.0.1:$PG_PORT/atproto" \
    REDIS_HOST="127.0.0.1:$REDIS_PORT" nohup node network.mjs >"$RUN/node.log" 2>&1) &
echo $! >"$RUN/node.pid"
for _ in $(seq 240); do
    [ -s "$info" ] && break
    kill -0 "$(cat "$RUN/node.pid")" 2>/dev/null || break
    sleep 0.5
done
[ -s "$info" ] || { say "did not start:"; tail -30 "$RUN/node.log" >&2; exit 1; }
say "up"
echo "$info"
