"""What workers that collect at the same time share: the platform's budgets, through the warehouse."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from on_mastodon import BRAND, double
from sqlalchemy import Engine, text

from connectors.http_waiting import TELLS, WAITS_IN_PLACE
from tasks.core.backfill_plan import left_to_others
from tasks.status import read_status, read_waits
from tasks.steps import collect, windows
from tasks.steps.run import Run, lease, open_run

CONFIG = """
[brands.brand]
name = "Brand"
[[brands.brand.accounts]]
platform = "mastodon"
handle = "brand"
service = "{url}"
secret = "THE_TOKEN"
"""


def test_what_is_left_of_a_budget_is_known_to_all_workers_and_nothing_secret_is(
    community: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THE_TOKEN", double.TOKEN)
    now = datetime.now(UTC)
    with double.running(now - timedelta(minutes=50)) as server:
        server.post(BRAND, "The new blend")
        server.remaining, server.resets = 41, now + timedelta(minutes=4)
        config = community.folder / "rapport.toml"
        config.write_text(CONFIG.format(url=server.url))
        run = Run("00000000-0000-4000-8000-000000000001", "brand", "morning-scan", now, False, str(config))
        open_run(run, None)
        with lease(run):
            done = [collect.collect(run, load) for load in windows.plan_scan(run, None)]

    assert {one.state for one in done} == {"landed"}
    with community.engine.connect() as connection:
        (row,) = connection.execute(text("select * from ops.rate_budget")).mappings()
    assert (row["service"], row["account"], row["kind"]) == (server.url, "mastodon:brand", "")
    assert row["remaining"] == 41 - (len(server.calls) - 1)  # counted by us: the double says 41 each time
    assert row["under_way"] == []
    assert double.TOKEN not in str(row)


@pytest.mark.prefect
@pytest.mark.parametrize(("account", "seconds"), [("mastodon:brand", 960.0), ("sandbox:brand", 0.0)])
def test_extraction_waits_in_place_for_a_platform_and_tells_the_runs_log(
    account: str, seconds: float, monkeypatch: pytest.MonkeyPatch, prefect_api: str
) -> None:
    from prefect.logging import disable_run_logger

    from tasks import extract

    def asked(run: Run, load: object) -> collect.Collected:
        seen.append((WAITS_IN_PLACE.get(), TELLS.get() is not usually))
        return collect.Collected(load, "landed", 1)  # type: ignore[arg-type]

    seen, usually = list[tuple[float, bool]](), TELLS.get()
    monkeypatch.setattr(extract.collect, "collect", asked)
    run = Run("00000000-0000-4000-8000-000000000001", "brand", "morning-scan", datetime.now(UTC), False)
    with disable_run_logger():
        extract.extract_stream.fn(run, account, "posts", [object()])  # type: ignore[list-item]

    assert seen == [(seconds, seconds > 0)]
    assert (WAITS_IN_PLACE.get(), TELLS.get()) == (0.0, usually)


def test_status_says_which_of_the_brands_accounts_wait_and_until_when(db: Engine) -> None:
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=9)
    with db.begin() as connection:
        connection.execute(text(ROWS), {"end": end, "over": end - timedelta(hours=1)})

    assert [(u["account"], u["kind"], u["resets_at"]) for u in read_status(db, "acme").used_up] == [
        ("x:acme", "/2/tweets", end)
    ]
    assert read_waits(db, "acme") == f"x:acme waits for its rate limit until {end:%H:%M:%S} UTC"
    assert read_waits(db, "other").startswith("x:other waits")


def test_a_backfill_also_waits_where_the_rest_is_left_to_the_scans(db: Engine) -> None:
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=9)
    with db.begin() as connection:
        connection.execute(text(ROWS), {"end": end, "over": end - timedelta(hours=1)})
        connection.execute(text("delete from ops.rate_budget where remaining = 0"))
        connection.execute(text("update ops.rate_budget set request_limit = 15"))

    told = f"x:acme waits for its rate limit until {end:%H:%M:%S} UTC"
    assert [read_waits(db, "acme", left_to_others(flow)) for flow in ("morning-scan", "backfill")] == [
        "",
        told,
    ]


ROWS = """
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC'), ('other', 'Other', 'UTC');
    insert into core.account (brand, account, platform, handle)
    select split_part(a, ':', 2), a, 'x', 'h' from unnest(array['x:acme', 'x:other']) a;
    insert into ops.rate_budget (service, account, kind, remaining, resets_at, told_at, asked_at)
    select 's', account, kind, remaining, resets_at, now(), now()
    from (values
        ('x:acme', '/2/tweets', 0, cast(:end as timestamptz)), ('x:acme', '/2/dms', 3, :end),
        ('x:acme', '/2/likes', 0, :over), ('x:other', '', 0, :end)
    ) given (account, kind, remaining, resets_at)
"""
