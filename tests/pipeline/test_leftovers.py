"""What killed processes left in an API that nobody uses: put down as crashed, and every slot free."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.lease import Lease
from deployments.pipeline import clear_leftovers
from tasks.steps.run import Run, lease

pytestmark = pytest.mark.prefect


@pytest.fixture
def client(prefect_api: str) -> Iterator[Any]:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        yield client


def running(client: Any) -> str:
    """A flow run that Prefect calls running."""
    from prefect.states import Running

    from flows.triage import triage

    return str(client.create_flow_run(triage, state=Running()).id)


def state(client: Any, flow_run: str) -> str:
    from uuid import UUID

    return str(client.read_flow_run(UUID(flow_run)).state_name)


def test_only_what_began_before_and_does_not_live_is_put_down(client: Any, community: Any) -> None:
    killed, living = running(client), running(client)
    since = datetime.now(UTC)
    later = running(client)
    community.write([])
    with lease(Run(living, "acme", "evening-check", since, False, community.config)):
        clear_leftovers(community.engine, since)
    assert [state(client, one) for one in (killed, living, later)] == ["Crashed", "Running", "Running"]
    clear_leftovers(community.engine, datetime.now(UTC))


def test_slots_that_were_taken_are_free(client: Any, community: Any) -> None:
    from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate

    name = "platform-leftover"
    client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=2, active_slots=2))
    clear_leftovers(community.engine, datetime.now(UTC))
    assert client.read_global_concurrency_limit_by_name(name).active_slots == 0


def test_who_takes_a_lease_learns_whether_it_is_alone(tmp_path: Path) -> None:
    first, second = Lease(tmp_path / "users"), Lease(tmp_path / "users")
    assert first.take()
    assert not first.take()  # held already
    assert not second.take()
    first.let_go(lambda: None)
    second.let_go(lambda: None)
    assert first.take()
