#!/bin/bash
# `make test-networks`: install what is missing, start the network, run the network tests, stop everything.
# Arguments go to pytest. PYTHON names the interpreter (default: the project's .venv).
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/env.sh"
root=$(readlink -f "$HERE/../../..")
python=${PYTHON:-$root/.venv/bin/python}
started=$SECONDS
"$HERE/install.sh"
say "install took $((SECONDS - started)) s"
trap '"$HERE/down.sh"' EXIT
BLUESKY_NETWORK=$("$HERE/up.sh")
export BLUESKY_NETWORK
cd "$root"
"$python" -m pytest -m network tests/networks "$@"
