"""Labelled messages from files: labels by id, texts by id, or both in one table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.errors import ConfigError
from tasks.core.items import TIERS, Message
from tasks.tables import message_of, read_rows

TIER_OF = {tier.lower(): index for index, tier in enumerate(TIERS)}


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled message."""

    id: str
    message: Message
    tier: int
    """Index in TIERS."""
    weight: float
    source: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A table of labels (id, tier, perhaps sure and source, perhaps the texts) and how much each row counts."""

    path: Path
    weight: float = 1.0

    @classmethod
    def parse(cls, said: str) -> "LabelFile":
        """From "labels.csv" or, each row counting four times, "labels.csv@4". Raises ConfigError."""
        path, at, weight = said.rpartition("@")
        if not at or not weight.replace(".", "", 1).isdigit():
            return cls(Path(said))
        return cls(Path(path), float(weight))


def read_examples(labels: Sequence[LabelFile], texts: Sequence[Path]) -> list[Example]:
    """Every labelled message of the files, in their order; a message read twice stands twice.

    Raises ConfigError for a file that is missing, a tier that is none, and labels without any text.
    """
    known = {row["id"]: row for path in texts for row in _identified(path)}
    examples = [example for file in labels for example in _examples(file, known)]
    if not examples:
        raise ConfigError("no labelled message: none of the labels' ids is among the texts")
    return examples


def _identified(path: Path) -> Iterator[dict[str, str]]:
    for row in _texts(path):
        if "id" not in row or "text" not in row:
            raise ConfigError(f"{path}: expected the columns id and text")
        yield row


def without(examples: Sequence[Example], reference: Sequence[Example]) -> list[Example]:
    """`examples` but those whose text stands in `reference`, too: what is measured on must not be learned from."""
    known = {_bare(example) for example in reference}
    return [example for example in examples if _bare(example) not in known]


def _bare(example: Example) -> str:
    return " ".join(word for word in example.message.text.lower().split() if word[0] not in "@#")


def _texts(path: Path) -> Iterator[dict[str, str]]:
    rows = list(read_rows(path))
    if not rows or "parent_id" not in rows[0]:
        yield from rows
        return
    # A conversation export: its rows are known as file/id, with what they answer.
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        parent = by_id.get(row["parent_id"], {})
        yield row | {
            "id": f"{path.stem}/{row['id']}",
            "source": row.get("source") or "threads",
            "kind": row.get("kind") or ("reply" if parent else "mention"),
            "parent_text": parent.get("text", ""),
            "parent_is_brand": parent.get("is_brand", ""),
        }


def _examples(file: LabelFile, known: dict[str, dict[str, str]]) -> Iterator[Example]:
    for line, row in enumerate(read_rows(file.path), 2):
        if "id" not in row or "tier" not in row:
            raise ConfigError(f"{file.path}: expected the columns id and tier")
        tier = TIER_OF.get(row["tier"].strip().lower())
        if tier is None:
            raise ConfigError(
                f"{file.path}, line {line}: tier {row['tier']!r}; expected one of {', '.join(TIERS)}"
            )
        read = row if row.get("text") else known.get(row["id"])
        if read is None:
            continue
        source = row.get("source") or read.get("source") or file.path.stem
        yield Example(
            row["id"], message_of(read), tier, file.weight, source, row.get("sure", "sure") == "sure"
        )
