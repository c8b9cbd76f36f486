"""What an export account remembers from one scan to the next: which version of which file it has read."""

import base64
import json
import zlib
from dataclasses import dataclass, field
from datetime import datetime

FORMAT = 1
MOST_FILES = 2_000


@dataclass(frozen=True, slots=True)
class Known:
    """One version of a source, and the first and last moment in it (UTC; None: it held no rows)."""

    signature: str
    first: datetime | None = None
    last: datetime | None = None


@dataclass(slots=True)
class Memory:
    """`since`: from when on rows of a file that changed or came new are brought in, though their windows are over."""

    since: datetime | None = None
    files: dict[str, Known] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: str | None) -> "Memory":
        """The memory in `cursor`; a fresh one when there is none that can be read."""
        try:
            packed = json.loads(zlib.decompress(base64.b85decode(cursor or "")))
            if packed["format"] != FORMAT:
                return cls()
            files = {
                name: Known(of[0], _moment(of[1]), _moment(of[2])) for name, of in packed["files"].items()
            }
            return cls(datetime.fromisoformat(packed["since"]), files)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, zlib.error):
            return cls()

    def cursor(self) -> str | None:
        """The memory as text; None while there is nothing to remember."""
        if self.since is None:
            return None
        files = {
            name: [known.signature, *(at.isoformat() if at else None for at in (known.first, known.last))]
            for name, known in sorted(self.files.items())[-MOST_FILES:]
        }
        packed = {"format": FORMAT, "since": self.since.isoformat(), "files": files}
        return base64.b85encode(zlib.compress(json.dumps(packed).encode(), 9)).decode()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
