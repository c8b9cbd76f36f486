"""A past day, replayed after everything that came later, is the day as it was mailed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import text
from told import Told, said

from connectors.records import AudienceSnapshot, BadRow, Deletion, Interaction, Post, PostSnapshot, Profile
from connectors.settings import load_settings
from tasks import marts, triage
from tasks.compose import compose
from tasks.core.digest.view import DigestView, Flow
from tasks.render import Rendered

Day = Callable[..., datetime]
FLOWS: tuple[Flow, ...] = ("morning-scan", "midday-block", "evening-check", "weekly-review")
HOUR = timedelta(hours=1)


@pytest.fixture
def told(community: Any, monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told(community, monkeypatch)


def person(name: str, at: datetime, **more: object) -> Profile:
    return Profile("export", name, handle=f"@{name}", seen_at=at, **more)  # type: ignore[arg-type]


def replied(native_id: str, to: str, at: datetime, words: str) -> Interaction:
    return said(
        native_id,
        "acme",
        at,
        words,
        direction="outbound",
        kind="reply",
        parent_native_id=to,
        root_native_id=to,
    )


def tell_what_was_before(told: Told, day: Day) -> None:
    post = Post("export", "p1", "acme", day(11, 20), text="New beans from Huila", kind="post")
    told.tell(day(11, 20), post, PostSnapshot("export", "p1", day(11, 21), reactions=5))
    for number in range(3, 12):
        who, at = f"person{number % 4}", day(number, 9)
        told.tell(
            at, person(who, at, display_name=f"Name {number % 4}", followers=4000 + number % 4, lang="en")
        )
        told.tell(at, said(str(number), who, at, f"Where is my order number {number}?", hashtags=("late",)))
        if number % 3:
            told.tell(
                at + HOUR, replied(f"r{number}", str(number), at + HOUR, f"Number {number} is on its way.")
            )
        told.tell(at, AudienceSnapshot("export", at, followers=1000 + number))
    told.tell(
        day(12, 8),
        said("open", "person0", day(12, 8), "Where is it now? #late", hashtags=("late",)),
        said("gone", "person1", day(12, 8), "Does it fit a small kitchen?"),
        said("praise", "person2", day(12, 8), "Thank you for the lovely evening, your staff were wonderful"),
        said("blocked", "person3", day(12, 8), "My kettle leaks, what can I do?"),
        said("under", "person2", day(12, 9), "Is there decaf?", post_native_id="p1"),
        said("answered", "person1", day(12, 9), "When do you open tomorrow?"),
        replied("answer", "answered", day(12, 10), "At nine!"),
        said(
            "spam",
            "spammer",
            day(12, 9),
            "Cheap followers at http://spam.example buy now http://spam.example",
        ),
        person("spammer", day(12, 9), display_name="Cheap Charlie"),
        BadRow("interaction", "date", "has no date that can be read", "file line 3", "x"),
    )


def tell_what_came_after(told: Told, day: Day) -> None:
    """Everything that can happen, an hour and more after the 12th at noon, except that time is turned back."""
    later = day(12, 13)
    for number in range(4):
        told.tell(
            later, person(f"person{number}", later, display_name=f"Renamed {number}", followers=9, lang="de")
        )
    told.tell(
        later,
        person("spammer", later, display_name="Honest Harry"),
        person("acme", later, display_name="Acme & Sons"),
        said("new", "person0", later, "And now? Why does nobody answer?"),
        said("newer", "nobody-yet", later, "Is the sale still on?"),
        said("open", "person0", day(12, 8), "Thanks #solved", edited_at=later, hashtags=("solved",)),
        said("praise", "person2", day(12, 8), "It broke. Who pays for that?"),  # an edit without a date
        said("blocked", "person3", day(12, 8), "My kettle leaks, what can I do?", is_blocked=True),
        Post("export", "p1", "acme", day(11, 20), text="Beans from Kenya", kind="post", edited_at=later),
        PostSnapshot("export", "p1", later, reactions=50),
        AudienceSnapshot("export", later, followers=3),
        Deletion("export", "gone", later),
        Deletion("export", "answer", later),
        Deletion("export", "r11", later),
        replied("late", "9", later, "Sorry for the wait, number 9 leaves today."),
        BadRow("interaction", "date", "has no date that can be read", "file line 9", "y"),
        BadRow("interaction", "text", "is no text at all", "file line 10", "z"),
        said("broken", "x" * 5000, later),
    )
    told.tell(
        day(13, 9), said("day13", "person1", day(13, 9)), person("person1", day(13, 9), followers=77_000)
    )


def decide_after(told: Told, day: Day) -> None:
    """What people do after the 12th at noon, and what could not be collected of the time after it."""
    engine = told.community.engine
    ids = dict(told.community.rows("select native_id, interaction_id from core.interaction"))
    triage.dismiss(engine, "acme", [ids["under"]], "kim", day(12, 14))
    triage.answer(engine, "acme", [ids["9"], ids["open"]], "kim", day(12, 14))
    triage.snooze(engine, "acme", [ids["6"]], day(20), "kim", day(12, 14))
    failed_window(told, day(12, 12), day(12, 18), "the service was down in the afternoon")


def failed_window(told: Told, start: datetime, end: datetime, reason: str) -> None:
    statement = """
        insert into ops.load_window (brand, account, stream, window_start, window_end, state, reason)
        values ('acme', 'export:acme', 'other', :start, :end, 'failed', :reason)"""
    with told.community.engine.begin() as connection:
        connection.execute(text(statement), {"start": start, "end": end, "reason": reason})


def digests(told: Told, as_of: datetime) -> dict[str, tuple[DigestView, Rendered]]:
    brand = load_settings(told.community.config).brand("acme")
    with told.community.engine.begin() as connection:
        return {flow: compose(connection, brand, flow, as_of, []) for flow in FLOWS}


def words(made: dict[str, tuple[DigestView, Rendered]]) -> str:
    return "\n".join(rendered.text for _, rendered in made.values())


@pytest.fixture
def noon(told: Told, day: Day) -> datetime:
    """The 12th at noon, with what was before it brought in."""
    tell_what_was_before(told, day)
    told.community.bring_in(day(1), day(12, 12))
    failed_window(told, day(12, 6), day(12, 7), "the service was down in the morning")
    return day(12, 12)


@pytest.fixture
def mailed(told: Told, noon: datetime) -> dict[str, tuple[DigestView, Rendered]]:
    return digests(told, noon)


def bring_in_what_came_after(told: Told, day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_what_came_after(told, day)
    monkeypatch.setattr("export_brands.NOW", day(1) + timedelta(days=30))  # another day at the wall's clock
    told.community.bring_in(day(12, 12), day(14))
    decide_after(told, day)
    with told.community.engine.begin() as connection:
        marts.recompute(connection, "acme", day(14))


def test_what_happened_later_changes_nothing_in_it(
    told: Told, day: Day, mailed: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in_what_came_after(told, day, monkeypatch)
    again = digests(told, noon)
    for flow in FLOWS:
        assert again[flow][1].text.splitlines() == mailed[flow][1].text.splitlines()
        assert again[flow] == mailed[flow]


def test_it_says_what_was_so_then(mailed: Any) -> None:
    said_then = words(mailed)
    shown = (
        "Name 0",
        "Where is it now?",
        "New beans from Huila",
        "kettle leaks",
        "lovely evening",
    )
    for words_ in (*shown, "small kitchen", "Cheap Charlie", "1 row", "down in the morning"):
        assert words_ in said_then, words_


def test_the_day_after_says_what_is_so_by_then(
    told: Told, day: Day, mailed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in_what_came_after(told, day, monkeypatch)
    said_later = words(digests(told, day(13, 18)))
    for words_ in ("Renamed 0", "nobody answer", "sale still on", "down in the afternoon"):
        assert words_ in said_later, words_
    for words_ in ("Name 0", "Where is it now?", "small kitchen"):
        assert words_ not in said_later, words_


def test_what_was_loaded_later_and_happened_before_is_seen(told: Told, day: Day, noon: datetime) -> None:
    told.tell(day(2, 9), said("early", "person1", day(12, 7), "I wrote this before noon, did I not?"))
    told.community.bring_in(day(14), day(15))
    with told.community.engine.begin() as connection:
        connection.execute(text("delete from ops.load_window where stream = 'talk'"))
    told.community.bring_in(day(2), day(3))
    assert "before noon" in words(digests(told, noon))


def test_a_row_that_is_released_later_is_among_the_data_and_waits_no_more(told: Told, noon: datetime) -> None:
    with told.community.engine.begin() as connection:
        connection.execute(text("update ops.quarantine set state = 'dropped', decided_at = now()"))
    view = cast(DigestView, digests(told, noon)["morning-scan"][0])
    assert "that can be read" not in str(view)
