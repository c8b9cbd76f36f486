"""Reading pages and making many records quickly. Knows no platform.

A frozen dataclass sets each field by name through `object.__setattr__`, which for an interaction's 24 fields takes as
long as reading the JSON it comes from. A twin of it with the same slots, not frozen, is filled in an eighth of the time
and then becomes an instance of the real class: CPython allows that between classes of one layout, and what comes
out is equal, hashed and frozen like any other.
"""

from collections.abc import Callable
from dataclasses import MISSING, field, fields, make_dataclass
from typing import Any, ParamSpec, TypeVar, cast

import orjson

from connectors import reading

Arguments = ParamSpec("Arguments")
Made = TypeVar("Made")


def parsed(body: bytes) -> Any:
    """What `reading.parsed` makes of a landed page, in half the time; numbers of more than 64 bits are not exact.

    What orjson refuses (half a surrogate pair, another encoding, NaN) is read the patient way.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return reading.parsed(body)


def maker_of(record: Callable[Arguments, Made]) -> Callable[Arguments, Made]:
    """What makes instances of the frozen dataclass `record` quickly, of values given by their place.

    `record` has slots, and no default factories.
    """
    spec: list[Any] = [
        (f.name, object, field() if f.default is MISSING else field(default=f.default))
        for f in fields(cast(Any, record))
    ]
    twin: Any = make_dataclass(f"{getattr(record, '__name__', '')}Twin", spec, slots=True, eq=False)

    def make(*values: object) -> object:
        made = twin(*values)
        made.__class__ = record
        return made

    return cast(Callable[Arguments, Made], make)
