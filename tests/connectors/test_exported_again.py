"""From files into the warehouse, scan after scan: nothing twice, nothing lost, only what changed is read again."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from export_files import (
    HOOTSUITE,
    account,
    bad,
    hootsuite,
    instagram,
    read,
    said,
    table,
    x_archive,
    ytd,
    zipped,
)
from sqlalchemy import Engine, text

from connectors.exported import account as exported
from connectors.records import Interaction, Page, Window
from connectors.x_parse import PageParser
from tasks import marts
from tasks.steps import check, collect, merge, stage, tier, windows
from tasks.steps.merge import Merged
from tasks.steps.run import Run, lease, open_run

NOW = datetime(2026, 6, 10, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def export(path: Path, *days: int) -> None:
    """Hootsuite's export with a message at noon (Berlin) of each of these days of June."""
    rows = [hootsuite(day, f"message {day}", f"2026-06-{day:02} 12:00:00") for day in days]
    path.write_text(table(HOOTSUITE, *rows), encoding="utf-8")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read."""
    names: list[str] = []
    real = exported.FileExport._read

    def noted(self: Any, source: Any) -> Any:
        names.append(source.path.name)
        return real(self, source)

    monkeypatch.setattr(exported.FileExport, "_read", noted)
    return names


class Scans:
    """Scans of an account, each from where the last ended, with its cursor."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.end = NOW
        self.cursor: str | None = None

    def scan(self, after: timedelta = DAY) -> list[str]:
        """The ids that a scan `after` the last brings."""
        window = Window(self.end, self.end + after)
        connector = account(self.path, now=window.end)
        found = [one.native_id for one in said(read(connector, window, self.cursor))]
        self.end, self.cursor = window.end, connector.next_cursor()
        return found


def test_late_rows_of_a_file_that_grew_come_with_the_next_scan(tmp_path: Path) -> None:
    scans = Scans(tmp_path / "messages.csv")
    export(scans.path, 9, 10)
    assert scans.scan() == ["m10"]
    assert scans.scan() == []  # the 11th: what was downloaded does not hold it yet
    export(scans.path, 9, 10, 11)
    assert scans.scan() == ["m10", "m11"]
    assert scans.scan() == []


def test_what_came_before_the_first_look_stays_a_backfills_business(tmp_path: Path) -> None:
    scans = Scans(tmp_path / "messages.csv")
    export(scans.path, 1, 2, 11)
    scans.scan()
    export(scans.path, 1, 2, 3, 11)
    assert scans.scan() == ["m11"]


def test_a_file_that_was_old_at_the_first_look_is_taken_on_from_its_end(tmp_path: Path) -> None:
    scans = Scans(tmp_path / "messages.csv")
    export(scans.path, 1, 2)
    assert scans.scan() == []
    export(scans.path, 1, 2, 3, 4)
    assert scans.scan() == ["m2", "m3", "m4"]


def test_a_new_file_beside_the_others_is_read_and_the_others_are_not(
    tmp_path: Path, opened: list[str]
) -> None:
    scans = Scans(tmp_path / "*.csv")
    export(tmp_path / "a.csv", 5, 6)
    scans.scan()
    opened.clear()
    export(tmp_path / "b.csv", 7, 8)
    assert scans.scan() == ["m7", "m8"]
    assert opened == ["b.csv"]
    opened.clear()
    scans.scan()
    assert opened == []


def test_a_file_that_could_not_be_read_comes_in_whole_once_it_is_mended(tmp_path: Path) -> None:
    scans = Scans(tmp_path / "*.csv")
    export(tmp_path / "a.csv", 9)
    (tmp_path / "b.csv").write_text("cut", encoding="utf-8")
    scans.scan()
    export(tmp_path / "b.csv", 9, 10)
    assert "m10" in scans.scan()


