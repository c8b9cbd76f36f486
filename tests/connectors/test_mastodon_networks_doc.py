"""docs/networks.md is held to what the connectors declare."""

import re
from pathlib import Path

import pytest

from connectors.registry import streams_of

TEXT = (Path(__file__).parents[2] / "docs" / "networks.md").read_text(encoding="utf-8")
TABLES = dict(re.findall(r"<!-- streams: (\w+) -->\n(.*?)<!-- end -->", TEXT, re.DOTALL))


@pytest.mark.parametrize("platform", sorted(TABLES))
def test_the_table_of_streams_is_the_declared_one(platform: str) -> None:
    rows = [f"| `{s.name}` | {s.mode} | {s.description} |" for s in streams_of(platform)]

    assert TABLES[platform].splitlines() == ["| stream | mode | what |", "|---|---|---|", *rows]


def test_the_networks_with_a_chapter_have_their_table() -> None:
    assert {"mastodon", "x", "bluesky", "instagram", "export"} <= TABLES.keys()
