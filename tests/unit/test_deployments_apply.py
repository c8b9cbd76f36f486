"""prefect.yaml, once for every brand: names, zones, parameters."""

from pathlib import Path

import yaml

from connectors.config import Brand, Settings
from deployments.apply import TEMPLATE, render

SETTINGS = Settings(
    config_path=Path("/etc/rapport.toml"),
    home=Path("/srv/rapport"),
    brands=(Brand(slug="acme", name="Acme", timezone="Asia/Tokyo"), Brand(slug="other", name="Other")),
)


def test_each_brand_gets_every_deployment_under_its_own_name_zone_and_parameters() -> None:
    template = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))["deployments"]
    made = render(SETTINGS)["deployments"]
    assert len(made) == 2 * len(template)
    assert {(one["name"], one["entrypoint"]) for one in made} == {
        (brand, one["entrypoint"]) for brand in ("acme", "other") for one in template
    }
    for one in made:
        zone = {"acme": "Asia/Tokyo", "other": "UTC"}[one["name"]]
        assert [schedule["timezone"] for schedule in one["schedules"]] in ([zone], [])
        assert one["parameters"] == {"brand": one["name"], "config": "/etc/rapport.toml"}
        assert f"brand:{one['name']}" in one["tags"]
        assert "brand:demo" not in one["tags"]


def test_the_four_digests_and_housekeeping_have_a_schedule_and_the_others_none() -> None:
    made = render(SETTINGS)["deployments"][:7]
    crons = {
        one["entrypoint"].rpartition(".")[2]: [schedule["cron"] for schedule in one["schedules"]]
        for one in made
    }
    assert crons == {
        "morning_scan": ["0 8 * * *"],
        "midday_block": ["0 12 * * *"],
        "evening_check": ["0 18 * * *"],
        "weekly_review": ["0 9 * * 1"],
        "housekeeping": ["0 7 * * 1"],
        "backfill": [],
        "triage": [],
    }


def test_every_deployment_runs_one_at_a_time_with_a_stated_strategy() -> None:
    assert [one["concurrency_limit"] for one in render(SETTINGS)["deployments"]] == [
        {"limit": 1, "collision_strategy": "ENQUEUE"}
    ] * 14
