"""The week of a brand, played once into the double of each network, and what its connector told of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from found import Found
from stage import NETWORKS, STAGES, Played, Scanned, stage_of
from week import LATER, NOW, WINDOW, Told, before, events, since

from connectors.capabilities import Capabilities
from connectors.errors import Gone
from connectors.records import Record, Window

PARTS = 2


@dataclass
class Week:
    """What stood at the end of the week and a quarter of an hour later; what was told of it by the scans of then."""

    stage: Scanned
    told: Told
    first: Found
    by_parts: Found
    """The week again, in parts, as a backfill reads it."""
    told_later: Told
    later: Found

    @property
    def declared(self) -> Capabilities:
        """What the connector says that it gives."""
        return self.stage.capabilities


@pytest.fixture(scope="session", params=STAGES)
def week(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    """One network after the other."""
    kind, folder = stage_of(request.param), tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch:
        kind.forget(folder, patch)
        with kind.running(WINDOW.start) as server:
            stage = kind(server, folder)
            stage.play(before(NOW))
            cursors: dict[str, str | None] = {}
            first = stage.scan(WINDOW, cursors)
            parts = [record for window in _parts() for record in _backfilled(stage, window)]
            stage.play(since(NOW))
            later = stage.scan(LATER, cursors)
            found = (Found(stage, records) for records in (first, parts, later))
            yield Week(stage, Told.of(before(NOW)), next(found), next(found), Told.of(events()), next(found))


def _parts() -> Iterator[Window]:
    length = (WINDOW.end - WINDOW.start) / PARTS
    for number in range(PARTS):
        yield Window(WINDOW.start + number * length, WINDOW.start + (number + 1) * length)


def _backfilled(stage: Scanned, window: Window) -> Iterator[Record]:
    for stream in stage.streams():
        try:
            yield from stage.scan(window, {}, stream)
        except (
            Gone
        ):  # that part of the past is not given any more: the window is unavailable, and stops nothing
            continue


@pytest.fixture(params=NETWORKS)
def stage(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Played]:
    """A network with nothing on it but the brand's own posts: what faults are tried on."""
    kind = stage_of(request.param)
    assert issubclass(kind, Played)
    kind.forget(tmp_path, monkeypatch)
    with kind.running(WINDOW.start) as server:
        made = kind(server, tmp_path)
        made.play(one for one in before(NOW) if one.act == "post")
        yield made
