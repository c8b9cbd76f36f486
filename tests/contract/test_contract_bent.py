"""Every answer of every stream bent alike: what is new, unknown or missing in it loses no row on any network."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from bending import Json, changed, of_tomorrow
from compose import Event
from stage import NETWORKS, PATIENCE, Played, stage_of
from week import NOW, WINDOW, before

from connectors.errors import ConnectorError, Gone
from connectors.records import BadRow, Interaction, Record

POSTS, OTHERS = 2, 8
"""Of the week's posts, with all below them; and of what stands alone, by act."""


class Everywhere(dict[str, list[Any]]):
    """Faults that wait under any path, and never end: each answer is the true one, changed."""

    def __init__(self, made: Callable[[], Any]) -> None:
        super().__init__()
        self.made = made

    def __getitem__(self, path: str) -> list[Any]:
        return [self.made()]


def some() -> Iterator[Event]:
    """A part of the week that holds every act."""
    kept: set[str] = set()
    counts: dict[str, int] = {}
    for event in before(NOW):
        alone = not event.to or event.act == "message"
        counts[event.act] = counts.get(event.act, 0) + alone
        if (alone and counts[event.act] <= (POSTS if event.act == "post" else OTHERS)) or event.to in kept:
            kept.add(event.id)
            yield event


@pytest.fixture(scope="module", params=NETWORKS)
def lively(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A network on which some of everything happened, and what is told of it when nothing is bent."""
    kind, folder = stage_of(request.param), tmp_path_factory.mktemp(request.param)
    assert issubclass(kind, Played)
    with pytest.MonkeyPatch.context() as patch:
        kind.forget(folder, patch)
        with kind.running(WINDOW.start) as server:
            made = kind(server, folder)
            made.play(some())
            yield made, read(made), patch


@dataclass(frozen=True)
class Heard:
    """What a look at every stream of events brought."""

    told: dict[str, list[Record]]
    failed: dict[str, str]
    """The streams whose window failed, and what they said: the next look has every row, this one none."""


def read(stage: Played) -> Heard:
    """One look at every stream."""
    heard = Heard({}, {})
    for stream in stage.streams():
        try:
            heard.told[stream] = stage.scan(WINDOW, {}, stream, 40, patience=PATIENCE)
        except Gone:
            heard.told[stream] = []
        except ConnectorError as error:
            heard.failed[stream] = f"{type(error).__name__}: {error}"
    return heard


def bent(lively: Any, change: Callable[[Json], Json]) -> tuple[dict[str, list[Record]], Heard]:
    """What was told plainly, and what is heard when every object of every answer is changed."""
    stage, plain, patch = lively
    stage.forget(stage.folder, patch)
    usual = stage.server.faults
    stage.server.faults = Everywhere(lambda: stage.fault(change=lambda body: changed(body, change)))
    try:
        return plain.told, read(stage)
    finally:
        stage.server.faults = usual


def interactions(records: list[Record]) -> list[Interaction]:
    return [one for one in records if isinstance(one, Interaction)]


def lost(plain: dict[str, list[Record]], told: dict[str, list[Record]]) -> dict[str, int]:
    """How many rows each stream tells too few, counting those that wait in quarantine as told."""
    found = {}
    for stream, records in told.items():
        rows = {one.native_id for one in interactions(records)}
        bad = [one for one in records if isinstance(one, BadRow)]
        wanted = {one.native_id for one in interactions(plain[stream])}
        if len(rows) + len(bad) < len(wanted):
            found[stream] = len(wanted) - len(rows) - len(bad)
    return found


def test_the_part_of_the_week_holds_every_act() -> None:
    assert {event.act for event in some()} == {event.act for event in before(NOW)} - {"block"}


def test_every_stream_tells_something(lively: Any) -> None:
    _, plain, _ = lively

    assert plain.failed == {}
    assert sum(len(interactions(records)) for records in plain.told.values()) > 40


def test_fields_that_nobody_knows_yet_change_nothing_in_any_stream(lively: Any) -> None:
    new = {"a_field_of_tomorrow": {"of": [1, None, "x"]}, "other_new": "y"}
    plain, heard = bent(lively, lambda one: one | new)

    assert heard.failed == {}
    assert {s: interactions(r) for s, r in heard.told.items()} == {
        s: interactions(r) for s, r in plain.items()
    }


def test_words_that_nobody_knows_yet_lose_no_row_in_any_stream(lively: Any) -> None:
    enums = lively[0].enums
    plain, heard = bent(
        lively,
        lambda one: {k: of_tomorrow(v) if k in enums else v for k, v in one.items()},
    )

    assert heard.failed == {}
    assert lost(plain, heard.told) == {}


def test_nothing_where_something_was_promised_loses_no_row_in_any_stream(lively: Any) -> None:
    nulls = lively[0].nulls
    plain, heard = bent(lively, lambda one: {k: None if k in nulls else v for k, v in one.items()})

    assert heard.failed == {}
    assert lost(plain, heard.told) == {}


ODD: tuple[Any, ...] = (None, 7, -1, True, "x", "", [], {}, [None], [7], {"x": [None]}, "1" * 400, 1e400)


def odd(seed: int, apart: frozenset[str] = frozenset()) -> Callable[[Json], Json]:
    """Changes one field in thirty, but those `apart`, into something else."""
    made = random.Random(seed)
    return lambda one: {
        k: made.choice(ODD) if k not in apart and made.random() < 0.03 else v for k, v in one.items()
    }


@pytest.mark.parametrize("seed", range(2))
def test_fields_of_any_shape_lose_no_row_in_any_stream(lively: Any, seed: int) -> None:
    """Each row is told or waits in quarantine; what leads to rows, and who and when, apart (`Stage.ways`)."""
    plain, heard = bent(lively, odd(seed, lively[0].frame | lively[0].ways))

    assert heard.failed == {}
    assert lost(plain, heard.told) == {}


@pytest.mark.parametrize("seed", range(2))
def test_ways_of_any_shape_break_no_stream_but_as_stated(lively: Any, seed: int) -> None:
    """Any field at all: a window that fails says so by an error named for the response to it, the others go on."""
    _, heard = bent(lively, odd(seed))

    assert all(heard.failed.values())
    assert [stream for stream, records in heard.told.items() if interactions(records)]