def test_who_mends_how_a_file_is_read_gets_its_rows_where_they_belong(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    path.write_text(table(HOOTSUITE, hootsuite(1, "x", "02/06/2026 12:00")), encoding="utf-8")  # 2 June
    wrong = account(path, now=NOW)
    assert said(read(wrong, Window(NOW - DAY, NOW), None)) == []
    cursor = wrong.next_cursor()
    mended = account(path, now=NOW, dates=("%d/%m/%Y %H:%M",))
    day = Window(datetime(2026, 6, 2, tzinfo=UTC), datetime(2026, 6, 3, tzinfo=UTC))
    assert [one.native_id for one in said(read(mended, day, cursor))] == ["m1"]


def test_windows_of_long_ago_neither_bring_late_rows_nor_change_what_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    export(path, 9, 10, 11)
    connector = account(path, now=NOW)
    window = Window(NOW - 5 * DAY, NOW - DAY / 2)
    assert [one.native_id for one in said(read(connector, window, "kept"))] == ["m9"]
    assert connector.next_cursor() == "kept"


@pytest.mark.parametrize("size", [1, 700])
def test_every_row_lands_in_exactly_one_window(tmp_path: Path, size: int) -> None:
    path = tmp_path / "messages.csv"
    rows = [hootsuite(n, "x", f"2026-06-{n % 20 + 1:02} 12:00:00" if n % 7 else "?") for n in range(size)]
    path.write_text(table(HOOTSUITE, hootsuite(9_999, "x", "2026-06-05 12:00:00"), *rows), encoding="utf-8")
    start = datetime(2026, 5, 25, tzinfo=UTC)
    days = [Window(start + n * DAY, start + (n + 1) * DAY) for n in range(30)]
    by_day = [record for day in days for record in read(account(path), day)]
    assert sorted(map(repr, by_day)) == sorted(map(repr, read(account(path))))
    assert len(by_day) > size


# ------------------------------------------------------------------ answers alike


FORM = ("Timestamp", "How was it?", "Anything else?")
SECOND = "2026/06/09 2:00:00 PM GMT+2"


def forms(path: Path, *answers: str, at: str = SECOND) -> list[tuple[str, str]]:
    """A form's responses, all of one second and nobody's: the ids and authors they come in with."""
    path.write_text(table(FORM, *((at, answer, "") for answer in answers)), encoding="utf-8")
    return [(one.native_id, one.author_native_id) for one in said(read(account(path)))]


def test_answers_alike_of_one_second_are_each_somebodys(tmp_path: Path) -> None:
    alike = forms(tmp_path / "form.csv", "Good", "Good", "Bad", "Good")
    assert len({native for native, _ in alike}) == len({who for _, who in alike}) == 4


def test_a_longer_file_of_answers_alike_brings_only_what_is_new(tmp_path: Path) -> None:
    first = forms(tmp_path / "form.csv", "Good", "Good")
    assert forms(tmp_path / "form.csv", "Good", "Good") == first
    longer = forms(tmp_path / "form.csv", "Bad", "Good", "Good", "Good")
    assert set(first) < set(longer)
    assert len(set(longer)) == 4


def test_two_files_that_overlap_do_not_bring_answers_alike_twice(tmp_path: Path) -> None:
    forms(tmp_path / "may.csv", "Good", "Good")
    forms(tmp_path / "until june.csv", "Good", "Good", "Good")
    assert len({one.native_id for one in said(read(account(tmp_path)))}) == 3


def test_who_is_named_and_answers_alike_in_one_second_has_answered_once(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    row = (SECOND, "ann@example.org", "Good")
    path.write_text(table(("Timestamp", "Email Address", "How was it?"), row, row), encoding="utf-8")
    assert len(said(read(account(path)))) == 1


def test_responses_of_a_typeform_alike_are_told_apart_by_their_token(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    header = ("#", "How was it?", "Start Date (UTC)", "Submit Date (UTC)")
    rows = [(token, "Good", "2026-06-01 11:58:00", "2026-06-01 12:00:00") for token in ("a", "b", "b")]
    path.write_text(table(header, *rows), encoding="utf-8")
    assert [one.native_id for one in said(read(account(path)))] == ["response/a", "response/b"]


# ------------------------------------------------------------------ what X's API tells, too


def native_at(at: datetime) -> str:
    return str(int(at.timestamp() * 1000) - 1_288_834_974_657 << 22)


FIRST, LAST = (native_at(datetime(2026, 6, 1, 9, minute, tzinfo=UTC)) for minute in (0, 7))
CHAIN = [FIRST, LAST]
EDITED = {
    FIRST: ("Teh new blend https://t.co/a", {"initial": {"editTweetIds": CHAIN}}),
    LAST: (
        "The new blend &amp; more https://t.co/a https://t.co/p",
        {"edit": {"initialTweetId": FIRST, "editControlInitial": {"editTweetIds": CHAIN}}},
    ),
}
URLS = [{"url": "https://t.co/a", "expanded_url": "https://example.org/blend"}]


def an_archive(path: Path, *versions: str) -> Path:
    """An archive of X with these versions of a post that was edited."""
    tweets = [
        {
            "tweet": {
                "id_str": native, "full_text": EDITED[native][0], "edit_info": EDITED[native][1], "lang": "en",
                "created_at": f"Mon Jun 01 09:0{0 if native == FIRST else 7}:00 +0000 2026", "entities": {"urls": URLS},
                "extended_entities": {"media": [{"type": "photo", "url": "https://t.co/p",
                                                 "expanded_url": "https://x.com/acme/status/1/photo/1"}]},
            }
        }
        for native in versions
    ]  # fmt: skip
    return zipped(path, x_archive() | {"data/tweets.js": ytd("tweets", tweets)})


def test_an_address_that_is_put_in_is_not_read_as_html(tmp_path: Path) -> None:
    link = "https://shop.example/?id=5&region=eu&copy=2"
    tweet = {
        "id_str": FIRST, "full_text": "Tea &amp; coffee https://t.co/a", "lang": "en",
        "created_at": "Mon Jun 01 09:00:00 +0000 2026",
        "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": link}]},
    }  # fmt: skip
    path = zipped(tmp_path / "x.zip", x_archive() | {"data/tweets.js": ytd("tweets", [{"tweet": tweet}])})

    (post,) = (one for one in said(read(account(path))) if one.native_id == FIRST)

    assert post.text == f"Tea & coffee {link}"
    assert post.links == (link,)


