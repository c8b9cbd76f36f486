"""What every network's connector does when an answer is not what it should be: one stated outcome each.

A fault fails one window, or makes it wait; no row is lost (the next look brings them all), and another account on the
same service, whose connector is another, goes on. What the page tells wrongly loses nothing either.
"""

import json
import re
from collections.abc import Callable
from dataclasses import astuple
from datetime import timedelta
from typing import Any

import pytest
from bending import changed, of_tomorrow
from stage import ELSEWHERE, PATIENCE
from week import NOW, WINDOW

from connectors.errors import ConnectorError, Denied, Malformed, RetryLater
from connectors.http import Patience, Timeouts
from connectors.records import BadRow, Interaction, Record

HASTY = Patience(attempts=1, max_wait=0)
SOON = Timeouts(connect=1, read=0.15, total=1)
PAGE = 10


def read(stage: Any, patience: Patience = PATIENCE, **given: Any) -> list[Record]:
    """One look at the brand's own posts, four pages of them."""
    return list(stage.scan(WINDOW, {}, stage.feed, PAGE, patience=patience, **given))


def posts(records: list[Record]) -> set[str]:
    return {one.native_id for one in records if isinstance(one, Interaction)}


def everything(stage: Any) -> set[str]:
    return set(stage.ids.values())


def arm(stage: Any, *faults: Any) -> None:
    stage.server.faults[stage.path] += faults


def fails(stage: Any, error: type[ConnectorError], **given: Any) -> ConnectorError:
    """The window fails with `error`; the next look has every row."""
    with pytest.raises(error) as caught:
        read(stage, **given)
    stage.server.faults.clear()
    assert posts(read(stage)) == everything(stage)
    return caught.value


def test_what_faults_are_tried_on_is_several_pages_long(stage: Any) -> None:
    made = stage.connector(NOW + timedelta(seconds=30), PAGE, PATIENCE)

    assert len([page for page in made.fetch(stage.feed, WINDOW, None) if page.number]) >= 3
    assert posts(read(stage)) == everything(stage)


HTML = b"<!doctype html><title>Down for maintenance</title>"


@pytest.mark.parametrize(
    "body",
    [HTML, b'{"data": [{"id": "1", "te', b"", b"null", b"[" * 100_000, b'"a text"', b'{"sorry": true}', b"\xff\xfe"],
    ids=["html", "cut-short", "empty", "null", "deep", "text", "other-object", "no-text"],
)  # fmt: skip
def test_a_page_of_another_form_fails_its_window_and_loses_no_row(stage: Any, body: bytes) -> None:
    arm(stage, stage.fault(change=lambda page: page), stage.fault(body=body))

    fails(stage, Malformed)


def test_other_accounts_go_on_while_a_window_fails(stage: Any) -> None:
    arm(stage, stage.fault(body=HTML))
    with pytest.raises(Malformed):
        read(stage)

    assert posts(read(stage)) == everything(stage)


def test_an_empty_page_that_names_a_next_one_is_gone_past(stage: Any) -> None:
    arm(stage, stage.fault(change=stage.emptied))

    found = posts(read(stage))

    assert found < everything(stage)
    assert len(everything(stage) - found) == PAGE


def test_a_page_that_was_there_already_is_no_loop_but_an_error(stage: Any) -> None:
    arm(stage, *[stage.pointing(stage.somewhere) for _ in range(3)])

    fails(stage, Malformed)


def test_a_next_page_on_another_host_is_not_asked_for(stage: Any) -> None:
    if stage.has_links:
        arm(stage, stage.pointing(ELSEWHERE))
    else:
        arm(stage, stage.fault(status=307, headers={"location": ELSEWHERE}))

    error = fails(stage, Malformed)

    assert "127.0.0.2" in str(error)


def test_a_redirect_to_another_host_is_refused(stage: Any) -> None:
    arm(stage, stage.fault(status=302, headers={"location": ELSEWHERE}))

    fails(stage, Malformed)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_brief_trouble_is_waited_out(stage: Any, status: int) -> None:
    arm(stage, stage.fault(status=status, body=b"{}", headers={"retry-after": "0"}))

    assert posts(read(stage)) == everything(stage)


@pytest.mark.parametrize("status", [500, 503])
def test_lasting_trouble_is_left_to_the_task(stage: Any, status: int) -> None:
    arm(stage, *[stage.fault(status=status, body=b"{}") for _ in range(PATIENCE.attempts)])

    fails(stage, RetryLater)


