"""The connector of platform "export": whatever files an account's `path` names, by a preset or as conversations.

A live run also brings in what a file that changed, or came new, says of windows that are over; what has not changed
since the last scan is not opened again. A file that cannot be read is one quarantined page; the others' rows go in.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from connectors.base import Check, Stream
from connectors.config import Account, Brand
from connectors.errors import ConfigError, ConnectorError, Denied, Malformed
from connectors.exported import pages
from connectors.exported.capabilities import CAPABILITIES
from connectors.exported.detect import preset_of
from connectors.exported.memory import Known, Memory
from connectors.exported.preset import Preset, named, shipped
from connectors.exported.readers import Conversation, Spooled
from connectors.exported.sources import Source, paths_of, source_at
from connectors.exported.spool import Spool, spooled
from connectors.exported.values import Setting
from connectors.exports import ConversationExport
from connectors.reading import LIVE
from connectors.records import BadRow, Page, Record, Window

MOST_SPOOLS = 128
MOST_CHECKS = 20
MOST_FOUND = 10_000

_spools: dict[tuple[object, ...], Spool] = {}
_found: dict[tuple[Path, str], Preset | None] = {}
"""What was found of a version of a source: looked for once a process."""


class FileExport:
    """Connector for files: `path` is a file, a folder, a zip or a pattern; `preset` how they are written."""

    streams: tuple[Stream, ...] = (
        Stream(
            "conversations",
            "events",
            "what the files hold: messages, posts, their counts, answers, follows",
        ),
    )

    capabilities = CAPABILITIES

    def __init__(
        self, account: Account, brand: Brand, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.account = account
        self.brand = brand
        self.platform = account.network or account.platform
        self._now = now
        self._cursor: str | None = None
        self._conversations = ConversationExport(account, brand)

    def fetch(self, stream: str, window: Window, cursor: str | None) -> Iterator[Page]:
        """The rows of the window, and (live) late ones of changed files. Raises Denied or Malformed, but for
        a file among others that can be read."""
        memory, fetched_at = Memory.read(cursor), self._now()
        is_live = fetched_at - window.end < LIVE
        self._cursor, number, how = cursor, 0, self._how()
        known: dict[str, Known] = {}
        failed: list[tuple[str, ConnectorError]] = []
        for path in paths_of(self._path()):
            try:
                source, before = source_at(path), memory.files.get(str(path))
                version = f"{source.signature()}{how}"
                if before is not None and _is_elsewhere(before, version, window):
                    known[str(path)] = before
                    continue
                read = self._read(source)
            except ConnectorError as error:
                failed.append((path.name, error))
                continue
            known[str(path)] = Known(version, *(read.span() or (None, None)))
            is_news = before is None or before.signature != version
            late = [Window(memory.since, window.start)] if is_live and is_news and memory.since else []
            for span in (*late, window):
                for body, context in read.pages(span):
                    number += 1
                    yield Page(number, body, fetched_at, context)
        if failed and not known:
            raise failed[0][1]
        if failed:
            yield Page(number + 1, b"", fetched_at, {"failed": json.dumps([(n, str(e)) for n, e in failed])})
        if is_live:
            self._cursor = Memory(_since(memory, known, window), known).cursor()

    def next_cursor(self) -> str | None:
        """Which version of which file a live run has read; what it was given, for another."""
        return self._cursor

    def parse(self, stream: str, page: Page, window: Window) -> Iterable[Record]:
        """The records of a landed page, and a BadRow for what cannot be read."""
        if "failed" in page.context:
            failed: list[tuple[str, str]] = json.loads(page.context["failed"])
            return [BadRow("page", "readable_file", reason, name, "") for name, reason in failed]
        return (
            pages.records(page)
            if "preset" in page.context
            else self._conversations.parse(stream, page, window)
        )

    def check(self) -> list[Check]:
        """What each file is, what would come in of it, and what would not."""
        label = f"{self.brand.slug} · {self.account.key}"
        try:
            paths = paths_of(self._path())
        except ConnectorError as error:
            return [Check(label, False, str(error), "mend `path` in rapport.toml")]
        checks = [self._check(label, path) for path in paths[:MOST_CHECKS]]
        if len(paths) > MOST_CHECKS:
            checks.append(Check(label, True, f"and {len(paths) - MOST_CHECKS:,} more files, not looked at"))
        return checks

    def close(self) -> None:
        """Nothing: what was read of a file is kept for those that read it next."""

    def _check(self, label: str, path: Path) -> Check:
        try:
            return self._read(source_at(path)).check(label)
        except (ConnectorError, ConfigError) as error:
            return Check(
                label, False, str(error), "mend `path`, `preset` or `columns` in rapport.toml, or the file"
            )

    def _path(self) -> Path:
        if self.account.path is None:
            raise Denied(f"account {self.account.key} needs `path` in rapport.toml")
        return self.account.path

    def _read(self, source: Source) -> "Conversation | Spooled":
        if self.account.preset is not None:
            return Spooled(self._spool(source, named(self.account.preset)), is_found=False)
        conversation = Conversation(self.account.model_copy(update={"path": source.path}), self.brand)
        if not source.is_container and (self.account.columns or conversation.is_one()):
            return conversation
        if (preset := _preset_of(source)) is not None:
            return Spooled(self._spool(source, preset), is_found=True)
        known = f"presets are {', '.join(shipped())}"
        if source.is_container:
            raise Malformed(f"nothing in {source.path.name} is written as we know it; {known}")
        try:
            conversation.span()
        except ConnectorError as error:
            raise Malformed(f"{error}; or say how it is written by `preset`: {known}") from None
        return conversation

    def _how(self) -> str:
        """Changes when anything does that says how files are read: when a row was may then be another time."""
        account = self.account
        preset = named(account.preset).model_dump_json() if account.preset is not None else ""
        own = account.model_dump_json(exclude={"path"})
        told = "\0".join((own, preset, self.brand.name, self.brand.timezone))
        return hashlib.sha256(told.encode()).hexdigest()[:8]

    def _spool(self, source: Source, preset: Preset) -> Spool:
        account = self.account
        preset = preset.with_columns(account.columns, account.dates, account.zone)
        own = (account.handle, self.brand.name, *account.own)
        base = Setting(
            platform=account.network or preset.network or account.platform,
            handle=account.handle.removeprefix("@"),
            names=tuple(dict.fromkeys(" ".join(name.casefold().split()).removeprefix("@") for name in own)),
            zone=account.zone or self.brand.timezone,
            captured_at="",
            permalink=account.permalink or "",
        )
        key = (source.path, source.signature(), preset.model_dump_json(), tuple(asdict(base).items()))
        if key not in _spools:
            while len(_spools) >= MOST_SPOOLS:
                _spools.pop(next(iter(_spools))).file.close()
            _spools[key] = spooled(source, preset, base)
        return _spools[key]


def _preset_of(source: Source) -> Preset | None:
    key = (source.path, source.signature())
    if key not in _found:
        if len(_found) >= MOST_FOUND:
            _found.clear()
        _found[key] = preset_of(source)
    return _found[key]


def _is_elsewhere(known: Known, version: str, window: Window) -> bool:
    """Whether a source is what it was, and holds nothing of the window."""
    if known.signature != version:
        return False
    return known.first is None or known.last is None or known.last < window.start or known.first >= window.end


def _since(memory: Memory, known: dict[str, Known], window: Window) -> datetime:
    """From when on late rows count: since what the first look found last, or its window's start."""
    if memory.since is not None:
        return memory.since
    lasts = [one.last for one in known.values() if one.last is not None]
    return min(window.start, max(lasts, default=window.start))
