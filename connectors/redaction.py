"""Secrets that must not be written anywhere: known by value, taken out of any text."""

import logging
from dataclasses import dataclass, field
from urllib.parse import quote
from weakref import WeakSet

MASK = "[secret]"
# A filter does not reach down to the loggers below its own, so each that httpx writes to is named.
LOGGERS = ("httpx", *(f"httpcore.{name}" for name in ("connection", "http11", "http2", "proxy", "socks")))
SHORTEST = 4  # a shorter "secret" would mask half of every text


@dataclass(slots=True, repr=False, eq=False, weakref_slot=True)
class Secrets:
    """A bag of secrets. Its repr says how many, never which."""

    _values: set[str] = field(default_factory=set)

    def __repr__(self) -> str:
        return f"Secrets({len(self._values)})"

    def add(self, value: str) -> str:
        """Remember `value` (also as it stands in a URL); returns it."""
        if len(value) >= SHORTEST:
            self._values.update({value, quote(value, safe="")})
        return value

    def redact(self, text: str) -> str:
        """`text` with every known secret masked."""
        for value in sorted(self._values, key=len, reverse=True):
            text = text.replace(value, MASK)
        return text

    def guard_logs(self) -> None:
        """httpx logs URLs and, for debugging, headers: mask these secrets there for as long as they are used."""
        _guarded.add(self)
        for name in LOGGERS:
            logging.getLogger(name).addFilter(_mask)  # adding it twice adds it once


_guarded: WeakSet[Secrets] = WeakSet()


def _mask(record: logging.LogRecord) -> bool:
    """A logging filter that changes the record and lets it pass."""
    message = clean = record.getMessage()
    for bag in list(_guarded):
        clean = bag.redact(clean)
    if clean != message:
        record.msg, record.args = clean, None
    return True
