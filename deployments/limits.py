"""The platforms' concurrency limits, registered with Prefect from limits.yaml."""

from pathlib import Path

import yaml

LIMITS = Path(__file__).parent / "limits.yaml"


def read_limits(path: Path = LIMITS) -> dict[str, int]:
    """The limits by name: how many tasks may hold one at once."""
    limits: dict[str, int] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return limits


def apply_limits(path: Path = LIMITS) -> None:
    """Create or change the limits at PREFECT_API_URL. Safe to repeat."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        for name, limit in read_limits(path).items():
            client.upsert_global_concurrency_limit_by_name(name, limit)


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
