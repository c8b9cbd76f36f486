"""Tiers for the rows of a CSV file, without any database: for scripts and for measuring."""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from connectors.errors import ConfigError
from tasks.core.items import Assignment
from tasks.core.tiers import Engine
from tasks.tables import message_of, read_rows

PIECE = 2_000
COLUMNS = ("id", "tier", "confidence", "flags", "reasons")
SEPARATOR = "|"


def predict(engine: Engine, source: Path, target: Path, progress: Callable[[int], None]) -> int:
    """Write id, tier, confidence, flags and reasons for every row of `source`; the number of rows.

    `source` has the columns id and text, better also kind and lang, and may have parent_text, parent_is_brand,
    media, hashtags and author_followers. `target` appears when it is complete, not before. Rows come in their
    order, an empty text included. Raises ConfigError when `source` cannot be read as such a table.
    """
    rows = read_rows(source)
    if not target.name or target.is_dir():
        raise ConfigError(f"{target}: expected the name of a file")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    done = 0
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            while piece := list(islice(rows, PIECE)):
                _require(piece[0], source)
                assigned = engine.assign([message_of(row, done + n) for n, row in enumerate(piece)])
                writer.writerows(_lines(piece, assigned))
                done += len(piece)
                progress(done)
        unfinished.replace(target)
    except OSError as error:
        raise ConfigError(f"{target}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):  # where it could not be written, it cannot be looked for either
            unfinished.unlink()
    return done


def _require(row: dict[str, str], source: Path) -> None:
    missing = [name for name in ("id", "text") if name not in row]
    if missing:
        raise ConfigError(
            f"{source}: no column {' and no column '.join(missing)}; there are {', '.join(row)}"
        )


def _lines(rows: list[dict[str, str]], assigned: list[Assignment]) -> Iterator[tuple[str, ...]]:
    for row, one in zip(rows, assigned, strict=True):
        # The labelling guide and its tables write NONE; a table made for comparing writes it so, too.
        tier = one.tier.upper()
        yield (
            row["id"],
            tier,
            f"{one.confidence:.3f}",
            SEPARATOR.join(one.flags),
            f" {SEPARATOR} ".join(one.reasons),
        )
