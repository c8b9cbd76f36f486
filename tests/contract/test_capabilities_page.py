"""docs/networks.md is made of what the connectors declare."""

from pathlib import Path

import pytest
from stage import NETWORKS, STAGES, stage_of

from connectors.capabilities_table import page
from connectors.registry import PLATFORMS, capabilities_of, declaring, is_networked, streams_of

TEXT = (Path(__file__).parents[2] / "docs" / "networks.md").read_text(encoding="utf-8")


def test_its_tables_say_what_the_code_declares() -> None:
    assert page(TEXT) == TEXT, "docs/networks.md is stale: make docs"


def test_there_is_one_table_at_a_glance() -> None:
    assert TEXT.count("<!-- capabilities -->") == 1


@pytest.mark.parametrize("platform", declaring())
def test_every_platform_has_a_column_and_a_table_of_its_streams(platform: str) -> None:
    header = TEXT.partition("<!-- capabilities -->\n")[2].partition("\n")[0]

    assert f"| {platform} " in header
    assert streams_of(platform)
    assert f"<!-- streams: {platform} -->" in TEXT


@pytest.mark.parametrize("platform", declaring())
def test_a_kind_is_given_by_members_or_by_the_brand_and_only_such_can_change(platform: str) -> None:
    declared = capabilities_of(platform)
    given = declared.kinds.keys() | declared.own.keys()

    assert declared.edited <= given
    assert declared.deletions <= given
    assert (declared.edits == "no") == (not declared.edited)


def test_every_network_is_held_to_the_contract() -> None:
    assert {p for p in PLATFORMS if is_networked(p)} <= set(NETWORKS), (
        "a network without tests/networks/week/play_*.py"
    )


@pytest.mark.parametrize("name", sorted(set(STAGES) - set(NETWORKS)))
def test_a_format_of_a_file_gives_some_of_what_files_are_declared_to_give(name: str) -> None:
    given, declared = stage_of(name).capabilities, capabilities_of("export")

    assert given.kinds.items() <= declared.kinds.items()
    assert given.own.items() <= declared.own.items()
    assert given.edited <= declared.edited
    assert given.people <= declared.people
    assert {"comment", "reply"} <= given.kinds.keys()
