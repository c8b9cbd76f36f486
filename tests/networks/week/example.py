"""The network of docs/add-a-network.md: its files stand in the page, and are taken out of it to be tried."""

import ast
import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import mkdtemp

NAME = "plaza"
PAGE = Path(__file__).parents[3] / "docs" / "add-a-network.md"
_FILE = re.compile(r"^<!-- file: (\S+) -->\n```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ENTRY = re.compile(r"^<!-- entry: registry -->\n```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_MODULES = {"connectors": "connectors.{}", "doubles": "{}_double", "week": "{}"}
"""A file's folder -> the name that its module is imported by."""


def files() -> dict[str, str]:
    """Path -> text of every file in the page, in its order: each after those it imports."""
    return dict(_FILE.findall(PAGE.read_text(encoding="utf-8")))


def entry() -> dict[str, tuple[str, str]]:
    """What the page adds to the registry."""
    found = _ENTRY.search(PAGE.read_text(encoding="utf-8"))
    assert found
    entries: dict[str, tuple[str, str]] = ast.literal_eval("{" + found[1] + "}")
    return entries


def load() -> None:
    """Import the page's files, as if they stood where it says; once a process."""
    if f"play_{NAME}" in sys.modules:
        return
    folder = Path(mkdtemp(prefix="example-network-"))
    for path, text in files().items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        name = _MODULES[place.parent.name].format(place.stem)
        spec = spec_from_file_location(name, place)
        assert spec
        assert spec.loader
        sys.modules[name] = module = module_from_spec(spec)
        spec.loader.exec_module(module)
