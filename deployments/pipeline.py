"""Runs flows in this process, on the real Prefect engine against a real Prefect API."""

import importlib
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from deployments.embedded import PrefectApi
from deployments.limits import free_slots

if TYPE_CHECKING:
    from sqlalchemy import Engine

FLOWS = {
    "morning-scan": "morning_scan",
    "midday-block": "midday_block",
    "evening-check": "evening_check",
    "weekly-review": "weekly_review",
    "backfill": "backfill",
    "housekeeping": "housekeeping",
}
"""A flow's name -> its module in `flows`, and the function in it."""
DIGESTS = ("morning-scan", "midday-block", "evening-check", "weekly-review")


class FlowFailed(Exception):
    """A flow run did not complete; the message is Prefect's, with the reason."""


@contextmanager
def services(
    api: PrefectApi,
    warehouse: Callable[[], "Engine"],
    port: int | None = None,
    *,
    with_services: bool = False,
) -> Iterator[None]:
    """Start Prefect's API and the warehouse side by side, importing the flows meanwhile; stop both at the end.

    `warehouse` starts and migrates the database; its error is raised here. What killed processes of this home left
    in the API is cleared away when nobody else uses it.
    """
    failures: list[Exception] = []
    engines: list[Engine] = []

    def start_warehouse() -> None:
        try:
            engines.append(warehouse())
        except Exception as error:  # noqa: BLE001  (raised again in the caller's thread)
            failures.append(error)

    try:
        api.begin(port, with_services=with_services)
        starter = threading.Thread(target=start_warehouse)
        starter.start()
        importlib.import_module("prefect")
        starter.join()
        if failures:
            raise failures[0]
        api.wait()
        if api.alone_since is not None:
            clear_leftovers(engines[0], api.alone_since)
        yield
    finally:
        deliver_logs()
        api.end()


def clear_leftovers(engine: "Engine", alone_since: datetime) -> None:
    """What began before `alone_since` (UTC) in an API that nobody used then was killed: say so, and free its slots.

    A flow run of a worker that outlived its `rapport up` lives on, and shows it by its lease.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.objects import StateType

    from flows.dead_runs import UNFINISHED, called, mark_crashed
    from tasks.steps.run import is_alive

    with get_client(sync_client=True) as client, engine.connect() as connection:
        begun = called(client, (StateType.PENDING, *UNFINISHED), before=alone_since)
        mark_crashed(client, [one for one in begun if not is_alive(connection, one)])
    free_slots()


def deliver_logs() -> None:
    """Hand the API what Prefect still has to tell it, before it goes."""
    if "prefect" not in sys.modules:
        return
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    APILogWorker.drain_all(timeout=5)
    EventsWorker.drain_all(timeout=5)


def call(flow: str, **parameters: object) -> Mapping[str, Any]:
    """Run `flow` (a key of FLOWS) here and now; returns its summary. FlowFailed when it did not complete."""
    module = importlib.import_module(f"flows.{FLOWS[flow]}")
    state = getattr(module, FLOWS[flow])(**parameters, return_state=True)
    if not state.is_completed():
        raise FlowFailed(f"{flow}: {state.name}: {state.message}")
    result: Mapping[str, Any] = state.result()
    return result
