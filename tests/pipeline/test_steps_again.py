"""A source that changed is collected again on request; what was killed is put down as failed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from connectors.records import Window
from tasks.steps import windows
from tasks.steps.run import bury_the_dead, lease, open_run

Day = Callable[..., datetime]
GOOD = ("1", "", "ann", "False", "2026-02-03T09:00:00Z", "Where is my order?")


def test_a_mended_export_comes_in_when_it_is_asked_for_again(community: Any, day: Day) -> None:
    community.write([GOOD, ("2", "", "bob", "False", "yesterday", "My kettle leaks")])
    community.bring_in(day(1), day(10))
    community.write([GOOD, ("2", "", "bob", "False", "2026-02-03T10:00:00Z", "My kettle leaks")])
    assert community.bring_in(day(1), day(10)) is None
    assert windows.forget(community.run(day(10)), Window(day(1), day(10)), None, None) == 9
    merged = community.bring_in(day(1), day(10))
    assert (merged.inserted, merged.unchanged) == (1, 1)


def test_only_the_named_accounts_windows_inside_the_span_are_forgotten(community: Any, day: Day) -> None:
    community.write([GOOD])
    community.bring_in(day(1), day(10))
    run = community.run(day(10))
    assert windows.forget(run, Window(day(1), day(10)), ["export:other"], None) == 0
    assert windows.forget(run, Window(day(2), day(4)), ["export:acme"], ["conversations"]) == 2


def test_a_run_that_was_killed_is_put_down_as_failed_and_one_that_lives_is_not(
    community: Any, day: Day
) -> None:
    community.write([GOOD])
    dead = community.run(day(10))
    open_run(dead, None)
    living = community.run(day(10))
    with lease(living):
        open_run(living, None)
        bury_the_dead(community.run(day(10)))
    states = community.rows("select run_id::text, state, problems from ops.run order by started_at")
    assert states == [
        (dead.run_id, "failed", ["killed before it ended"]),
        (living.run_id, "running", []),
    ]
