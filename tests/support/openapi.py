"""Whether a request is one that an OpenAPI specification (3.0) allows: path, parameters, types, bounds, values.

`RAPPORT_SPECS` names the folder of specifications; without it the tests that need one are skipped.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

Json = dict[str, Any]
Query = Mapping[str, list[str]]


class Spec:
    """One specification; `problems` says what it does not allow in a request."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self.version: str = document["info"]["version"]
        self._paths = [(_pattern(path), path, shape) for path, shape in document["paths"].items()]

    @classmethod
    def named(cls, path: str) -> "Spec":
        """The specification at `path` below $RAPPORT_SPECS; skips the test where that is not set."""
        folder = os.environ.get("RAPPORT_SPECS")
        if not folder:
            pytest.skip("RAPPORT_SPECS names no folder of specifications")
        text = (Path(folder) / path).read_text(encoding="utf-8")
        return cls(yaml.safe_load(text) if path.endswith(".yml") else json.loads(text))

    def has(self, method: str, path: str) -> bool:
        """Whether there is such an operation."""
        return self._operation(method, path) is not None

    def problems(self, method: str, path: str, query: Query) -> list[str]:
        """What is wrong with a request; `query` as `parse_qs` gives it."""
        found = self._operation(method, path)
        if found is None:
            return [f"{method} {path} is no operation"]
        template, values, shape, operation = found
        parameters = {
            (p["in"], p["name"]): p
            for p in map(self._resolved, (*shape.get("parameters", ()), *operation.get("parameters", ())))
        }
        given = {("path", name): [value] for name, value in values.items()}
        given |= {("query", name): list(listed) for name, listed in query.items()}
        return [f"{template}: {problem}" for problem in self._all(parameters, given)]

    def _all(
        self, parameters: dict[tuple[str, str], Json], given: dict[tuple[str, str], list[str]]
    ) -> Iterator[str]:
        for key, parameter in parameters.items():
            if parameter.get("required") and key not in given and key[0] in ("path", "query"):
                yield f"{key[1]} is required"
        for key, values in given.items():
            if key not in parameters:
                yield f"{key[1]} is no parameter"
                continue
            schema = self._resolved(parameters[key].get("schema", {}))
            if schema.get("type") == "array":
                is_exploded = parameters[key].get("explode", True)
                listed = values if is_exploded else [v for value in values for v in value.split(",")]
                yield from self._array(key[1], listed, schema)
            else:
                yield from (f"{key[1]}: {p}" for value in values for p in self._value(value, schema))

    def _array(self, name: str, listed: list[str], schema: Json) -> Iterator[str]:
        if not schema.get("minItems", 0) <= len(listed) <= schema.get("maxItems", len(listed)):
            yield f"{name} has {len(listed)} values"
        if schema.get("uniqueItems") and len(set(listed)) < len(listed):
            yield f"{name} says something twice"
        items = self._resolved(schema.get("items", {}))
        yield from (f"{name}: {problem}" for value in listed for problem in self._value(value, items))

    def _value(self, value: str, schema: Json) -> Iterator[str]:
        if "enum" in schema and value not in map(str, schema["enum"]):
            yield f"{value!r} is none of {', '.join(map(str, schema['enum']))}"
        if schema.get("type") in ("integer", "number"):
            if not re.fullmatch(r"-?\d+" if schema["type"] == "integer" else r"-?\d+(\.\d+)?", value):
                yield f"{value!r} is no {schema['type']}"
            elif (
                not schema.get("minimum", float("-inf"))
                <= float(value)
                <= schema.get("maximum", float("inf"))
            ):
                yield f"{value} is out of bounds"
        if schema.get("type") == "boolean" and value not in ("true", "false"):
            yield f"{value!r} is no boolean"
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{value!r} is not of the form {schema['pattern']}"
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            yield f"{value[:40]!r} is {len(value)} characters long"
        if schema.get("format") == "date-time" and not _is_moment(value):
            yield f"{value!r} is no time"

    def _operation(self, method: str, path: str) -> tuple[str, dict[str, str], Json, Json] | None:
        """The path with the fewest placeholders that fits, what they stand for, and its operation."""
        for pattern, template, shape in sorted(self._paths, key=lambda p: p[1].count("{")):
            found = pattern.fullmatch(path)
            if found and method.lower() in shape:
                named = re.findall(r"{(.*?)}", template)
                values = dict(zip(named, map(unquote, found.groups()), strict=True))
                return template, values, shape, shape[method.lower()]
        return None

    def _resolved(self, node: Json) -> Json:
        while "$ref" in node:
            target: Any = self._document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"{.*?}", template)
    return re.compile("([^/]+)".join(map(re.escape, parts)))


def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
