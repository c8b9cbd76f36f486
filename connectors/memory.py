"""What one stream remembers from one window to the next: the cursor that is kept when a window is merged."""

import base64
import json
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

FORMAT = 1
MOST = 1000


@dataclass(slots=True)
class Memory:
    """`since`: the earliest moment this stream was ever asked for. `seen`: native ids and when they happened.

    The network tells nobody that a post is gone; who wants to know must remember what there was and ask
    again. Of what is seen, the newest 1,000 are remembered, for as long as the connector looks back.
    """

    since: datetime
    seen: dict[str, datetime] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: str | None, start: datetime) -> "Memory":
        """The memory in `cursor`, extended to `start`; a fresh one when there is none that can be read."""
        try:
            packed = json.loads(zlib.decompress(base64.b85decode(cursor or "")))
            if packed["format"] != FORMAT:
                return cls(start)
            since = datetime.fromisoformat(packed["since"])
            seen = {str(key): _moment(minute) for key, minute in packed["seen"].items()}
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, zlib.error):
            return cls(start)
        return cls(min(since, start), seen)

    def cursor(self, oldest: datetime) -> str:
        """The memory as text, without what happened before `oldest`."""
        newest = sorted(self.seen.items(), key=lambda item: item[1], reverse=True)[:MOST]
        packed = {
            "format": FORMAT,
            "since": self.since.isoformat(),
            "seen": {key: int(at.timestamp() // 60) for key, at in newest if at >= oldest},
        }
        return base64.b85encode(zlib.compress(json.dumps(packed).encode(), 9)).decode()


def _moment(minute: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
