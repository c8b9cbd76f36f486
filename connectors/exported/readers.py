"""What an account asks of a file, whichever way it is read: its span, the pages of a window, a line for the doctor."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from connectors.base import Check
from connectors.config import Account, Brand
from connectors.errors import Malformed
from connectors.exported import pages
from connectors.exported.spool import Spool
from connectors.exports import ConversationExport
from connectors.exports_file import open_export, read_layout
from connectors.exports_index import load_index
from connectors.records import Window


class Conversation:
    """A file in the form of the conversation export."""

    def __init__(self, account: Account, brand: Brand) -> None:
        self._export = ConversationExport(account, brand)
        self._path = account.path or Path()
        self._columns = account.columns

    def is_one(self) -> bool:
        """Whether the header has the columns of a conversation export."""
        with open_export(self._path) as file:
            try:
                read_layout(file, self._path.name, self._columns)
            except Malformed:
                return False
        return True

    def span(self) -> tuple[datetime, datetime] | None:
        return load_index(self._path, self._columns).span()

    def pages(self, window: Window) -> Iterator[tuple[bytes, dict[str, str]]]:
        return ((page.body, page.context) for page in self._export.fetch("conversations", window, None))

    def check(self, label: str) -> Check:
        return replace(self._export.check()[0], name=label)


class Spooled:
    """A file, folder or zip read by a preset."""

    def __init__(self, spool: Spool, *, is_found: bool) -> None:
        self._spool = spool
        self._how = "found by what is in it" if is_found else "as configured"

    def span(self) -> tuple[datetime, datetime] | None:
        return self._spool.span()

    def pages(self, window: Window) -> Iterator[tuple[bytes, dict[str, str]]]:
        return pages.pages(self._spool, window)

    def check(self, label: str) -> Check:
        spool = self._spool
        span = spool.span()
        when = f", {span[0]:%Y-%m-%d} to {span[1]:%Y-%m-%d}" if span else ""
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in spool.kinds.most_common())
        told = [
            f"{spool.source.path.name}: {spool.preset.name} ({self._how}), {len(spool.moments):,} rows{when}",
            kinds or "nothing comes in",
            f"{spool.own:,} by the brand",
            f"{spool.bad:,} cannot be read" + (f" (first: {spool.reason})" if spool.bad else ""),
        ]
        if spool.seen.unread:
            told.append(f"columns unused: {', '.join(list(spool.seen.unread)[:30])}")
        if spool.seen.left_out:
            told.append(f"{spool.seen.left_out:,} files of other things left alone")
        if not spool.own and any(part.direction.always is None for part in spool.preset.parts if part.fields):
            advice = "nothing in it is by the brand: name in `own` how it calls itself there"
            return Check(label, True, "; ".join(told), advice, is_warning=True)
        return Check(label, True, "; ".join(told))
