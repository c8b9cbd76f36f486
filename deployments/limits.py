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
