# make demo: the whole day on a simulated community.   make up: run it.   make check: what CI runs.
# Everything lives in .venv and .rapport; nothing else is touched. PYTHON=... chooses the interpreter (3.11).

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

LOCK := --python-version 3.11 --universal --generate-hashes --no-header --no-emit-index-url

.DEFAULT_GOAL := help
.PHONY: help demo up test test-most test-flows test-kills check lint types bench test-networks docs lock clean

help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

demo: $(READY) ## simulate a community, run the four flows, show the digests
	@$(BIN)/rapport demo

up: $(READY) ## database, Prefect with its UI on 127.0.0.1:4200, schedules, a worker; Ctrl-C stops
	@$(BIN)/rapport up

test: $(READY) ## all tests but benchmarks and whole networks, in four processes side by side
	@$(MAKE) --no-print-directory -j3 -Onone test-most test-flows test-kills

test-most: $(READY)
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not network and not bench and not kills and not prefect"

test-flows: $(READY) ## with a Prefect server, one for all of them
	$(BIN)/pytest -q -m "prefect and not kills and not bench"

test-kills: $(READY) ## processes killed, interrupted or doubled in many places: most of the time they wait
	$(BIN)/pytest -q -m kills

check: lint types test ## lint, types, tests

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

bench: $(READY) ## measure (asserts no times)
	$(BIN)/pytest -q -s -m bench tests/bench

test-networks: $(READY) ## whole networks on loopback (installs Node packages, PostgreSQL and Redis for them)
	PYTHON=$(abspath $(BIN)/python) tests/networks/bluesky/run.sh

docs: $(READY) ## write docs/metrics.md and the tables of docs/networks.md anew from what the code declares
	$(BIN)/python -m tasks.metrics_page
	$(BIN)/python -m connectors.capabilities_table

lock: ## resolve requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev $(LOCK) --output-file requirements.lock
	echo "setuptools>=77" | uv pip compile - $(LOCK) --output-file requirements-build.lock

clean: ## remove the environment and the state
	rm -rf $(VENV) .rapport

# Only what the locks name goes in, each file checked against its hash; nothing is resolved. Bytecode is compiled
# by the first import of a module: compiling all of it here takes longer than the demo needs.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile --no-deps
$(READY): requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Rapport needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 2; }
	@echo "Making the environment in $(VENV), once: about a minute ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements-build.lock
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --editable .
	@touch $@
