"""How collecting ends: connections are given back, a scan does not wait for ever, and what fails is on record."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from on_mastodon import BRAND, double
from told import NOW, Told

from connectors.errors import Denied
from connectors.records import Page, Window
from tasks.steps import collect, keeping, stage, windows
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
RUN_ID = "00000000-0000-4000-8000-000000000001"


class Closes(Told):
    """Counts how often it was closed."""

    closed = 0

    def close(self) -> None:
        self.closed += 1


class Refused(Closes):
    """A platform that lets nobody in after the first page."""

    def fetch(self, stream: str, window: Window, cursor: str | None) -> Iterator[Page]:
        yield from super().fetch(stream, window, cursor)
        raise Denied("no")


@pytest.mark.parametrize("kind", [Closes, Refused])
def test_a_connector_is_closed_whatever_came_of_its_window(
    community: Any, monkeypatch: pytest.MonkeyPatch, kind: type[Closes]
) -> None:
    told = kind(community, monkeypatch)
    run = Run(RUN_ID, "acme", "morning-scan", NOW, True, str(community.config))
    open_run(run, None)
    with lease(run):
        (load,) = windows.plan_scan(run, None)
        one = collect.collect(run, load)

    assert (one.state, told.closed) == (("failed", 1) if kind is Refused else ("landed", 1))
    if one.state == "landed":
        stage.stage(run, load)
        assert told.closed == 2


@pytest.mark.prefect
def test_a_scan_without_time_to_wait_says_what_is_missing_and_goes_on(
    community: Any, monkeypatch: pytest.MonkeyPatch, prefect_api: str
) -> None:
    """Others used up the platform's budget, for ten minutes; the run has five."""
    from prefect.logging import disable_run_logger

    from tasks import extract

    monkeypatch.setenv("THE_TOKEN", double.TOKEN)
    now = datetime.now(UTC)
    with double.running(now - timedelta(minutes=50)) as server:
        server.post(BRAND, "The new blend")
        server.remaining, server.resets = 0, now + timedelta(minutes=10)
        config = community.folder / "rapport.toml"
        config.write_text(CONFIG.format(url=server.url))
        until = now + timedelta(minutes=5)
        run = Run(RUN_ID, "brand", "morning-scan", now, False, str(config), until)
        open_run(run, None)
        with lease(run), disable_run_logger():
            loads = [load for load in windows.plan_scan(run, None) if load.stream == "posts"]
            found = extract.extract_stream.fn(run, "mastodon:brand", "posts", loads)

    reason = f"the rate limit of {server.url} is used up"
    assert {one.problem for one in found} == {
        f"mastodon:brand, posts: not in time for this run: {reason}; the next run tries it again"
    }
    assert community.rows("select distinct state from ops.load_window where stream = 'posts'") == [
        ("failed",)
    ]


@pytest.mark.prefect
def test_a_failure_before_the_first_step_is_on_record(
    community: Any, monkeypatch: pytest.MonkeyPatch, prefect_api: str
) -> None:
    from flows.record import on_record

    def away(run: Run, now: datetime) -> int:
        raise OSError("the landing store is away")

    monkeypatch.setattr(keeping, "drop_words", away)
    community.write([])
    run = Run(RUN_ID, "acme", "morning-scan", datetime.now(UTC), False, str(community.config))
    with pytest.raises(OSError, match="landing store"), on_record(run, []):
        pytest.fail("it went on")

    assert community.rows("select state from ops.run") == [("failed",)]