def test_a_long_wait_is_left_to_the_task_with_its_seconds(stage: Any) -> None:
    arm(stage, stage.fault(status=429, body=b"{}", headers={"retry-after": "900"}))

    error = fails(stage, RetryLater)

    assert isinstance(error, RetryLater)
    assert error.seconds >= 890


def test_midway_in_a_window_the_rate_limit_is_waited_for(stage: Any) -> None:
    """Or a window of more requests than are let through at once would begin anew for ever."""
    if not stage.waits_midway:
        pytest.skip("its limits are of the day: what is used up comes tomorrow")
    slept: list[float] = []
    made = stage.connector(NOW + timedelta(seconds=30), PAGE, PATIENCE)
    made.client.sleep = slept.append
    arm(stage, stage.fault(change=lambda page: page), stage.limited(60))

    pages = list(made.fetch(stage.feed, WINDOW, None))

    assert posts([one for page in pages for one in made.parse(stage.feed, page, WINDOW)]) == everything(stage)
    assert 55 < sum(slept) <= 65


def test_an_answer_that_does_not_come_is_left_to_the_task(stage: Any) -> None:
    arm(stage, stage.fault(waits=0.6, body=b"{}"))

    fails(stage, RetryLater, patience=HASTY, timeouts=SOON)


def test_access_that_ended_is_for_a_person_and_is_not_told(stage: Any) -> None:
    stage.end_access()

    with pytest.raises(Denied) as caught:
        read(stage)

    assert not any(token and token in str(caught.value) for token in stage.secrets)


def bent(stage: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> list[Record]:
    """What is read when every page is changed on its way."""
    arm(stage, *[stage.fault(change=lambda body: changed(body, change)) for _ in range(12)])
    return read(stage)


def test_fields_that_nobody_knows_yet_change_nothing(stage: Any) -> None:
    plain = [one for one in read(stage) if isinstance(one, Interaction)]
    new = {"a_field_of_tomorrow": {"of": [1, None, "x"]}, "other_new": "y"}

    found = [one for one in bent(stage, lambda one: one | new) if isinstance(one, Interaction)]

    assert found == plain


def test_words_that_nobody_knows_yet_lose_no_row(stage: Any) -> None:
    def change(one: dict[str, Any]) -> dict[str, Any]:
        return {k: of_tomorrow(v) if k in stage.enums else v for k, v in one.items()}

    assert posts(bent(stage, change)) == everything(stage)


def test_nothing_where_something_was_promised_loses_no_row(stage: Any) -> None:
    def change(one: dict[str, Any]) -> dict[str, Any]:
        return {key: None if key in stage.nulls else value for key, value in one.items()}

    assert posts(bent(stage, change)) == everything(stage)


_UNSTORABLE = re.compile("[\\x00\\ud800-\\udfff]")
UNSTORABLE = "half a \ud83d and a \x00"
"""What JSON can carry and PostgreSQL cannot keep."""


def words(one: Record) -> str:
    """Every text in a record."""
    fields = [value if isinstance(value, tuple) else (value,) for value in astuple(one)]
    return " ".join(value for values in fields for value in values if isinstance(value, str))


@pytest.mark.parametrize("wrong", [7, "x", {}, [None], UNSTORABLE], ids=json.dumps)
def test_any_field_of_any_shape_is_a_record_or_a_bad_row_for_each_post(stage: Any, wrong: Any) -> None:
    """Every name in the page takes its turn; the page's own frame, and who and when, apart."""
    names: set[str] = set()
    arm(stage, stage.fault(change=lambda body: changed(body, lambda one: names.update(one) or one)))
    read(stage)
    for name in sorted(names - stage.frame):
        try:
            found = bent(stage, lambda one, name=name: one | {name: wrong} if name in one else one)  # type: ignore[misc]
        except ConnectorError as error:
            pytest.fail(
                f"{name!r} being {wrong!r} stopped the window ({error}); is it the page's own (`Stage.frame`)?"
            )
        stage.server.faults.clear()
        assert not [one for one in found if _UNSTORABLE.search(words(one))], f"{name!r} cannot be stored"
        bad = [one for one in found if isinstance(one, BadRow)]
        lost = len(everything(stage)) - len(posts(found)) - len(bad)
        assert lost <= 0, f"{name!r} being {wrong!r} lost {lost} posts, and no bad row says so"
