"""How fast landed pages become records, beside `json.loads` of the same bytes: pages of X, with what they include.

`make bench` prints; nothing is asserted about time. Three kinds of posts: as people write to a brand, lean ones (short
answers of words alone, the most records for the least JSON) and rich ones (everything that a post can have). Then
what has least JSON a record: lists of people, reposts, and private messages, with one person and with many.
"""

import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from x_pages import LEAN, RICH, Style, as_bytes, page
from x_people_pages import messages_page, people_page, reposts_page

from connectors.records import BadRow, Page, Window
from connectors.x_parse import PageParser

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

ROUNDS = 40
"""Of so many rounds the quickest counts: the others show what else the machine did."""
PAGES = 20
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWN = "2124000000000000000"
WINDOW = Window(NOW - timedelta(days=1), NOW)


def landed(seed: int, style: Style) -> Page:
    """One page of 100 posts, as it lands."""
    times = [(n, NOW - timedelta(seconds=60 + (seed * 100 + n) * 7)) for n in range(100)]
    body = as_bytes(page(random.Random(seed), times, style, "b26v89c19zqg8o3f"))
    return Page(
        1, body, NOW, {"form": "others", "me": "900", "handle": "brand", "since": WINDOW.start.isoformat()}
    )


def spent(*works: Callable[[], object]) -> list[float]:
    """Seconds of processor time of the quickest round of each, the rounds of all taking turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for mine, work in zip(times, works, strict=True):
            start = time.process_time()
            work()
            mine.append(time.process_time() - start)
    return [min(mine) for mine in times]


def posts(style: Style) -> list[Page]:
    """Pages of 100 posts."""
    return [landed(seed, style) for seed in range(PAGES)]


def others(form: str, size: int, **context: str) -> list[Page]:
    """Pages of a form that is not of posts by the brand's community."""
    at, found = NOW - timedelta(minutes=1), []
    talkers = int(context.pop("talkers", "0"))
    for seed in range(PAGES):
        made = random.Random(seed)
        if form == "messages":
            body = messages_page(made, size, at, talkers)
        elif form == "reposts":
            body = reposts_page(made, size, at, OWN)
        else:
            body = people_page(made, size, "b26v89c19zqg8o3f")
        more = {"new": json.dumps([one["id"] for one in body["data"]])} if form == "followers" else {}
        same = {"form": form, "me": "900", "handle": "brand", "since": WINDOW.start.isoformat()}
        found.append(Page(1, as_bytes(body), NOW, {**same, **context, **more}))
    return found


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("posts as people write", lambda: posts(Style())),
        ("lean posts", lambda: posts(LEAN)),
        ("rich posts", lambda: posts(RICH)),
        ("likes", lambda: others("likes", 100, subject=OWN)),
        ("new followers", lambda: others("followers", 1000)),
        ("reposts", lambda: others("reposts", 100, subject=OWN)),
        ("messages, one person", lambda: others("messages", 100, talkers="1")),
        ("messages, 12 people", lambda: others("messages", 100, talkers="12")),
        ("messages, 100 people", lambda: others("messages", 100, talkers="100")),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_parsing_x_pages_beside_reading_their_json(name: str, make: Callable[[], list[Page]]) -> None:
    pages = make()
    bodies = [p.body for p in pages]
    records = [r for p in pages for r in PageParser(p, WINDOW, ("blend",), ("tea",)).records()]
    assert not [r for r in records if isinstance(r, BadRow)]
    assert len(records) >= 100 * PAGES

    read, parsed = spent(
        lambda: [json.loads(body) for body in bodies],
        lambda: [PageParser(one, WINDOW, ("blend",), ("tea",)).records() for one in pages],
    )

    size, ratio = sum(map(len, bodies)), parsed / read
    print(f"\n{name}: {PAGES} pages, {size / 1e6:.1f} MB, {len(records):,} records")
    print(f"  json.loads  {read * 1e3:7.1f} ms  {size / read / 1e6:7.0f} MB/s")
    print(
        f"  parsing     {parsed * 1e3:7.1f} ms  {len(records) / parsed:7,.0f} records/s  {ratio:.2f} x json.loads"
    )
