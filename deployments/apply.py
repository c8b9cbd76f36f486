"""Registers prefect.yaml once for every configured brand, with Prefect's own `prefect deploy --all`."""

import copy
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import yaml

from connectors.config import Brand, Settings
from connectors.errors import ConfigError

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


def apply(settings: Settings) -> int:
    """Register all deployments of all brands at PREFECT_API_URL; returns how many. Safe to repeat.

    The work pool must exist (a worker makes it). Raises DeployError with Prefect's words.
    """
    content = render(settings)
    rendered = settings.home / "prefect.json"  # JSON is YAML
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


def wait_for_pool(api_url: str, seconds: float = 60) -> None:
    """Return when the work pool exists; DeployError when it does not in time."""
    deadline = time.monotonic() + seconds
    while httpx.get(f"{api_url}/work_pools/{WORK_POOL}").status_code != httpx.codes.OK:
        if time.monotonic() > deadline:
            raise DeployError(f"no worker has made the work pool {WORK_POOL!r} within {seconds:.0f} s")
        time.sleep(0.3)


def next_runs(api_url: str, brands: Iterable[str], seconds: float = 20) -> list[Scheduled]:
    """The next scheduled run of each of the brands' deployments, soonest first.

    Prefect's scheduler lays the runs out a few seconds after a deployment was registered: waits up to
    `seconds` for all of them and returns those there are.
    """
    deployments = _scheduled_deployments(api_url, set(brands))
    deadline = time.monotonic() + seconds
    while True:
        found = [run for key, name in deployments.items() if (run := _next_run(api_url, key, name))]
        if len(found) == len(deployments) or time.monotonic() > deadline:
            return sorted(found)
        time.sleep(1)


def _scheduled_deployments(api_url: str, brands: set[str]) -> dict[str, str]:
    query = {"deployments": {"tags": {"all_": [TAG]}}}
    answer = httpx.post(f"{api_url}/deployments/filter", json=query).raise_for_status()
    flows = httpx.post(f"{api_url}/flows/filter", json=query).raise_for_status()
    names = {flow["id"]: flow["name"] for flow in flows.json()}
    return {
        found["id"]: f"{names[found['flow_id']]}/{found['name']}"
        for found in answer.json()
        if found["schedules"] and found["name"] in brands
    }


def _next_run(api_url: str, deployment_id: str, name: str) -> Scheduled | None:
    query = {
        "flow_runs": {
            "deployment_id": {"any_": [deployment_id]},
            "state": {"type": {"any_": ["SCHEDULED"]}},
            "expected_start_time": {"after_": datetime.now(UTC).isoformat()},
        },
        "sort": "EXPECTED_START_TIME_ASC",
        "limit": 1,
    }
    found = httpx.post(f"{api_url}/flow_runs/filter", json=query).raise_for_status().json()
    return Scheduled(datetime.fromisoformat(found[0]["expected_start_time"]), name) if found else None
