#!/bin/bash
# Ends what up.sh started, by the process ids it left, and removes the run's files. Harmless when nothing runs.
set -uo pipefail
. "$(dirname "$(readlink -f "$0")")/env.sh"
[ -d "$RUN" ] || exit 0
if [ -f "$RUN/node.pid" ]; then
    pid=$(cat "$RUN/node.pid")
    kill "$pid" 2>/dev/null
    for _ in $(seq 20); do kill -0 "$pid" 2>/dev/null || break; sleep 0.5; done
    kill -9 "$pid" 2>/dev/null
fi
[ -f "$RUN/redis/pid" ] && kill "$(cat "$RUN/redis/pid")" 2>/dev/null
[ -d "$RUN/pg/data" ] && as_postgres "$(pg_bin)/pg_ctl" -D "$RUN/pg/data" stop -m immediate >/dev/null 2>&1
rm -rf "$RUN"
exit 0
