"""From a path to what lies there: files, and what is inside folders and zips. Nothing in a zip is ever unpacked to disk
under its own name, links are not followed, and what expands beyond reason is not opened."""

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from connectors.errors import Denied, Malformed

MOST_MEMBERS = 200_000
MOST_BYTES = 8 << 30
"""Of one member of a zip, unpacked."""
MOST_EXPANSION, EXPANSION_FROM = 200, 64 << 20
"""A member (or all of a zip) that is this many times larger than in the zip, and large, is no export but a bomb."""
SPREADSHEETS = (".xlsx", ".xls", ".xlsm")
_GLOB = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Member:
    """One file: by itself, or inside a folder or zip. `name` is its path in there, with /."""

    name: str
    container: Path
    size: int
    modified: float
    """Seconds since 1970, of the file or of the zip it is in."""
    is_zipped: bool = False
    problem: str = ""
    """Why it must not be opened."""

    def open(self) -> BinaryIO:
        """Its bytes, in order. Raises OSError or zipfile.BadZipFile."""
        if not self.is_zipped:
            path = self.container if self.container.is_file() else self.container / self.name
            return path.open("rb")
        with zipfile.ZipFile(self.container) as archive:
            # The member keeps the archive's file open for as long as it is read itself.
            return cast("BinaryIO", archive.open(self.name))


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that a person put there: a file, a folder or a zip, with what is in it."""

    path: Path
    members: tuple[Member, ...] = field(repr=False)
    is_container: bool

    def signature(self) -> str:
        """Changes when anything in it does, by names, sizes and times."""
        seen = [(m.name, m.size, m.modified) for m in self.members]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def paths_of(path: Path) -> list[Path]:
    """The files, folders or zips that `path` names: itself, or what its pattern matches, sorted.

    Raises Denied when there is none, because somebody must act: `Gone` would be believed of its windows for good.
    """
    if path.exists() or not _GLOB & set(str(path)):
        if not path.exists():
            raise Denied(f"{path.name} is not there: looked for {path}; mend `path` in rapport.toml")
        return [path]
    parts = path.parts
    first = next(number for number, part in enumerate(parts) if _GLOB & set(part))
    found = sorted(Path(*parts[:first]).glob(str(Path(*parts[first:]))))
    shown = [one for one in found if not one.name.startswith(".")]
    if not shown:
        raise Denied(f"nothing matches {path}; mend `path` in rapport.toml")
    return shown


def source_at(path: Path) -> Source:
    """What lies at `path`. Raises Denied or Malformed."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            return Source(path, tuple(sorted(_in_folder(path), key=lambda member: member.name)), True)
        if not stat.S_ISREG(about.st_mode):
            raise Malformed(f"{path} is neither a file nor a folder")
        if path.suffix.lower() not in SPREADSHEETS and zipfile.is_zipfile(path):
            return Source(path, tuple(_in_zip(path, about.st_mtime)), True)
        if path.suffix.lower() == ".zip":
            raise Malformed(f"{path.name} is no whole zip: its end is missing; download it again")
    except FileNotFoundError:
        raise Denied(f"{path.name} is not there: looked for {path}; mend `path` in rapport.toml") from None
    except PermissionError:
        raise Denied(f"{path} may not be read by this user; change its permissions") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError) as error:
        raise Malformed(f"{path.name} cannot be opened: {error}; download it again") from None
    return Source(path, (Member(path.name, path, about.st_size, about.st_mtime),), False)


def _in_folder(folder: Path) -> Iterator[Member]:
    count = 0
    for place, folders, files in os.walk(folder, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(place, name)
            about = path.lstat()
            if name.startswith(".") or not stat.S_ISREG(about.st_mode):
                continue
            count += 1
            if count > MOST_MEMBERS:
                raise Malformed(f"{folder} holds more than {MOST_MEMBERS:,} files")
            yield Member(path.relative_to(folder).as_posix(), folder, about.st_size, about.st_mtime)


def _in_zip(path: Path, modified: float) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        raise Malformed(f"{path.name} holds more than {MOST_MEMBERS:,} files")
    # Files of a zip may lie over each other: small ones, each of them bearable, that together never end.
    total = sum(entry.file_size for entry in entries if not _objection(entry))
    size = path.stat().st_size
    if total > EXPANSION_FROM and total > MOST_EXPANSION * size:
        raise Malformed(
            f"{path.name} is not opened: it would unpack to {total:,} bytes, and has {size:,} itself"
        )
    for entry in entries:
        mode = entry.external_attr >> 16
        if entry.is_dir() or (mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode)):
            continue
        yield Member(entry.filename, path, entry.file_size, modified, True, _objection(entry))


def _objection(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 1:
        return "it is encrypted"
    if entry.filename.startswith(("/", "\\")) or ".." in entry.filename.replace("\\", "/").split("/"):
        return "its name leads out of the zip"
    is_bomb = entry.file_size > EXPANSION_FROM and entry.file_size > MOST_EXPANSION * max(
        entry.compress_size, 1
    )
    if is_bomb or entry.file_size > MOST_BYTES:
        return f"it would unpack to {entry.file_size:,} bytes, from {entry.compress_size:,}"
    return ""
