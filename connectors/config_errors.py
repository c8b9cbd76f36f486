"""From pydantic's findings to sentences an operator can act on: file, line, key, what is expected."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from connectors.errors import ConfigError
from connectors.toml_lines import Path, line_of

_EXPECTED = {
    "string_type": "expected text in quotes",
    "int_type": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "finite_number": "expected a number",
    "bool_type": "expected true or false",
    "tuple_type": "expected a list in [ ]",
    "list_type": "expected a list in [ ]",
    "too_short": "expected at least one",
    "dict_type": "expected a table",
    "model_type": "expected a table",
    "model_attributes_type": "expected a table",
    "path_type": "expected a path in quotes",
    "date_type": "expected a date such as 2026-12-24",
    "date_parsing": "expected a date such as 2026-12-24",
    "date_from_datetime_parsing": "expected a date such as 2026-12-24",
    "date_from_datetime_inexact": "expected a date such as 2026-12-24, without a time",
    "time_type": 'expected a time such as "09:00"',
    "time_parsing": 'expected a time such as "09:00"',
}

Problem = tuple[Path, str]
"""A key's path, and what is wrong with it in words."""


def problems_of(error: ValidationError, model: type[BaseModel], prefix: Path = ()) -> list[Problem]:
    """Each finding of `error`, met when the table at `prefix` in the file was read as `model`."""
    return [
        (prefix + tuple(found["loc"]), _sentence(found, model)) for found in error.errors(include_url=False)
    ]


def raise_problems(file: str, lines: Mapping[Path, int], problems: Iterable[Problem]) -> None:
    """Raise one ConfigError that lists all `problems`, by line; nothing when there are none."""
    listed = sorted((line_of(lines, path), path, words) for path, words in problems)
    if listed:
        raise ConfigError(
            "\n".join(f"{file}, line {line}: {dotted(path)}: {words}" for line, path, words in listed)
        )


def dotted(path: Path) -> str:
    """The path as a person writes it: ``brands.acme.accounts[2].path`` (the first element is 1)."""
    parts: list[str] = []
    for part in path:
        if isinstance(part, int):
            parts[-1:] = [f"{parts[-1] if parts else ''}[{part + 1}]"]
        else:
            parts.append(part)
    return ".".join(parts) or "the file"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A suggestion when `word` resembles one of `known`, else the list of them."""
    names = sorted(known)
    near = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}"


def _sentence(found: Any, model: type[BaseModel]) -> str:
    kind, loc, context = found["type"], tuple(found["loc"]), found.get("ctx") or {}
    if kind == "missing":
        return "is missing; it has no default"
    if kind == "extra_forbidden":
        return f"is not a known key; {did_you_mean(str(loc[-1]), _fields_at(model, loc[:-1]))}"
    if kind == "literal_error":
        words = f"expected one of {context['expected']}"
    elif kind == "value_error":
        words = str(context["error"])
    elif kind in {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}:
        words = found["msg"].replace("Input should be", "expected a number")
    else:
        words = _EXPECTED.get(kind) or found["msg"]
    is_secret = any("secret" in str(part) or "password" in str(part) for part in loc)
    is_whole_table = isinstance(found["input"], dict)
    return words if is_secret or is_whole_table else f"{words}; it is {_shown(found['input'])}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _fields_at(model: type[BaseModel], loc: Path) -> list[str]:
    """The keys that the table at `loc` inside `model` may have."""
    for part in loc:
        if isinstance(part, str):
            model = _model_in(model.model_fields[part].annotation) or model
    return [field.alias or name for name, field in model.model_fields.items() if field.exclude is not True]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
