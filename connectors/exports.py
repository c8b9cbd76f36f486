"""Files that people download from tools and platforms: the conversation export (CSV).

A row belongs to the window its `created_at` is in. A row whose date cannot be read belongs to the window of
the nearest good row before it in the file (else after it), so that over a complete backfill every row lands
exactly once. Threads, repeats and circles of parents are found over the whole file, whatever the window.
A parent that is not among the file's good rows leaves its child the root of its own thread: the child keeps
`parent_native_id`, and the merge counts it.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from connectors.base import Check, Stream
from connectors.config import Account, Brand
from connectors.errors import ConnectorError, Denied
from connectors.exports_file import open_export
from connectors.exports_index import ExportIndex, load_index
from connectors.exports_rows import ExportRow, Layout, kind_of, read_row
from connectors.exports_values import Unreadable, hashtags_in, links_in
from connectors.records import BadRow, Interaction, Page, Post, Profile, Record, Window

PAGE_ROWS = 1_000
PAGE_BYTES = 4 << 20


class ConversationExport:
    """Connector for a CSV with the columns id, parent_id, author_id, is_brand, created_at, text (UTF-8).

    Also read when there: kind, lang, permalink, likes, shares, media, author_name, author_followers; other
    names by the account's `columns`. `,`, `;` and tab are told apart by the header line.
    """

    streams: tuple[Stream, ...] = (
        Stream("conversations", "events", "messages and replies of the file", feeds=("messages", "replies")),
    )

    def __init__(self, account: Account, brand: Brand) -> None:
        self.account = account
        self.brand = brand
        self.platform = account.network or account.platform

    def fetch(self, stream: str, window: Window, cursor: str | None) -> Iterator[Page]:
        """The file's rows of the window as raw lines, oldest first. Raises Denied or Malformed."""
        index = self._index()
        number, fetched_at = 0, datetime.now(UTC)
        with open_export(index.path) as file:
            for body, context in _pages(index, file, window):
                number += 1
                yield Page(number, body, fetched_at, context)

    def next_cursor(self) -> str | None:
        """None: the file itself says what is in a window."""
        return None

    def parse(self, stream: str, page: Page, window: Window) -> Iterable[Record]:
        """Profile, post and interaction of every good row of the page, a BadRow of every other."""
        name = page.context["file"]
        layout = _layout(page.context["layout"])
        rows: list[list[Any]] = json.loads(page.context["rows"])
        start = 0
        for line, length, root, has_post, check, reason in rows:
            raw = page.body[start : start + length]
            start += length
            try:
                if check:
                    raise Unreadable(check, reason)
                row = read_row(raw, layout)
            except Unreadable as problem:
                location = f"{name} line {line}"
                yield BadRow("interaction", problem.check, problem.reason, location, _as_text(raw))
            else:
                yield from self._records(row, root or row.id, has_post)

    def check(self) -> list[Check]:
        """Whether the file is there, has the columns, and how much of it can be read."""
        label = f"{self.brand.slug} · {self.account.key}"
        try:
            index = self._index()
        except ConnectorError as error:
            return [Check(label, False, str(error), "mend `path` or `columns` in rapport.toml, or the file")]
        span = index.span()
        when = f", {span[0]:%Y-%m-%d} to {span[1]:%Y-%m-%d}" if span else ""
        detail = f"{index.path.name}: {len(index.lines):,} rows{when}; {index.bad_rows:,} cannot be read"
        return [Check(label, True, detail)]

    def close(self) -> None:
        """Nothing is held open."""

    def _index(self) -> ExportIndex:
        if self.account.path is None:
            raise Denied(f"account {self.account.key} needs `path`, the CSV file, in rapport.toml")
        return load_index(Path(self.account.path), self.account.columns)

    def _records(self, row: ExportRow, root: str, has_post: bool) -> Iterator[Record]:
        """The records of a good row. `has_post`: the thread's root is a post of the brand's."""
        kind = kind_of(row)
        text = row.text or ""
        hashtags = hashtags_in(text)
        permalink = row.permalink or self._permalink(row.id)
        yield Profile(
            platform=self.platform,
            native_id=row.author_id,
            handle=row.author_id,
            display_name=row.author_name,
            followers=row.author_followers,
            seen_at=row.created_at,
        )
        if kind == "post":
            yield Post(
                platform=self.platform,
                native_id=row.id,
                author_native_id=row.author_id,
                published_at=row.created_at,
                text=row.text,
                media=row.media,
                hashtags=hashtags,
                permalink=permalink,
            )
        yield Interaction(
            platform=self.platform,
            native_id=row.id,
            kind=kind,
            direction="outbound" if row.is_brand else "inbound",
            author_native_id=row.author_id,
            occurred_at=row.created_at,
            text=row.text,
            parent_native_id=row.parent_id,
            root_native_id=root,
            post_native_id=root if has_post else None,
            lang=row.lang,
            permalink=permalink,
            media=row.media,
            hashtags=hashtags,
            links=links_in(text),
            likes=row.likes,
            shares=row.shares,
        )

    def _permalink(self, native_id: str) -> str | None:
        """The account's template with the id in it, percent-encoded: an id is a stranger's text."""
        template = self.account.permalink
        return template.replace("{id}", quote(native_id, safe="")) if template else None


def _pages(index: ExportIndex, file: BinaryIO, window: Window) -> Iterator[tuple[bytes, dict[str, str]]]:
    bodies: list[bytes] = []
    rows: list[list[Any]] = []
    size = 0
    for row, piece in index.slices(file, index.rows_of(window)):
        root = None if piece.root == row else _id_at(index, file, piece.root)
        problem = (piece.problem.check, piece.problem.reason) if piece.problem else (None, None)
        rows.append([piece.line, len(piece.raw), root, piece.root in index.brand_posts, *problem])
        bodies.append(piece.raw)
        size += len(piece.raw)
        if len(rows) >= PAGE_ROWS or size >= PAGE_BYTES:
            yield b"".join(bodies), _context(index, rows)
            bodies, rows, size = [], [], 0
    if rows:
        yield b"".join(bodies), _context(index, rows)


def _context(index: ExportIndex, rows: list[list[Any]]) -> dict[str, str]:
    layout = {
        "delimiter": index.layout.delimiter,
        "width": index.layout.width,
        "columns": dict(index.layout.columns),
    }
    return {"file": index.path.name, "layout": json.dumps(layout), "rows": json.dumps(rows)}


def _id_at(index: ExportIndex, file: BinaryIO, row: int) -> str:
    return read_row(index.raw(file, row), index.layout).id


@lru_cache(maxsize=32)
def _layout(text: str) -> Layout:
    return Layout(**json.loads(text))


def _as_text(raw: bytes) -> str:
    """The row as text that PostgreSQL can hold: NUL and bytes that are not UTF-8 as \\xNN."""
    return raw.rstrip(b"\r\n").decode("utf-8", "backslashreplace").replace("\0", "\\x00")
