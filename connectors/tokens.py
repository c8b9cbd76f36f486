"""Tokens that are replaced when they are renewed: the newest pair, kept where everyone who needs it finds it.

A service that rotates its refresh tokens takes each of them once; whoever comes with an old one loses the account
its access. So the newest pair must outlive the process that got it, and only one may renew at a time. What was
configured stays as it is and names the chain that began with it: a person who puts in another token begins another.
Knows no platform.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import mkstemp
from typing import Any, Protocol

from connectors import secrets
from connectors.errors import ConfigError
from connectors.settings import home


@dataclass(frozen=True, slots=True)
class Pair:
    """Access and refresh token as renewing gave them; times are seconds since 1970."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: float
    renewed_at: float
    scopes: tuple[str, ...] = ()
    refresh_expires_at: float | None = None
    """When the refresh token ends as well, where a service says so."""

    @classmethod
    def read(cls, text: str | None) -> "Pair | None":
        """The pair in `text`; None when there is none that can be read."""
        try:
            packed: Mapping[str, Any] = json.loads(text or "null")
            scopes = tuple(str(scope) for scope in packed["scopes"])
            times = float(packed["expires_at"]), float(packed["renewed_at"])
            lasts = packed.get("refresh_expires_at")
            until = None if lasts is None else float(lasts)
            return cls(str(packed["access"]), str(packed["refresh"]), *times, scopes, until)
        except (ValueError, TypeError, KeyError):
            return None

    def text(self) -> str:
        """The pair as `read` takes it."""
        return json.dumps(asdict(self))


class Store(Protocol):
    """Where a pair is kept, as text."""

    def load(self) -> str | None:
        """What was kept last; None: nothing yet."""

    def save(self, text: str) -> None:
        """Keep `text` in the place of what was there. ConfigError: it cannot be kept."""


@dataclass(frozen=True, slots=True)
class FileStore:
    """A file that only its owner may read: for a token that stands in the environment of one machine."""

    path: Path

    def load(self) -> str | None:
        """See the protocol."""
        return self.path.read_text(encoding="utf-8") if self.path.exists() else None

    def save(self, text: str) -> None:
        """See the protocol; the file is replaced in one step."""
        try:
            handle, draft = mkstemp(dir=self.path.parent, prefix=".new-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(self.path)
        except OSError as error:
            raise ConfigError(f"{self.path.parent} cannot keep renewed tokens: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class BlockStore:
    """A Prefect Secret block: for a token that stands in one, which the workers of all machines can read."""

    block: str

    def load(self) -> str | None:
        """See the protocol."""
        return secrets.from_block(self.block)

    def save(self, text: str) -> None:
        """See the protocol."""
        secrets.to_block(self.block, text)


@dataclass(frozen=True, slots=True)
class Kept:
    """The pair that a chain of renewals has come to. `folder` holds the lock: one renews at a time on this machine."""

    folder: Path
    chain: str
    store: Store

    @classmethod
    def of(cls, name: str, first: str) -> "Kept":
        """The chain that began with `first`, the refresh token configured as `name`; kept as that is."""
        folder = home() / "tokens"
        chain = hashlib.sha256(first.encode()).hexdigest()[:24]
        is_ours = secrets.is_in_environment(name)
        return cls(
            folder, chain, FileStore(folder / f"{chain}.json") if is_ours else BlockStore(f"rapport-{chain}")
        )

    def read(self) -> Pair | None:
        """The newest pair; None before the first renewal."""
        return Pair.read(self.store.load())

    def write(self, pair: Pair) -> None:
        """Keep `pair`, to be found by everyone from now on."""
        self.store.save(pair.text())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this lasts, nobody else on this machine renews the same chain."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / f"{self.chain}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
