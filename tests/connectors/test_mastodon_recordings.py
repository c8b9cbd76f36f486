"""What a real Mastodon 4.6 answered, read by the connector: only where recordings are at hand.

RAPPORT_RECORDINGS names a folder with mastodon/*.yaml (exchanges as vcrpy writes them). They hold people's names
and stay out of the repository.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from connectors.http_rules import read_budget
from connectors.mastodon import BUDGET
from connectors.mastodon_parse import PageParser
from connectors.paging import next_link
from connectors.reading import moment
from connectors.records import AudienceSnapshot, BadRow, Interaction, Page, Profile, Record, Window

FETCHED = datetime(2026, 8, 1, 15, tzinfo=UTC)
WINDOW = Window(FETCHED - timedelta(days=1), FETCHED)
FORMS = (
    ("/accounts/verify_credentials", "account"),
    ("/followers", "people"),
    ("/favourited_by", "people"),
    ("/reblogged_by", "people"),
    ("/v1/conversations", "conversations"),
    ("/v2/notifications", "grouped"),
    ("/v1/notifications", "notifications"),
    ("/timelines/tag/hoot", "others"),
    ("/quotes", "others"),
    ("/statuses", "feed"),
    ("/v2/search", "search"),
    ("/history", "history"),
    ("/context", "thread"),
)


@dataclass(frozen=True)
class Exchange:
    """One recorded answer to a GET."""

    path: str
    headers: dict[str, str]
    body: bytes
    earlier: dict[str, Any]
    """Statuses seen before in the same recording, by id."""


@pytest.fixture(scope="module")
def exchanges() -> list[Exchange]:
    folder = os.environ.get("RAPPORT_RECORDINGS")
    if not folder:
        pytest.skip("RAPPORT_RECORDINGS names no folder of recordings")
    return [exchange for path in sorted(Path(folder).glob("mastodon/*.yaml")) for exchange in _of(path)]


def _of(path: Path) -> Iterator[Exchange]:
    earlier: dict[str, Any] = {}
    for one in yaml.safe_load(path.read_text(encoding="utf-8"))["interactions"]:
        request, response = one["request"], one["response"]
        body = str(response["body"]["string"]).encode()
        headers = {name.lower(): values[0] for name, values in response["headers"].items()}
        if request["method"] == "GET" and response["status"]["code"] == 200:
            yield Exchange(urlsplit(request["uri"]).path.rstrip("/"), headers, body, dict(earlier))
        found = json.loads(body)
        if isinstance(found, dict) and "visibility" in found:
            earlier[found["id"]] = found


def form_of(path: str) -> str | None:
    return next((form for end, form in FORMS if path.endswith(end)), None)


def read(exchange: Exchange, me: str = "117020565966271181") -> list[Record]:
    context = {
        "form": form_of(exchange.path) or "",
        "service": "http://localhost:3000",
        "me": me,
        "web": "yes",
    }
    parts = exchange.path.split("/")
    subject = exchange.earlier.get(parts[-2]) if parts[-1] in ("history", "context") else None
    context |= {"status": json.dumps(subject)} if subject else {}
    return list(PageParser(Page(1, exchange.body, FETCHED, context), WINDOW, (), ()).records())


def test_every_recorded_list_is_read_without_a_bad_row(exchanges: list[Exchange]) -> None:
    known = [exchange for exchange in exchanges if form_of(exchange.path)]
    records = [record for exchange in known for record in read(exchange)]

    assert len({form_of(e.path) for e in known}) == len({form for _, form in FORMS})
    assert [r for r in records if isinstance(r, BadRow)] == []
    kinds = {r.kind for r in records if isinstance(r, Interaction)}
    assert kinds >= {"mention", "direct_message", "reaction", "post"}
    assert [r for r in records if isinstance(r, AudienceSnapshot) and r.followers is not None]


def test_recorded_people_have_handles_links_and_counts(exchanges: list[Exchange]) -> None:
    people = [r for e in exchanges if form_of(e.path) for r in read(e) if isinstance(r, Profile)]

    assert people
    assert all(p.handle and p.permalink == f"http://localhost:3000/@{p.handle}" for p in people)
    assert any(p.followers is not None for p in people)


def test_recorded_texts_have_no_markup(exchanges: list[Exchange]) -> None:
    texts = [
        r.text for e in exchanges if form_of(e.path) for r in read(e) if isinstance(r, Interaction) and r.text
    ]

    assert texts
    assert not [t for t in texts if "<" in t or "&quot;" in t or "&amp;" in t]


def test_a_recorded_edit_has_its_first_text_and_its_last(exchanges: list[Exchange]) -> None:
    (history,) = [e for e in exchanges if e.path.endswith("/history") and len(json.loads(e.body)) > 1]
    versions = [r for r in read(history) if isinstance(r, Interaction)]

    assert len({v.native_id for v in versions}) == 1
    assert [v.edited_at is None for v in versions] == [True, False] or len({v.text for v in versions}) == 2


def test_recorded_rate_limits_and_links_are_understood(exchanges: list[Exchange]) -> None:
    for exchange in exchanges:
        budget = read_budget(BUDGET, exchange.headers, FETCHED.timestamp() - 7200)
        assert budget is not None
        assert (budget.limit, budget.remaining) == (300, 299)
        at = moment(exchange.headers["x-ratelimit-reset"])
        assert at is not None
        assert budget.resets_at == at.timestamp()
    following = [link for e in exchanges if (link := next_link(e.headers.get("link", "")))]
    assert following
    assert all("max_id=" in link for link in following)
