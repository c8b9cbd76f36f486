"""A look at a stream: what is remembered, what is missed, where reading stops; times as counts, JSON that is none."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from connectors import reading, secrets
from connectors.config import Account
from connectors.errors import ConfigError
from connectors.http import Answer, HttpClient
from connectors.looking import Look
from connectors.memory import Memory
from connectors.paging import down_to
from connectors.records import Window

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def look(window: Window, cursor: str | None = None) -> Look:
    client = HttpClient("http://127.0.0.1:9")
    return Look(client, window, Memory.read(cursor, window.start), lambda: NOW)


def test_what_was_seen_and_is_not_seen_again_is_missed_newest_first() -> None:
    first = look(Window(NOW - DAY, NOW))
    for number in range(4):
        first.remember(f"p{number}", NOW - number * timedelta(hours=1))

    second = look(Window(NOW, NOW + DAY), first.cursor())
    second.remember("p1", NOW)

    assert second.missed() == ["p0", "p2", "p3"]
    assert second.missed(lambda key: key != "p0") == ["p2", "p3"]


def test_what_is_gone_is_not_missed_a_third_time() -> None:
    first = look(Window(NOW - DAY, NOW))
    first.remember("p", NOW)
    second = look(Window(NOW, NOW + DAY), first.cursor())
    second.forget("p")

    assert look(Window(NOW, NOW + DAY), second.cursor()).missed() == []


def test_what_is_older_than_the_reach_is_missed_no_more() -> None:
    first = look(Window(NOW - 20 * DAY, NOW))
    first.remember("old", NOW - 15 * DAY)
    first.remember("new", NOW - 13 * DAY)

    assert look(Window(NOW, NOW + DAY), first.cursor()).missed() == ["new"]


def test_a_window_of_long_ago_misses_nothing() -> None:
    first = look(Window(NOW - DAY, NOW))
    first.remember("p", NOW - 2 * DAY)

    assert look(Window(NOW - 9 * DAY, NOW - 8 * DAY), first.cursor()).missed() == []


def test_pages_are_numbered_and_say_what_they_are() -> None:
    one = look(Window(NOW - DAY, NOW))
    pages = [one.page("posts", Answer(200, {}, b"{}", "GET /x"), post=str(n)) for n in (1, 2)]

    assert [(page.number, page.context["form"], page.context["post"]) for page in pages] == [
        (1, "posts", "1"),
        (2, "posts", "2"),
    ]


@pytest.mark.parametrize(("is_sorted", "read"), [(True, 2), (False, 3)])
def test_newest_first_is_read_down_to_the_oldest_that_is_wanted(is_sorted: bool, read: int) -> None:
    hours = [[0, 1], [2, 9], [10, 11], [12]]
    answers = (Answer(200, {}, str(n).encode(), "GET /x") for n in range(len(hours)))

    def times(answer: Answer) -> list[datetime | None]:
        return [None, *(NOW - timedelta(hours=h) for h in hours[answer.json()])]

    found = down_to(answers, times, NOW - timedelta(hours=5), is_sorted=is_sorted)

    assert len(list(found)) == read


@pytest.mark.parametrize("value", [None, True, "1", -1, 1.5, 1 << 70, {}])
def test_a_count_that_is_no_time_is_none(value: Any) -> None:
    assert reading.since_1970(value) is None
    assert reading.since_1970(value, 1000) is None


def test_a_count_since_1970_is_a_time_to_the_last_thousandth() -> None:
    at = datetime(2026, 11, 22, 12, 0, 1, 234_000, tzinfo=UTC)

    assert reading.since_1970(int(at.timestamp() * 1000), 1000) == at
    assert reading.since_1970(int(at.timestamp())) == at.replace(microsecond=0)
    assert reading.since_1970(int(at.timestamp() * 1000)) is None  # thousandths taken for seconds


@pytest.mark.parametrize("body", [None, b"", b"<html>", b'{"a": ', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_nothing(body: bytes | None) -> None:
    assert reading.parsed(body) is None


def test_an_account_without_a_secret_is_told_what_to_name() -> None:
    account = Account(platform="mastodon", handle="brand@social.example")

    with pytest.raises(ConfigError, match="`secret` is missing: it names the access token"):
        secrets.of_account(account, SecretStr)
