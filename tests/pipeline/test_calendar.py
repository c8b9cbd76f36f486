"""The brand's iCalendar file or address, read when a run begins."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from connectors.settings import load_settings
from deployments.checks import check_calendar
from tasks.steps import calendar
from tasks.steps.run import open_run

FAIR = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20260203\nEND:VEVENT\nEND:VCALENDAR\n"


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_there = self.path == "/private-token/events.ics"
        self.send_response(200 if is_there else 404)
        self.end_headers()
        self.wfile.write(FAIR.encode() if is_there else b"no")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def marks(community: Any) -> set[tuple[str, str]]:
    rows = community.rows("select kind, name from marts.mark where brand = 'acme' order by name")
    return {(kind, name) for kind, name in rows if kind != "holiday"}


def configured(community: Any, place: str) -> Any:
    """A run that is no replay, of a brand with an event of its own and a calendar at `place`."""
    community.write([("1", "", "ana", "False", "2026-02-03T09:00:00Z", "Where is it?")])
    path = Path(community.config)
    text = path.read_text(encoding="utf-8").replace(
        'timezone = "Europe/London"\n', f'timezone = "Europe/London"\ncalendar = "{place}"\n'
    )
    text += '\n[[brands.acme.events]]\nname = "Launch"\nfrom = 2026-02-05\n'
    path.write_text(text, encoding="utf-8")
    run = community.run()
    run = type(run)(run.run_id, run.brand, run.flow, run.as_of, False, run.config)
    open_run(run, None)
    return run


def test_a_file_beside_the_configuration_marks_days_until_it_says_otherwise(community: Any) -> None:
    file = community.folder / "events.ics"
    file.write_text(FAIR, encoding="utf-8")
    run = configured(community, "events.ics")
    assert calendar.refresh(run) == []
    assert marks(community) == {("event", "Fair"), ("event", "Launch")}
    file.write_text("<html>", encoding="utf-8")
    (problem,) = calendar.refresh(run)
    assert "no iCalendar file" in problem
    assert ("event", "Fair") in marks(community)
    file.write_text(FAIR.replace("Fair", "Feast"), encoding="utf-8")
    assert calendar.refresh(run) == []
    assert marks(community) == {("event", "Feast"), ("event", "Launch")}


def test_an_address_is_read_and_its_path_told_to_nobody(community: Any, site: str) -> None:
    run = configured(community, f"{site}/private-token/events.ics")
    assert calendar.refresh(run) == []
    assert ("event", "Fair") in marks(community)
    (problem,) = calendar.refresh(configured(community, f"{site}/other-token/events.ics"))
    assert problem.startswith("calendar: ")
    assert "other-token" not in problem
    assert ("event", "Fair") in marks(community)


def test_a_replay_reads_no_calendar_of_now(community: Any) -> None:
    configured(community, "none.ics")
    assert calendar.refresh(community.run()) == []


def test_doctor_reads_the_calendar_and_names_its_line_when_it_cannot(community: Any) -> None:
    configured(community, "events.ics")
    settings = load_settings(community.config)
    (check,) = check_calendar(settings, settings.brands[0])
    assert (check.is_ok, "cannot be read" in check.detail, "line 4" in check.advice) == (False, True, True)
    (community.folder / "events.ics").write_text(FAIR, encoding="utf-8")
    (check,) = check_calendar(settings, settings.brands[0])
    assert check.is_ok
