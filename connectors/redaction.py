"""Secrets that must not be written anywhere: known by value, taken out of any text."""

import logging
from dataclasses import dataclass, field
from urllib.parse import quote

MASK = "[secret]"
SHORTEST = 4  # a shorter "secret" would mask half of every text


@dataclass(slots=True, repr=False)
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
        """httpx logs the URL of every request: mask secrets there (each bag once)."""
        for name in ("httpx", "httpcore"):
            logger = logging.getLogger(name)
            if not any(isinstance(f, _Filter) and f.secrets is self for f in logger.filters):
                logger.addFilter(_Filter(self))


class _Filter(logging.Filter):
    def __init__(self, secrets: Secrets) -> None:
        super().__init__()
        self.secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        clean = self.secrets.redact(message)
        if clean != message:
            record.msg, record.args = clean, None
        return True