def told_by_the_api() -> Interaction:
    """The last telling of the same post by the API, whose page has both versions."""
    posts = [
        {"id": native, "author_id": "9", "text": EDITED[native][0], "lang": "en", "conversation_id": FIRST,
         "created_at": f"2026-06-01T09:0{0 if native == FIRST else 7}:00.000Z", "edit_history_tweet_ids": CHAIN,
         "entities": {"urls": [*URLS, {"url": "https://t.co/p", "expanded_url": "https://x.com/p", "media_key": "3"}]},
         "attachments": {"media_keys": ["3"]}}
        for native in CHAIN
    ]  # fmt: skip
    body = {
        "data": posts[1:],
        "includes": {"tweets": posts[:1], "media": [{"media_key": "3", "type": "photo"}]},
        "meta": {},
    }
    page = Page(
        1,
        json.dumps(body).encode(),
        NOW,
        {"form": "posts", "me": "9", "handle": "acme", "since": "2026-06-01T00:00:00Z"},
    )
    return said(PageParser(page, Window(NOW - 9 * DAY, NOW), (), ()).records())[-1]


@pytest.mark.parametrize("versions", [CHAIN, CHAIN[::-1], [LAST]], ids=["both", "newest first", "last"])
def test_an_edited_post_of_an_archive_is_the_row_that_the_api_tells(
    tmp_path: Path, versions: list[str]
) -> None:
    records = read(account(an_archive(tmp_path / "x.zip", *versions)))
    told = max(
        (one for one in said(records) if one.kind == "post"), key=lambda one: one.edited_at or NOW - 99 * DAY
    )
    api = told_by_the_api()

    same = ("platform", "native_id", "kind", "direction", "author_native_id", "occurred_at", "text", "edited_at",
            "root_native_id", "post_native_id", "media", "links")  # fmt: skip
    assert {name: getattr(told, name) for name in same} == {name: getattr(api, name) for name in same}
    assert told.text == "The new blend & more https://example.org/blend"
    assert {one.native_id for one in said(records) if one.kind == "post"} == {FIRST}
    assert bad(records) == []


# ------------------------------------------------------------------ the whole chain


@dataclass
class Warehouse:
    """A brand's warehouse; `scan` runs the chain's steps as a scheduled scan does, at a moment that is now."""

    engine: Engine
    config: Path

    def scan(self) -> Merged:
        now = datetime.now(UTC)
        run = Run(str(uuid4()), "acme", "morning-scan", now, False, str(self.config))
        open_run(run, None)
        with lease(run):
            loads = windows.plan_scan(run, None)
            for load in loads:
                assert collect.collect(run, load).problem == ""
                stage.stage(run, load)
            ids = [load.load_id for load in loads]
            check.check(run, ids, now)
            merged = merge.merge(run, ids, now)
            tier.assign_tiers(run, now)
            with self.engine.begin() as connection:
                marts.recompute(connection, "acme", now)
        return merged

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def make(
    db: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Warehouse]:
    """Makes the warehouse of a brand with accounts of these paths."""
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)

    def made(*paths: str) -> Warehouse:
        config = tmp_path / "rapport.toml"
        accounts = "".join(
            f'[[brands.acme.accounts]]\nplatform = "export"\nhandle = "acme{n or ""}"\npath = "{path}"\n'
            for n, path in enumerate(paths)
        )
        config.write_text(
            f'[brands.acme]\nname = "Acme Café"\ntimezone = "UTC"\n{accounts}', encoding="utf-8"
        )
        return Warehouse(db, config)

    return made


