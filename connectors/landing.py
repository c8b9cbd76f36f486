"""Raw pages, written once, on disk or object storage (fsspec).

A load's folder holds one gzipped file a page and, written last, ``manifest.json``: only with the manifest
does the load count as landed. A folder without one was left by a killed run; nothing reads it, and the next
attempt takes it over (page files that its manifest does not name are ignored). A folder with one is never
written to again: a second collection of the same window gets the next ``try-N`` beside it.

Page files are named by their content, so two runs that land the same window at once cannot mix their pages:
a manifest always names pages of one run, and both are handed the same ref.
"""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from fsspec.core import url_to_fs

from connectors.errors import Malformed
from connectors.records import Page, Window

MANIFEST = "manifest.json"
FORMAT = 1
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{0,127}")
_HARMLESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class LandedPage:
    """One page file of a manifest: its name, its size on the store in bytes, the sha256 of what is in it."""

    file: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Landed:
    """A complete load: where it is, the cursor to keep when it is merged, and its pages in order."""

    ref: str
    next_cursor: str | None
    landed_at: datetime
    pages: tuple[LandedPage, ...]


class Landing:
    """A landing store at an fsspec URL (a folder, ``s3://bucket/prefix``, ``memory://``...)."""

    def __init__(self, url: str) -> None:
        self._fs, root = url_to_fs(url)
        self._root = root.rstrip("/")

    def writer(self, brand: str, account: str, stream: str, window: Window, load_id: int) -> "LandingWriter":
        """A writer for the next attempt at this load: the first ``try-N`` that is not complete yet."""
        base = load_path(brand, account, stream, window, load_id)
        attempt = 1
        while self._fs.exists(self._path(f"{base}/try-{attempt}/{MANIFEST}")):
            attempt += 1
        return LandingWriter(self, f"{base}/try-{attempt}")

    def latest(self, brand: str, account: str, stream: str, window: Window, load_id: int) -> Landed | None:
        """The newest complete attempt at this load: what a run killed between landing and noting it left."""
        base = load_path(brand, account, stream, window, load_id)
        attempt, newest = 1, None
        while self._fs.exists(self._path(f"{base}/try-{attempt}/{MANIFEST}")):
            newest = self.find(f"{base}/try-{attempt}") or newest
            attempt += 1
        return newest

    def find(self, ref: str) -> Landed | None:
        """The load at `ref` if its manifest is readable and every page is there in full size, else None."""
        path = self._path(f"{ref}/{MANIFEST}")
        try:
            manifest: dict[str, Any] = json.loads(self._fs.cat_file(path))
            landed = Landed(
                ref=ref,
                next_cursor=manifest["next_cursor"],
                landed_at=datetime.fromisoformat(manifest["landed_at"]),
                pages=tuple(LandedPage(**page) for page in manifest["pages"]),
            )
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None
        sizes = self._sizes(ref)
        if any(sizes.get(page.file) != page.size for page in landed.pages):
            return None
        return landed

    def read(self, ref: str) -> Iterator[Page]:
        """The pages of a complete load, one at a time.

        Raises Malformed when there is no complete load at `ref` or a page's content is not what was landed.
        """
        landed = self.find(ref)
        if landed is None:
            raise Malformed(f"no complete load at {ref} in the landing store; collect the window again")
        for page in landed.pages:
            yield self._read_page(ref, page)

    def drop(self, brand: str, account: str, stream: str, window: Window, load_id: int) -> None:
        """Take away this load, with all attempts at it, complete or not; nothing when it is gone already."""
        folder = self._path(load_path(brand, account, stream, window, load_id))
        if self._fs.exists(folder):
            self._fs.rm(folder, recursive=True)

    def _read_page(self, ref: str, page: LandedPage) -> Page:
        try:
            content = gzip.decompress(self._fs.cat_file(self._path(f"{ref}/{page.file}")))
        except (OSError, EOFError, zlib.error) as error:
            raise Malformed(f"landed page {ref}/{page.file} cannot be read: {error}") from error
        if hashlib.sha256(content).hexdigest() != page.sha256:
            raise Malformed(f"landed page {ref}/{page.file} is damaged: its sha256 differs")
        return _decode(content)

    def _sizes(self, ref: str) -> dict[str, int]:
        self._fs.invalidate_cache(self._path(ref))
        entries = self._fs.ls(self._path(ref), detail=True)
        return {entry["name"].rsplit("/", 1)[-1]: entry["size"] for entry in entries}

    def _path(self, ref: str) -> str:
        parts = ref.split("/")
        if not all(_PART.fullmatch(part) for part in parts):
            raise ValueError(f"not a landing reference: {ref!r}")
        return "/".join([self._root, *parts])

    def _put(self, ref: str, content: bytes) -> None:
        """Write a file so that it is there whole or not at all (object stores do so by themselves)."""
        path = self._path(ref)
        self._fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        partial = f"{path}.{hashlib.sha256(content).hexdigest()[:12]}.part"
        self._fs.pipe_file(partial, content)
        self._fs.mv(partial, path)


class LandingWriter:
    """Lands the pages of one load; `complete` makes them count."""

    def __init__(self, landing: Landing, ref: str) -> None:
        self._landing = landing
        self._pages: list[LandedPage] = []
        self.ref = ref

    def add(self, page: Page) -> None:
        """Land one page: it is on the store when this returns."""
        content = _encode(page)
        digest = hashlib.sha256(content).hexdigest()
        packed = gzip.compress(content, compresslevel=4, mtime=0)
        name = f"page-{len(self._pages) + 1:06d}-{digest[:16]}.gz"
        self._landing._put(f"{self.ref}/{name}", packed)
        self._pages.append(LandedPage(name, len(packed), digest))

    def complete(self, next_cursor: str | None, pages: int) -> str:
        """Write the manifest; returns the ref. `pages` is how many the caller added (checked).

        When another run has completed the same attempt meanwhile, its load stands and this one is dropped.
        """
        if pages != len(self._pages):
            raise ValueError(f"{pages} pages were to be landed, {len(self._pages)} were")
        if self._landing.find(self.ref) is None:
            manifest = {
                "format": FORMAT,
                "next_cursor": next_cursor,
                "landed_at": datetime.now(UTC).isoformat(),
                "pages": [asdict(page) for page in self._pages],
            }
            self._landing._put(f"{self.ref}/{MANIFEST}", json.dumps(manifest, indent=1).encode())
        return self.ref


def load_path(brand: str, account: str, stream: str, window: Window, load_id: int) -> str:
    """The folder of a load, relative to the store: the same for the same load, safe for any input text."""
    times = "--".join(t.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ") for t in (window.start, window.end))
    return "/".join([_part(brand), _part(account), _part(stream), times, f"load-{load_id}"])


def _part(text: str) -> str:
    """`text` as one safe path part: itself when harmless, else what is harmless of it and a hash of all."""
    if _HARMLESS.fullmatch(text):
        return text
    readable = _UNSAFE.sub("_", text).strip("._-")[:60] or "x"
    return f"{readable}={hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _encode(page: Page) -> bytes:
    head = {"number": page.number, "fetched_at": page.fetched_at.isoformat(), "context": page.context}
    return json.dumps(head).encode() + b"\n" + page.body


def _decode(content: bytes) -> Page:
    head, _, body = content.partition(b"\n")
    fields: dict[str, Any] = json.loads(head)
    return Page(fields["number"], body, datetime.fromisoformat(fields["fetched_at"]), fields["context"])
