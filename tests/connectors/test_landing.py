"""The landing store: written once, whole or not at all, safe for any name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Malformed
from connectors.landing import Landing, LandingWriter, load_path
from connectors.records import Page, Window

DAY = Window(datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC))
PAGES = [
    Page(1, b'{"a": 1}\n\x00\xff', datetime(2026, 6, 2, 8, 0, 0, 5, tzinfo=UTC), {"post": "p\u00e91"}),
    Page(2, b"", datetime(2026, 6, 2, 8, 1, tzinfo=UTC)),
    Page(3, b"x" * 100_000, datetime(2026, 6, 2, 8, 2, tzinfo=UTC)),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "landing"


@pytest.fixture
def landing(folder: Path) -> Landing:
    return Landing(str(folder))


def write(landing: Landing, load_id: int = 7) -> LandingWriter:
    return landing.writer("acme", "x:acme", "events", DAY, load_id)


def land(landing: Landing, pages: list[Page] = PAGES, load_id: int = 7, cursor: str | None = "c1") -> str:
    writer = write(landing, load_id)
    for page in pages:
        writer.add(page)
    return writer.complete(cursor, len(pages))


def test_pages_come_back_as_they_went_in(landing: Landing) -> None:
    assert list(landing.read(land(landing))) == PAGES


def test_pages_come_back_from_object_storage_too() -> None:
    landing = Landing("memory://bucket/prefix")
    assert list(landing.read(land(landing))) == PAGES


def test_a_complete_load_keeps_its_cursor(landing: Landing) -> None:
    landed = landing.find(land(landing))
    assert landed is not None
    assert landed.next_cursor == "c1"
    assert len(landed.pages) == 3


def test_a_load_without_pages_is_complete(landing: Landing) -> None:
    ref = land(landing, [])
    assert landing.find(ref) is not None
    assert list(landing.read(ref)) == []


def test_the_ref_is_the_same_for_the_same_load_in_another_process(folder: Path) -> None:
    first = write(Landing(str(folder))).ref
    assert first == write(Landing(str(folder))).ref
    assert first != write(Landing(str(folder)), load_id=8).ref


def test_a_load_counts_only_once_its_manifest_is_there(landing: Landing) -> None:
    writer = write(landing)
    writer.add(PAGES[0])
    assert landing.find(writer.ref) is None
    with pytest.raises(Malformed, match="collect the window again"):
        list(landing.read(writer.ref))


def test_what_a_killed_run_left_is_taken_over_by_the_next(landing: Landing) -> None:
    killed = write(landing)
    killed.add(replace(PAGES[0], body=b"half"))
    ref = land(landing)
    assert ref == killed.ref
    assert list(landing.read(ref)) == PAGES


def test_a_complete_load_is_never_overwritten(landing: Landing) -> None:
    first = land(landing)
    second = land(landing, PAGES[:1])
    assert first != second
    assert list(landing.read(first)) == PAGES
    assert list(landing.read(second)) == PAGES[:1]


def test_the_latest_complete_attempt_is_found_without_its_ref(landing: Landing) -> None:
    def latest() -> str | None:
        landed = landing.latest("acme", "x:acme", "events", DAY, 7)
        return landed.ref if landed else None

    assert latest() is None
    land(landing)
    second = land(landing)
    write(landing).add(PAGES[0])
    assert latest() == second


def test_two_runs_at_once_leave_one_whole_load(landing: Landing) -> None:
    one, other = write(landing), write(landing)
    one.add(PAGES[0])
    other.add(PAGES[1])
    one.add(PAGES[2])
    assert one.complete(None, 2) == other.complete(None, 1)
    assert [page.number for page in landing.read(one.ref)] == [1, 3]


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(file.read_bytes()[:-5]),
        lambda file: file.write_bytes(b""),
    ],
    ids=["missing", "truncated", "empty"],
)
def test_a_load_with_a_missing_or_truncated_page_is_not_complete(
    landing: Landing, folder: Path, harm: Callable[[Path], None]
) -> None:
    ref = land(landing)
    harm(sorted((folder / ref).glob("page-*"))[1])
    assert landing.find(ref) is None
    assert land(landing) != ref


def test_a_page_whose_content_changed_is_refused(landing: Landing, folder: Path) -> None:
    ref = land(landing)
    first, second, *_ = sorted((folder / ref).glob("page-*"))
    size = second.stat().st_size
    second.write_bytes(first.read_bytes()[:size].ljust(size, b"\0"))
    with pytest.raises(Malformed):
        list(landing.read(ref))


def test_a_broken_manifest_is_no_manifest(landing: Landing, folder: Path) -> None:
    ref = land(landing)
    manifest = folder / ref / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:40])
    assert landing.find(ref) is None


def test_a_count_that_is_not_what_was_landed_is_refused(landing: Landing) -> None:
    writer = write(landing)
    writer.add(PAGES[0])
    with pytest.raises(ValueError, match="2 pages were to be landed, 1 were"):
        writer.complete(None, 2)


@pytest.mark.parametrize("ref", ["../outside", "a/../../b", "/etc", "a//b", "", "a/.hidden", "a\x00b"])
def test_a_ref_that_leads_elsewhere_is_refused(landing: Landing, ref: str) -> None:
    with pytest.raises(ValueError, match="not a landing reference"):
        landing.find(ref)


@given(st.text(), st.text(), st.text())
def test_no_name_leads_out_of_its_folder(brand: str, account: str, stream: str) -> None:
    parts = load_path(brand, account, stream, DAY, 1).split("/")
    assert len(parts) == 5
    for part in parts:
        assert part.isascii()
        assert part not in {"", ".", ".."}
        assert len(part) <= 128
        assert not set(part) & set('\\/:*?"<>|%\x00 ')


@given(st.text(), st.text())
def test_different_accounts_have_different_folders(one: str, other: str) -> None:
    same = load_path("b", one, "s", DAY, 1) == load_path("b", other, "s", DAY, 1)
    assert same == (one == other)


def test_a_load_that_is_dropped_is_gone_with_every_attempt_and_no_other(
    landing: Landing, folder: Path
) -> None:
    ref, other = land(landing), land(landing, load_id=8)
    land(landing)

    for _ in range(2):
        landing.drop("acme", "x:acme", "events", DAY, 7)

    assert landing.find(ref) is None
    assert landing.latest("acme", "x:acme", "events", DAY, 7) is None
    assert list(landing.read(other)) == PAGES
