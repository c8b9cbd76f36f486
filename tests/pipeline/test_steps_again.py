"""What was killed is put down as failed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tasks.steps.run import bury_the_dead, lease, open_run

Day = Callable[..., datetime]
GOOD = ("1", "", "ann", "False", "2026-02-03T09:00:00Z", "Where is my order?")


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
