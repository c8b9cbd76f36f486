"""Answers bent on their way: every object in a body changed."""

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


def changed(body: Any, change: Callable[[Json], Json]) -> Any:
    """A body with every object in it changed, the innermost first."""
    if isinstance(body, list):
        return [changed(one, change) for one in body]
    if not isinstance(body, dict):
        return body
    return change({key: changed(value, change) for key, value in body.items()})


def of_tomorrow(value: Any) -> Any:
    """A word that nobody knows yet, or a list of one, in place of a word or of words; anything else as it is."""
    if isinstance(value, str):
        return "a-word-of-tomorrow"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ["a-word-of-tomorrow"]
    return value