def ago(hours: float) -> str:
    return f"{datetime.now(UTC) - timedelta(hours=hours):%Y-%m-%d %H:%M:%S}"


def test_a_longer_file_adds_only_the_new_and_answers_close_what_they_answer(
    make: Callable[..., Warehouse], tmp_path: Path
) -> None:
    warehouse, path = make("messages.csv"), tmp_path / "messages.csv"
    rows = [
        hootsuite(1, "Where is my order?", ago(30)),
        hootsuite(2, "what?", "never"),
        hootsuite(3, "Hello?", ago(6)),
    ]
    path.write_text(table(HOOTSUITE, *rows), encoding="utf-8")
    first, again = warehouse.scan(), warehouse.scan()
    assert (first.inserted, again.inserted, again.changed) == (2, 0, 0)
    assert warehouse.rows("select location from ops.quarantine") == [("messages.csv line 3",)]

    rows += [hootsuite(4, "On its way", ago(5), direction="outbound"), hootsuite(5, "thanks!", ago(4))]
    path.write_text(table(HOOTSUITE, *rows), encoding="utf-8")
    longer = warehouse.scan()

    assert (longer.inserted, longer.changed) == (2, 0)
    answered = "select i.native_id from core.answer a join core.interaction i using (brand, interaction_id) order by 1"
    assert warehouse.rows(answered) == [("m1",), ("m3",)]
    assert warehouse.rows("select platform, count(*) from core.interaction group by 1") == [("facebook", 4)]
    assert warehouse.rows("select count(*) from ops.quarantine") == [(1,)]


def test_archives_come_in_beside_each_other_and_a_second_scan_changes_nothing(
    make: Callable[..., Warehouse], tmp_path: Path
) -> None:
    yesterday = datetime.now(UTC) - DAY
    day = f"{yesterday:%Y-%m-%d}"
    moved = {name: told.replace("2026-06-01", day) for name, told in x_archive().items()}
    moved["data/manifest.js"] = moved["data/manifest.js"].replace("2026-06-02T07", f"{day}T13")
    moved["data/tweets.js"] = moved["data/tweets.js"].replace("Mon Jun 01", f"{yesterday:%a %b %d}")
    moved["data/tweets.js"] = moved["data/tweets.js"].replace("+0000 2026", f"+0000 {day[:4]}")
    zipped(tmp_path / "x.zip", moved)
    zipped(tmp_path / "ig.zip", instagram())
    os.utime(tmp_path / "ig.zip", (1_780_400_000, 1_780_400_000))
    warehouse = make("x.zip", "ig.zip")
    first, again = warehouse.scan(), warehouse.scan()
    assert (first.inserted, again.inserted, again.changed) == (6, 0, 0)  # five interactions and a post
    assert warehouse.rows("select reactions, shares from core.post_snapshot") == [(5, 2)]
    assert warehouse.rows("select followers from core.audience_snapshot") == [(3,)]
    assert warehouse.rows("select reason from ops.quarantine") == []


def test_answers_alike_are_rows_of_their_own_in_the_warehouse(
    make: Callable[..., Warehouse], tmp_path: Path
) -> None:
    at = f"{datetime.now(UTC) - DAY:%Y/%m/%d %I:%M:%S %p} GMT+0"
    warehouse, path = make("form.csv"), tmp_path / "form.csv"
    forms(path, "Good", "Good", at=at)
    first, again = warehouse.scan(), warehouse.scan()
    assert (first.inserted, again.inserted, again.changed) == (2, 0, 0)
    forms(path, "Good", "Good", "Good", at=at)
    longer = warehouse.scan()
    assert (longer.inserted, longer.changed) == (1, 0)
    people = "select count(distinct author_profile_id) from core.interaction"
    assert warehouse.rows(people) == [(3,)]
