"""Every answer of every stream bent alike: what is new, unknown or missing in it loses no row on any network."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from compose import Event
from stage import NETWORKS, PATIENCE, Played, stage_of
from week import NOW, WINDOW, before

from connectors.errors import ConnectorError, Gone
from connectors.records import BadRow, Interaction, Record

Json = dict[str, Any]
MANY = 10_000
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


def read(stage: Played) -> dict[str, list[Record]]:
    """What each stream of events tells."""
    told: dict[str, list[Record]] = {}
    for stream in stage.streams():
        try:
            told[stream] = stage.scan(WINDOW, {}, stream, 40, patience=PATIENCE)
        except Gone:
            told[stream] = []
        except ConnectorError as error:  # the window fails, and says so: the next look has every row
            told[stream] = [BadRow("page", "readable_page", str(error), stream, "")] * MANY
    return told


def bent(
    lively: Any, change: Callable[[Json], Json]
) -> tuple[dict[str, list[Record]], dict[str, list[Record]]]:
    """What was told plainly, and what is told when every object of every answer is changed."""
    stage, plain, patch = lively
    stage.forget(stage.folder, patch)
    usual = stage.server.faults
    stage.server.faults = Everywhere(lambda: stage.fault(change=lambda body: changed(body, change)))
    try:
        return plain, read(stage)
    finally:
        stage.server.faults = usual


def changed(body: Any, change: Callable[[Json], Json]) -> Any:
    if isinstance(body, list):
        return [changed(one, change) for one in body]
    if not isinstance(body, dict):
        return body
    return change({key: changed(value, change) for key, value in body.items()})


def interactions(records: list[Record]) -> list[Interaction]:
    return [one for one in records if isinstance(one, Interaction)]


def lost(plain: dict[str, list[Record]], told: dict[str, list[Record]]) -> dict[str, set[str]]:
    """What each stream does not tell any more, neither as a row nor as one that waits in quarantine."""
    found = {}
    for stream, records in plain.items():
        gone = {one.native_id for one in interactions(records)} - {
            one.native_id for one in interactions(told[stream])
        }
        bad = [one for one in told[stream] if isinstance(one, BadRow)]
        if len(gone) > len(bad):
            found[stream] = gone
    return found


def test_the_part_of_the_week_holds_every_act() -> None:
    assert {event.act for event in some()} == {event.act for event in before(NOW)} - {"block"}


def test_every_stream_tells_something(lively: Any) -> None:
    _, plain, _ = lively

    assert sum(len(interactions(records)) for records in plain.values()) > 40


def test_fields_that_nobody_knows_yet_change_nothing_in_any_stream(lively: Any) -> None:
    new = {"a_field_of_tomorrow": {"of": [1, None, "x"]}, "other_new": "y"}
    plain, told = bent(lively, lambda one: one | new)

    assert {s: interactions(r) for s, r in told.items()} == {s: interactions(r) for s, r in plain.items()}


def test_words_that_nobody_knows_yet_lose_no_row_in_any_stream(lively: Any) -> None:
    enums = lively[0].enums
    plain, told = bent(
        lively,
        lambda one: {
            k: "a-word-of-tomorrow" if k in enums and isinstance(v, str) else v for k, v in one.items()
        },
    )

    assert lost(plain, told) == {}


def test_nothing_where_something_was_promised_loses_no_row_in_any_stream(lively: Any) -> None:
    nulls = lively[0].nulls
    plain, told = bent(lively, lambda one: {k: None if k in nulls else v for k, v in one.items()})

    assert lost(plain, told) == {}


ODD: tuple[Any, ...] = (None, 7, -1, True, "x", "", [], {}, [None], [7], {"x": [None]}, "1" * 400, 1e400)


@pytest.mark.parametrize("seed", range(2))
def test_fields_of_any_shape_break_no_stream_but_as_stated(lively: Any, seed: int) -> None:
    """Here and there a field holds something else: a row, a bad row, or a window that fails and says so."""
    made = random.Random(seed)

    def odd(one: Json) -> Json:
        return {k: made.choice(ODD) if made.random() < 0.02 else v for k, v in one.items()}

    _, told = bent(lively, odd)

    assert sum(len(records) for records in told.values()) > 0
