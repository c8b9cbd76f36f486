"""Registers prefect.yaml once for every configured brand, with Prefect's own `prefect deploy --all`."""

import copy
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import yaml

from connectors.config import Brand, Settings
from connectors.errors import ConfigError

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

TEMPLATE = Path(__file__).parent.parent / "prefect.yaml"
WORK_POOL = "rapport"
TAG = "rapport"


@dataclass(frozen=True, order=True)
class Scheduled:
    """The next run of a deployment; `starts_at` is UTC."""

    starts_at: datetime
    deployment: str


class DeployError(ConfigError):
    """`prefect deploy` refused; the message is what it said."""


def render(settings: Settings, template: Path = TEMPLATE) -> dict[str, Any]:
    """prefect.yaml with its deployments once for each brand of `settings`, named after the brand."""
    content: dict[str, Any] = yaml.safe_load(template.read_text(encoding="utf-8"))
    content.pop("definitions", None)
    config = str(settings.config_path) if settings.config_path else None
    content["deployments"] = [
        _for_brand(deployment, brand, config)
        for brand in settings.brands
        for deployment in content["deployments"]
    ]
    return content


def _for_brand(deployment: dict[str, Any], brand: Brand, config: str | None) -> dict[str, Any]:
    mine = copy.deepcopy(deployment)
    mine["name"] = brand.slug
    mine["parameters"] |= {"brand": brand.slug, "config": config}
    mine["tags"] = [tag for tag in mine["tags"] if not tag.startswith("brand:")] + [f"brand:{brand.slug}"]
    for schedule in mine["schedules"]:
        schedule["timezone"] = brand.timezone
    return mine


def apply(settings: Settings, template: Path = TEMPLATE) -> int:
    """Register all deployments of all brands at PREFECT_API_URL; returns how many. Safe to repeat.

    The work pool must exist (`ensure_pool`). Raises DeployError with Prefect's words.
    """
    content = render(settings, template)
    rendered = settings.home / "prefect.json"  # JSON is YAML
    settings.home.mkdir(parents=True, exist_ok=True)
    rendered.write_text(json.dumps(content, indent=2), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "prefect",
        "--no-prompt",
        "deploy",
        "--all",
        "--prefect-file",
        str(rendered),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own command)
    if done.returncode:
        raise DeployError(f"`prefect deploy --all` failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return len(content["deployments"])


def ensure_pool() -> None:
    """Create the work pool unless there is one; the first worker fills in its job template."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists

    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(WorkPoolCreate(name=WORK_POOL, type="process"))
        except ObjectAlreadyExists:
            return


def next_runs(brands: Iterable[str], seconds: float = 40) -> list[Scheduled]:
    """The next scheduled run of each of the brands' deployments, soonest first.

    Prefect's scheduler lays the runs out a few seconds after a deployment was registered: waits up to
    `seconds` for all of them and returns those there are.
    """
    from prefect.client.orchestration import get_client

    deadline = time.monotonic() + seconds
    with get_client(sync_client=True) as client:
        deployments = _scheduled_deployments(client, set(brands))
        while True:
            found = [run for key, name in deployments.items() if (run := _next_run(client, key, name))]
            if len(found) == len(deployments) or time.monotonic() > deadline:
                return sorted(found)
            time.sleep(1)


def _scheduled_deployments(client: "SyncPrefectClient", brands: set[str]) -> dict[UUID, str]:
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterTags,
        FlowFilter,
        FlowFilterId,
    )

    found = client.read_deployments(deployment_filter=DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG])))
    mine = [one for one in found if one.schedules and one.name in brands]
    flows = client.read_flows(flow_filter=FlowFilter(id=FlowFilterId(any_=[one.flow_id for one in mine])))
    names = {flow.id: flow.name for flow in flows}
    return {one.id: f"{names[one.flow_id]}/{one.name}" for one in mine}


def _next_run(client: "SyncPrefectClient", deployment: UUID, name: str) -> Scheduled | None:
    found = client.get_scheduled_flow_runs_for_deployments([deployment], limit=1)
    starts = [run.expected_start_time for run in found if run.expected_start_time]
    return Scheduled(min(starts), name) if starts else None
