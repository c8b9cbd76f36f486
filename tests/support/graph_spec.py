"""Whether a question to a Graph API is one that its official node specifications allow: edge, parameters, fields.

`RAPPORT_SPECS` names the folder of specifications; without it the tests that need them are skipped. What the
platform documents and the specifications lack stands in `Documented`, with the title of the page that says so.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from graph_double import Fields, fields_of

EVERYWHERE = frozenset({"fields", "limit", "after", "access_token"})
Json = dict[str, Any]


@dataclass
class Documented:
    """(node, field or edge) -> title of the page that documents it; `used` are those a question needed."""

    pages: Mapping[tuple[str, str], str]
    used: set[tuple[str, str]] = field(default_factory=set)

    def has(self, node: str, name: str) -> bool:
        """Whether a page documents `name` of `node`; "*" stands for every name."""
        for key in ((node, name), (node, "*")):
            if key in self.pages:
                self.used.add(key)
                return True
        return False


class Nodes:
    """The node specifications of one platform."""

    def __init__(self, specs: Mapping[str, Json], documented: Documented) -> None:
        self._specs = specs
        self._documented = documented

    @classmethod
    def named(cls, folder: str, documented: Documented) -> "Nodes":
        """The specifications in `folder` below $RAPPORT_SPECS; skips the test where that is not set."""
        root = os.environ.get("RAPPORT_SPECS")
        if not root:
            pytest.skip("RAPPORT_SPECS names no folder of specifications")
        files = sorted((Path(root) / folder).glob("*.json"))
        return cls({path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}, documented)

    def problems(self, node: str, edge: str, query: Mapping[str, str]) -> list[str]:
        """What is wrong with a question to `node` ("" as `edge`), or to one of its edges."""
        asked = fields_of(query.get("fields", ""))
        if not edge:
            extra = set(query) - EVERYWHERE
            return [f"{node} takes no {name}" for name in sorted(extra)] + list(self._fields(node, asked))
        api = self._edge(node, edge)
        if api is None:
            known = self._documented.has(node, edge)
            return [] if known else [f"{node} has no edge {edge}"]
        named = {one["name"] for one in api["params"]}
        wrong = [f"{node}/{edge} takes no {name}" for name in sorted(set(query) - EVERYWHERE - named)]
        wanting = [one["name"] for one in api["params"] if one["required"] and one["name"] not in query]
        # The period of insights is declared as required, and documented as left out for a media's.
        wrong += [f"{node}/{edge} lacks {name}" for name in wanting]
        return wrong + list(self._fields(api["return"], asked))

    def _fields(self, node: str, asked: Fields) -> Iterator[str]:
        spec = self._specs.get(node)
        for name, (arguments, inner) in asked.items():
            types = {one["name"]: one["type"] for one in spec["fields"]} if spec else {}
            edge = self._edge(node, name)
            leads_to = types.get(name) or (edge["return"] if edge else None)
            if leads_to is None and not self._documented.has(node, name):
                yield f"{node} has no field {name}"
            for argument in set(arguments) - {"limit"}:
                if not self._documented.has(node, f"{name}.{argument}"):
                    yield f"{node}.{name} takes no {argument}"
            if inner:
                yield from self._fields(leads_to or name, inner)

    def _edge(self, node: str, name: str) -> Json | None:
        apis = self._specs.get(node, {"apis": []})["apis"]
        return next((a for a in apis if a["method"] == "GET" and a.get("endpoint") == name), None)
