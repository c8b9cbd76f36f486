"""Runs whose process was killed: nobody told Prefect, which would call them running for ever.

Under a worker that lives on Prefect notices by itself; under `rapport run`, or when the worker was killed as well
(a power cut), nobody is left to say it. The brand's next run does: a run lives as long as it holds its lease.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Crashed

from tasks.steps.run import Run, bury_the_dead, runs_over

MOST = 200
"""Flow runs looked at: as many as Prefect gives at once."""
UNFINISHED = (StateType.RUNNING, StateType.CANCELLING)


def bury(run: Run) -> None:
    """Put down what was killed of the brand's runs: as crashed in Prefect, then as failed on our own record.

    In Prefect that also frees the slot a killed run holds of its deployment's concurrency limit.
    """
    with get_client(sync_client=True) as client:
        mark_crashed(client, runs_over(run, called(client, UNFINISHED)))
    bury_the_dead(run)


def called(
    client: SyncPrefectClient, states: Sequence[StateType], before: datetime | None = None
) -> list[str]:
    """The ids of the flow runs that Prefect believes to be in one of `states`, since a moment `before` (UTC)."""
    in_state = FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states)))
    found = client.read_flow_runs(flow_run_filter=FlowRunFilter(state=in_state), limit=MOST)
    return [str(one.id) for one in found if before is None or (one.state and one.state.timestamp < before)]


def mark_crashed(client: SyncPrefectClient, flow_run_ids: Sequence[str]) -> None:
    """Tell Prefect that the process of these runs is gone."""
    for flow_run_id in flow_run_ids:
        try:
            client.set_flow_run_state(UUID(flow_run_id), Crashed(message="Its process was killed."))
        except ObjectNotFound:
            continue  # deleted meanwhile
