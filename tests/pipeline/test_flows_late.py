"""Scheduled runs that a machine missed while it was off: collected, and not sent in the place of today's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.prefect

Run = Callable[[timedelta], Any]


@pytest.fixture
def scheduled(community: Any, prefect_api: str) -> Run:
    """`scheduled(ago)`: run a deployment's run that was due that long ago, now, as a worker would."""
    from prefect.client.orchestration import get_client
    from prefect.flow_engine import run_flow
    from prefect.states import Scheduled

    from flows.evening_check import evening_check

    community.write([])

    def run(ago: timedelta) -> Any:
        with get_client(sync_client=True) as client:
            flow = client.create_flow(evening_check)
            parameters = {"brand": "acme", "config": community.config}
            deployment = client.create_deployment(flow, "late", parameters=parameters)
            due = Scheduled(scheduled_time=datetime.now(UTC) - ago)
            flow_run = client.create_flow_run_from_deployment(deployment, state=due)
        return run_flow(evening_check, flow_run=flow_run, parameters=parameters)

    return run


def test_a_digest_whose_day_is_over_leaves_the_place_to_todays(scheduled: Run, community: Any) -> None:
    late = scheduled(timedelta(days=1))
    assert [one["state"] for one in late["deliveries"]] == ["preview"]
    assert community.rows("select state from ops.load_window group by 1") == [("merged",)]
    todays = scheduled(timedelta(0))
    assert [one["state"] for one in todays["deliveries"]] == ["sent"]
    assert community.rows("select count(*) from ops.outbox") == [(1,)]
