"""The slots of Prefect's concurrency limits: the deployments', which run one at a time.

Platforms have none: how much each may be asked is said by its rate budgets, which all workers share through the
warehouse (`connectors/budget_store.py`).
"""


def free_slots() -> None:
    """Give back every slot that is taken at PREFECT_API_URL: for an API that nobody uses.

    Prefect takes a killed run's slots back after five minutes, but only a server with all its services does, and one
    that was restarted has forgotten whose they were.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate

    with get_client(sync_client=True) as client:
        for limit in client.read_global_concurrency_limits(limit=200):
            if limit.active_slots:
                client.update_global_concurrency_limit(
                    limit.name, GlobalConcurrencyLimitUpdate(active_slots=0)
                )
