"""What was said of people, by when it was so: the order in which windows arrive and are merged changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from told import Told

import sql
from connectors.records import Profile

Day = Callable[..., datetime]
START = datetime(2026, 2, 2, tzinfo=UTC)
WINDOW_HOURS = 4
WINDOWS = 6
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Seen:
    """An observation of one person in the hour `hour` of the span."""

    hour: int
    display_name: str | None
    followers: int | None

    @property
    def at(self) -> datetime:
        return START + timedelta(hours=self.hour, minutes=30)


@dataclass
class Warehouse:
    """The profile part of a merge, of a brand's one stream; `merge` is given windows by their number."""

    connection: Connection
    seen: Sequence[Seen]

    def run(self, name: str, **values: Any) -> Any:
        return self.connection.execute(text(sql.load(name)), {"brand": "acme", "looked_at": NOW, **values})

    def merge(self, numbers: Sequence[int]) -> None:
        self.run("merge/begin.sql")
        loads = [self._load(number) for number in numbers]
        for name in ("profile_changes", "profiles", "profile_versions"):
            self.run(f"merge/{name}.sql", load_ids=loads)
        self.connection.execute(text("update ops.load_window set state = 'merged'"))
        self.connection.execute(text("delete from staging.profile"))
        for table in ("profile_change", "batch_interaction", "linked_interaction", "answered_anew", "touched_moment",
                      "change_count", "new_followers"):  # fmt: skip
            self.connection.execute(text(f"drop table {table}"))

    def _load(self, number: int) -> int:
        start = START + timedelta(hours=number * WINDOW_HOURS)
        end = start + timedelta(hours=WINDOW_HOURS)
        statement = """
            insert into ops.load_window (brand, account, stream, window_start, window_end, state)
            values ('acme', 'export:acme', 'talk', :start, :end, 'landed')
            on conflict (brand, account, stream, window_start, window_end) do update set state = 'landed'
            returning load_id"""
        load_id = int(self.connection.execute(text(statement), {"start": start, "end": end}).scalar_one())
        rows = [
            {"load": load_id, "name": seen.display_name, "followers": seen.followers, "at": seen.at}
            for seen in self.seen
            if start <= seen.at < end
        ]
        if rows:
            self.connection.execute(
                text(
                    "insert into staging.profile"
                    " (load_id, brand, account, platform, native_id, display_name, followers, seen_at) values"
                    " (:load, 'acme', 'export:acme', 'export', 'ann', :name, :followers, :at)"
                ),
                rows,
            )
        return load_id

    def as_of(self, moment: datetime) -> tuple[str, int | None] | None:
        row = self.connection.execute(
            text(
                "select w.name, w.followers from core.profile p, core.profile_as_of('acme', p.profile_id, :t) w"
            ),
            {"t": moment},
        ).one_or_none()
        return None if row is None else (row.name, row.followers)

    def versions(self) -> list[tuple[Any, ...]]:
        query = "select seen_at, display_name, followers from core.profile_version order by seen_at"
        return [tuple(row) for row in self.connection.execute(text(query))]


@contextmanager
def warehouse(db: Engine, seen: Sequence[Seen]) -> Iterator[Warehouse]:
    """A warehouse that is forgotten afterwards."""
    with db.connect() as connection:
        for statement in (
            "insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC')",
            "insert into core.account (brand, account, platform, handle)"
            " values ('acme', 'export:acme', 'export', 'acme')",
        ):
            connection.execute(text(statement))
        yield Warehouse(connection, seen)
        connection.rollback()


def expected(seen: Sequence[Seen], moment: datetime) -> tuple[str, int | None] | None:
    """The last word by `moment` on each thing; a name from later if there is none yet."""
    if not seen:
        return None
    ordered = sorted(seen, key=lambda s: s.at)
    names = [s.display_name for s in ordered if s.at <= moment and s.display_name]
    later = [s.display_name for s in ordered if s.display_name]
    counts = [s.followers for s in ordered if s.at <= moment and s.followers is not None]
    return (names[-1] if names else (later or [""])[0]), (counts[-1] if counts else None)


