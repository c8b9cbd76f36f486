"""docs/networks.md lists every preset, with what its format does not say."""

import re
from pathlib import Path

from connectors.exported.preset import shipped

ROOT = Path(__file__).parents[2]


def test_the_table_of_presets_is_what_is_shipped() -> None:
    text = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"<!-- presets -->\n(.*?)<!-- end -->", text, re.DOTALL)
    rows = [
        f"| `{name}` | {preset.label} | {'; '.join(preset.lacks)} |" for name, preset in shipped().items()
    ]
    assert table.splitlines() == ["| preset | what | what the format does not say |", "|---|---|---|", *rows]


def test_the_example_names_a_preset_that_there_is() -> None:
    named = re.findall(
        r'^# preset = "([\w-]+)"', (ROOT / "rapport.example.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert named
    assert set(named) <= shipped().keys()
