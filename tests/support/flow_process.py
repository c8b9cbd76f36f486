"""Flow runs as real processes, on the real engine against a real Prefect API, each in a quarter of a second.

They are forked from a server process that has imported Prefect, Great Expectations and the flows before, and has
begun nothing (multiprocessing's forkserver).
"""

import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from killing import die_at_place

ROOT = Path(__file__).parent.parent.parent

PRELOAD = [
    "flow_process", "deployments.cli", "deployments.pipeline", "flows.backfill",
    "flows.evening_check", "flows.midday_block", "flows.morning_scan", "light_validation",
    "matplotlib.backends.backend_agg", "mjml", "holidays",
]  # fmt: skip
PASSED_ON = ("RAPPORT_HOME", "RAPPORT_DATABASE_URL", "PREFECT_API_URL", "PREFECT_HOME")
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(PRELOAD)


def start(flow: str, parameters: dict[str, Any], die: tuple[str, int] | None = None) -> BaseProcess:
    """Run `flow` (a module of `flows`) in a process of its own, in this process's environment as it is now.

    `die`: a place (see killing.py) and the how-many-eth call of it that the process does not survive.
    """
    return _start(_run, flow, parameters, die)


def run(flow: str, parameters: dict[str, Any], die: tuple[str, int] | None = None) -> int:
    """The same to its end: returns the exit code, -9 when it was killed."""
    process = start(flow, parameters, die)
    process.join(120)
    code = process.exitcode
    process.kill()
    assert code is not None, f"{flow} did not end within two minutes"
    return code


def start_rapport(
    arguments: Sequence[str], log: Path, signal_at: tuple[str, int, int] | None = None
) -> BaseProcess:
    """`rapport ARGUMENTS` in a process of its own, as it would be in a terminal; all it says goes to `log`.

    `signal_at`: a place, the how-many-eth call of it, and the signal that comes then.
    """
    return _start(_run_rapport, list(arguments), log, signal_at)


def _start(work: Callable[..., None], *arguments: Any) -> BaseProcess:
    with pytest.MonkeyPatch.context() as patch:  # for the server, which begins with the first process
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), *sys.path])))
        patch.setenv("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")  # as under `rapport`
        forkserver.ensure_running()
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    process = _processes.Process(target=_in, args=(environment, work, *arguments))
    process.start()
    return process


def _in(environment: dict[str, str], work: Callable[..., None], *arguments: Any) -> None:
    os.environ.update(environment)
    work(*arguments)


def _run(flow: str, parameters: dict[str, Any], die: tuple[str, int] | None) -> None:
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    if die is not None:
        die_at_place(*die)
    getattr(import_module(f"flows.{flow}"), flow)(**parameters)


def _run_rapport(arguments: list[str], log: Path, signal_at: tuple[str, int, int] | None) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job of a shell would ignore it
    with log.open("w", encoding="utf-8") as file:
        for terminal in (1, 2):
            os.dup2(file.fileno(), terminal)
    if signal_at is not None:
        die_at_place(*signal_at)
    sys.argv = ["rapport", *arguments]
    import_module("deployments.cli").main()