observations = st.lists(
    st.builds(
        Seen,
        hour=st.integers(0, WINDOWS * WINDOW_HOURS - 1),
        display_name=st.sampled_from(["Ann", "Anna", None]),
        followers=st.sampled_from([1, 2, None]),
    ),
    max_size=12,
    unique_by=lambda seen: seen.hour,
)
merges = st.permutations(range(WINDOWS)).flatmap(
    lambda order: st.lists(st.booleans(), min_size=WINDOWS, max_size=WINDOWS).map(
        lambda ends: cut(order, ends)
    )
)


def cut(order: Sequence[int], ends: Sequence[bool]) -> list[list[int]]:
    """`order` in pieces: a piece ends where `ends` says so."""
    pieces: list[list[int]] = [[]]
    for number, is_end in zip(order, ends, strict=True):
        pieces[-1].append(number)
        if is_end:
            pieces.append([])
    return [piece for piece in pieces if piece]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seen=observations, pieces=merges, again=st.integers(0, WINDOWS - 1))
def test_in_any_order_each_moment_reads_the_last_word_by_then(
    db: Engine, seen: list[Seen], pieces: list[list[int]], again: int
) -> None:
    with warehouse(db, seen) as acme:
        for piece in pieces:
            acme.merge(piece)
        for hour in range(-1, WINDOWS * WINDOW_HOURS):
            moment = START + timedelta(hours=hour, minutes=45)
            assert acme.as_of(moment) == expected(seen, moment)
        before = acme.versions()
        acme.merge([again])
        assert acme.versions() == before


def test_what_is_said_again_is_kept_once(db: Engine) -> None:
    seen = [Seen(hour, "Ann", 1) for hour in range(0, 24, 2)]
    with warehouse(db, seen) as acme:
        for number in range(WINDOWS):
            acme.merge([number])
        assert acme.versions() == [(seen[0].at, "Ann", 1)]


def test_over_a_gap_it_is_kept_because_the_gap_may_say_something_else(db: Engine) -> None:
    seen = [Seen(1, "Ann", 1), Seen(5, "Anna", 2), Seen(9, "Ann", 1), Seen(10, "Ann", 1)]
    with warehouse(db, seen) as acme:
        acme.merge([0])
        acme.merge([2])
        assert [version[0] for version in acme.versions()] == [seen[0].at, seen[2].at]
        acme.merge([1])
        assert [version[1] for version in acme.versions()] == ["Ann", "Anna", "Ann"]


def test_one_moment_may_be_told_in_pieces(db: Engine) -> None:
    with warehouse(db, [Seen(1, "Ann", None), replace(Seen(1, None, 5))]) as acme:
        acme.merge([0])
        assert acme.versions() == [(Seen(1, None, None).at, "Ann", 5)]


def test_the_profile_itself_stays_the_newest(
    community: Any, monkeypatch: pytest.MonkeyPatch, day: Day
) -> None:
    told = Told(community, monkeypatch)
    for number, name in ((3, "Ann"), (5, "Anna"), (7, "Annabel")):
        told.tell(day(number, 9), Profile("export", "ann", display_name=name, seen_at=day(number, 9)))
    for number in (5, 7, 3):
        community.bring_in(day(number), day(number + 1))
    assert community.rows("select display_name, described_at from core.profile") == [("Annabel", day(7, 9))]
    assert community.rows("select display_name from core.profile_version order by seen_at") == [
        ("Ann",), ("Anna",), ("Annabel",),
    ]  # fmt: skip


def test_a_live_run_sees_people_as_it_finds_them_minutes_after_its_moment(
    community: Any, monkeypatch: pytest.MonkeyPatch, day: Day
) -> None:
    told = Told(community, monkeypatch)
    told.tell(day(3, 9), Profile("export", "ann", display_name="Ann", followers=7, seen_at=day(4, 0, 5)))
    live = community.run(day(4))
    monkeypatch.setattr(community, "run", lambda *_, **__: replace(live, is_replay=False))
    community.bring_in(day(3), day(4))
    assert community.rows("select seen_at, followers from core.profile_version") == [(day(4), 7)]
    assert community.rows("select described_at from core.profile") == [(day(4, 0, 5),)]
