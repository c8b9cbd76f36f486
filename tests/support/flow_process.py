"""Flow runs as real processes, on the real engine against a real Prefect API, each in a quarter of a second.

They are forked from a server process that has imported Prefect, Great Expectations and the flows before, and has
begun nothing (multiprocessing's forkserver).
"""

import logging
import multiprocessing
import os
from importlib import import_module
from multiprocessing.process import BaseProcess
from typing import Any

from killing import die_at_place

PRELOAD = [
    "flow_process", "flows.backfill", "flows.evening_check", "flows.midday_block", "flows.morning_scan",
    "great_expectations", "matplotlib.backends.backend_agg", "mjml", "holidays",
]  # fmt: skip
PASSED_ON = ("RAPPORT_HOME", "RAPPORT_DATABASE_URL", "PREFECT_API_URL", "PREFECT_HOME")
_forkserver = multiprocessing.get_context("forkserver")
_forkserver.set_forkserver_preload(PRELOAD)


def start(flow: str, parameters: dict[str, Any], die: tuple[str, int] | None = None) -> BaseProcess:
    """Run `flow` (a module of `flows`) in a process of its own, in this process's environment as it is now.

    `die`: a place (see killing.py) and the how-many-eth call of it that the process does not survive.
    """
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    process = _forkserver.Process(target=_run, args=(flow, parameters, environment, die))
    process.start()
    return process


def run(flow: str, parameters: dict[str, Any], die: tuple[str, int] | None = None) -> int:
    """The same to its end: returns the exit code, -9 when it was killed."""
    process = start(flow, parameters, die)
    process.join(120)
    code = process.exitcode
    process.kill()
    assert code is not None, f"{flow} did not end within two minutes"
    return code


def _run(
    flow: str, parameters: dict[str, Any], environment: dict[str, str], die: tuple[str, int] | None
) -> None:
    os.environ.update(environment)
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    if die is not None:
        die_at_place(*die)
    getattr(import_module(f"flows.{flow}"), flow)(**parameters)
