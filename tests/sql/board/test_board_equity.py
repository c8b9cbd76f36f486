"""The week's unheard voices, workload and gaps, as the review reads them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from tasks import marts
from tasks.core.digest.rates import Rate
from tasks.figures import read_figures
from tasks.steps.replies import check_piece
from tasks.week_equity import read_equity
from tasks.week_quality import read_quality

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_week(core: Any) -> Any:
    """Thursday of the week before the Monday that is told of: Ana asks five times, Ben once; three are answered."""
    ana, ben = core.person("ana"), core.person("ben")
    asked = [core.says(ana, "Is the blue mug in stock again?", 5 * DAY - n * HOUR) for n in range(5)]
    asked.append(core.says(ben, "Do you ship to Wales?", 5 * DAY))
    core.replies(asked[0], "The blue mug is back, forty of them arrived this morning.", 5 * DAY - HOUR / 2)
    core.replies(asked[4], "The blue mug is back, forty of them arrived this morning!", 4 * DAY)
    core.replies(asked[5], "To Wales as well, Ben, on Tuesdays and on Fridays.", 4 * DAY - HOUR)
    core.connection.execute(
        text("""insert into ops.unchecked_reply select brand, occurred_at, interaction_id from core.interaction
                where direction = 'outbound'""")
    )
    check_piece(core.connection, core.brand)
    return core.now.replace(day=16, hour=0).date()


def test_the_week_is_told_with_its_cases(core: Any, other: Any) -> None:
    week = a_week(core)
    _ = other.says(other.person("zoe"), "hello?", 5 * DAY)
    core.put("core.block_plan", day=week, planned_at=core.now - 7 * DAY, planned_minutes=35, block_minutes=40)
    marts.recompute(core.connection, core.brand, core.now)
    found = read_equity(core.connection, core.config(), week, core.now)
    heard = found.heard(week)
    assert heard is not None
    group, others = heard.newcomers.group, heard.newcomers.others
    assert (group, others) == (Rate(2, 4, design=1.0), Rate(1, 2, design=2.0))  # the others are all Ana's
    assert found.sound.authentic == Rate(2, 3)
    assert (found.sound.alike, found.sound.compared) == (1, 2)
    assert found.minutes.planned == 35
    assert read_equity(core.connection, core.config(), week - 7 * DAY, core.now).heard(week - 7 * DAY) is None


def test_what_was_not_collected_is_told_with_the_figures_it_leaves_unknown(core: Any) -> None:
    week = a_week(core)
    start = core.now.replace(day=1, hour=0)
    window = {"account": "bluesky:acme", "stream": "notifications"}
    gone = start + 18 * DAY  # the Thursday
    core.put("ops.load_window", **window, window_start=start, window_end=gone, state="merged")
    core.put(
        "ops.load_window",
        **window,
        window_start=gone,
        window_end=gone + DAY,
        state="unavailable",
        reason="too old",
    )
    core.put("ops.load_window", **window, window_start=gone + DAY, window_end=core.now, state="merged")
    marts.recompute(core.connection, core.brand, core.now)
    quality = read_quality(core.connection, core.config(), week)
    assert [(g.account, g.cause, g.reason, g.days) for g in quality.gaps] == [
        ("bluesky:acme", "unavailable", "bluesky:acme, notifications: too old", 1)
    ]
    assert {"volume", "retention", "reply_equity", "rule_24h"} <= set(quality.unknown)
    assert "replies_sent" not in quality.unknown + quality.partly
    figures = read_figures(core.connection, core.config(), "weekly-review", core.now)
    assert figures.rule_week is not None
    assert figures.rule_week.is_unknown
    assert figures.retention_weeks[-1].rate.is_unknown
    assert figures.workload.replies == 3
