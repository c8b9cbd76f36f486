"""`rapport contest` and `rapport campaign`, on a community that was collected."""

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from deployments.cli.main import app

CALENDAR = """
[[brands.acme.campaigns]]
name = "Kettle"
hashtags = ["kettle"]
from = 2026-02-01
[[brands.acme.contests]]
name = "Cup"
hashtag = "kettle"
opens = 2026-02-02
closes = 2026-02-04
excluded = ["p4"]
"""
Call = Callable[..., Result]


@pytest.fixture
def rapport(community: Any, day: Callable[..., datetime], tmp_path: Path) -> Call:
    """Calls `rapport`; four people wrote with the hashtag, one of them late, one of the team."""
    rows = [
        (str(n), "", f"p{n}", "False", f"2026-02-0{at}T09:00:00Z", "What do you think of mine? #Kettle [red]")
        for n, at in ((1, 2), (2, 3), (3, 5), (4, 3))
    ]
    community.write(rows)
    with Path(community.config).open("a", encoding="utf-8") as file:
        file.write(CALENDAR)
    community.bring_in(day(1), day(8))
    return lambda *arguments: CliRunner().invoke(app, ["--config", community.config, *arguments])


def test_a_contest_from_its_entries_to_a_draw_that_is_kept(rapport: Call, tmp_path: Path) -> None:
    shown = rapport("contest", "entries", "cup")
    assert shown.exit_code == 0
    assert "4 entries, 2 take part" in shown.stdout
    assert "left out by name: p4" in shown.stdout
    assert "[red]" in shown.stdout  # a stranger's words are no markup
    early = rapport("contest", "draw", "Cup", "--winners", "1", "--seed", "s")
    assert (early.exit_code, "contest close" in early.stderr) == (1, True)
    listed = rapport("contest", "close", "Cup", "--out", str(tmp_path / "entrants.txt"), "--by", "kim")
    published = (tmp_path / "entrants.txt").read_bytes()
    assert sha256(published).hexdigest() in listed.stdout
    ids = published.decode().splitlines()
    drawn = rapport("contest", "draw", "Cup", "--winners", "1", "--seed", "s", "--json")
    (winner,) = json.loads(drawn.stdout)["draw"]["drawn"]
    assert winner == min(ids, key=lambda each: sha256(f"s:{each}".encode()).hexdigest())
    again = rapport("contest", "draw", "Cup", "--winners", "1", "--seed", "other")
    assert "There is another draw of this contest: 1 by seed 's'" in again.stderr
    assert len(json.loads(rapport("contest", "list", "--json").stdout)["draws"]) == 2


def test_who_draws_from_another_list_than_the_one_first_put_down_shows_it(
    rapport: Call, community: Any
) -> None:
    first = rapport("contest", "close", "Cup", "--by", "kim").stdout
    alone = rapport("contest", "draw", "Cup", "--winners", "1", "--seed", "s")
    assert "another list" not in alone.stderr
    config = Path(community.config)
    config.write_text(config.read_text("utf-8").replace('["p4"]', '["p4", "p1"]'), "utf-8")
    assert rapport("contest", "close", "Cup").exit_code == 0
    drawn = rapport("contest", "draw", "Cup", "--winners", "1", "--seed", "t")
    (digest,) = {word for word in first.split() if len(word) == 64}
    said = " ".join(drawn.stderr.split())
    assert "There is another list of this contest: list 1, 2 take part, put down by kim" in said
    assert digest in said
    told = json.loads(rapport("contest", "draw", "Cup", "--winners", "1", "--seed", "t", "--json").stdout)
    assert [each["digest"] for each in told["other_lists"]] == [digest]


def test_an_unknown_contest_is_named_with_those_there_are(rapport: Call) -> None:
    result = rapport("contest", "entries", "Mug")
    assert "there are: 'Cup'" in str(result.exception)


def test_a_campaign_is_shown_with_what_is_not_known_of_it(rapport: Call, community: Any) -> None:
    shown = rapport("campaign", "show", "--as-of", "2026-02-08")
    assert "4 messages" in shown.stdout
    assert "not known" in shown.stdout
    (facts,) = json.loads(rapport("campaign", "show", "kettle", "--as-of", "2026-02-08", "--json").stdout)
    assert (facts["talk"]["people"], facts["clicks"]["value"]) == (4, None)
    assert "No poll or survey" in rapport("campaign", "polls").stdout
    with community.engine.connect() as connection:
        kinds = connection.execute(text("select kind, name from marts.mark where brand = 'acme'")).all()
    assert {("campaign", "Kettle"), ("contest", "Cup")} <= {tuple(row) for row in kinds}
