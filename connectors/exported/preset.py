"""What a preset says: how a tool writes its files, and what of them is what to us. Data; no I/O but reading it.

A preset is a TOML file: shipped ones lie in `presets/`, a person's own is a copy of one with changes. Names that a
preset lists for a field are header spellings (tables; case and spaces do not matter) or dotted paths (JSON items;
a number picks from a list, `*` takes all of it). The first that is not empty counts.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from connectors import config_checks as checks
from connectors.errors import ConfigError
from connectors.records import InteractionKind

FIELDS = frozenset(
    {
        "id", "parent_id", "thread", "post_id", "author_id", "author_name", "author_handle", "author_followers",
        "created_at", "day", "text", "kind", "direction", "lang", "permalink", "likes", "shares", "media", "network",
        "version", "key", "anonymous", "answer", "answered_at", "answer_author", "captured_at", "followers",
        "following", "posts",
    }
)  # fmt: skip
"""What a row can tell. `key`: more that tells rows without an id apart. `day`: a date without a time of day. `version`:
the id of an edited post's version, where its `id` is that of the first."""
COUNTS = frozenset(
    {
        "reactions", "comments", "shares", "quotes", "clicks", "saves", "impressions", "reach", "seconds_spent",
    }
)  # fmt: skip
"""Columns of counts, by the field of `PostSnapshot` they become."""

Names = tuple[str, ...]
Zone = Annotated[str, AfterValidator(lambda value: value if value == "brand" else checks.zone(value))]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Direction(_Model):
    """Whose word a row is: always the same; by a column's values; or the brand's when it names itself as author."""

    always: Literal["inbound", "outbound"] | None = None
    outbound: Names = ()
    """Values of the field `direction` that mean the brand."""
    inbound: Names = ()


class Kind(_Model):
    """What kind a row is: by words in the field `kind`, else by how the text starts, else by whose it is."""

    words: dict[str, InteractionKind] = {}
    """A word inside the value -> the kind; the first that is there counts."""
    starts: dict[str, InteractionKind] = {}
    inbound: InteractionKind = "mention"
    reply: InteractionKind = "reply"
    """What has a parent."""
    outbound: InteractionKind = "reply"


class Part(_Model):
    """One kind of file (or of sheet) within an export."""

    name: str
    shape: Literal["table", "json", "chat", "owner", "count", "whole"]
    """`whole`: what other parts have cut, by the moment it was written at (`wholes.py`)."""
    makes: Literal["message", "follow", "audience", "answers"] = "message"
    files: Names = ("*",)
    """Which members of a folder or zip, as patterns over the path in it."""
    sheets: Names = ("*",)
    encodings: Names = ("utf-8",)
    """Tried in order; a byte order mark decides by itself."""
    fits: Names = ()
    """Headers by which a table is recognised when no preset is named: all of them must be there."""
    fits_not: Names = ()
    """Headers that only tables of another kind have."""
    fits_first: bool = False
    """Whether the first of `fits` must be the first column."""
    starts: Names = ()
    """How a JSON file begins, for the same purpose; its name is known only inside a folder or zip."""
    items: Names = ("[]",)
    """Where the items are: "[]" of the top, "a.b[]" below keys; the first that is there."""
    mojibake: bool = False
    """UTF-8 that was written as if it were Latin-1."""
    is_escaped: bool = False
    """Texts have &amp; for &."""
    whole: str = ""
    """The part that has the whole of the texts that this one has cut; empty: none has."""
    fields: dict[str, Names] = {}
    counts: dict[str, Names] = {}
    required: Names = ()
    dates: Names = ()
    """strptime formats, or "iso", "unix", "unix_ms"; ISO 8601 is always understood."""
    zone: Zone = "brand"
    """Of times that name none."""
    id_prefix: str = ""
    thread_prefix: str = "conversation/"
    permalink: Annotated[str, AfterValidator(checks.link_template)] | None = None
    """For rows without a link: a template with {id}."""
    identity: Names = ()
    """Fields whose hash is the id of a row that has none: the same row has the same id in any later file."""
    time_from_id: Literal["linkedin", "x"] | None = None
    """The id holds the moment it was made (x: asked for of the first version of what was edited)."""
    short_links: Names = ()
    """Where the web addresses stand that the text has in short form: lists of items with `url` and `expanded_url`."""
    media_links: Names = ()
    """The same of addresses that stand for attachments: they are left out of the text."""
    nobody: Names = ()
    """Names that stand for whoever is not told, where a row may be without an author (the field `anonymous`)."""
    authors_by_thread: bool = False
    """People are only known by a name that is theirs within a thread."""
    direction: Direction = Direction()
    kind: Kind = Kind()
    answers: Literal["columns", "pairs"] = "columns"
    skip: Names = ()
    """Headers that are no question."""

    @model_validator(mode="after")
    def _names_what_there_is(self) -> Self:
        wrong = sorted((self.fields.keys() - FIELDS) | {f"counts.{n}" for n in self.counts.keys() - COUNTS})
        wrong += sorted(set(self.required) - self.fields.keys()) + sorted(set(self.identity) - FIELDS)
        if wrong:
            raise ValueError(
                f"{self.name}: {', '.join(wrong)} is no field; there are {', '.join(sorted(FIELDS))}"
            )
        return self


class Preset(_Model):
    """How one tool or platform writes what it lets people download."""

    name: str
    label: str
    network: str | None = None
    """Where the conversations took place, when the files come from one network only."""
    based_on: str
    """Where the format was learnt, and what it was tried on."""
    lacks: Annotated[Names, Field(min_length=1)]
    """What the format does not say, in words for people."""
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]

    def with_columns(self, columns: Mapping[str, str], dates: Names, zone: str | None) -> "Preset":
        """The preset with a person's own names of columns, date formats and zone: of its tables, the zone of its chats
        too. ConfigError for an unknown field."""
        if unknown := sorted(columns.keys() - FIELDS - COUNTS):
            known = ", ".join(sorted(FIELDS | COUNTS))
            raise ConfigError(f"columns maps {', '.join(unknown)}; what can be mapped is {known}")
        if not (columns or dates or zone):
            return self
        fields = {ours: (theirs,) for ours, theirs in columns.items() if ours in FIELDS}
        counts = {ours: (theirs,) for ours, theirs in columns.items() if ours in COUNTS}

        def changed(part: Part) -> Part:
            own: dict[str, object] = {"zone": zone or part.zone} if part.shape in {"table", "chat"} else {}
            if part.shape == "table":
                own |= {
                    "fields": part.fields | fields,
                    "counts": part.counts | counts,
                    "dates": dates or part.dates,
                }
            return part.model_copy(update=own)

        return self.model_copy(update={"parts": tuple(map(changed, self.parts))})


@lru_cache(maxsize=1)
def shipped() -> dict[str, Preset]:
    """The shipped presets by name."""
    folder = resources.files("connectors.exported").joinpath("presets")
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
    )
    return {(preset := _read(file.read_text("utf-8"), file.name)).name: preset for file in files}


def named(name: str) -> Preset:
    """A shipped preset, or a person's own file (a path that ends in .toml). ConfigError says what there is."""
    if not name.endswith(".toml"):
        if name not in shipped():
            raise ConfigError(f"no preset {name!r}; there are: {', '.join(shipped())}; or name a .toml file")
        return shipped()[name]
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the preset {name} cannot be read: {error}") from None
    return _read(text, name)


def _read(text: str, name: str) -> Preset:
    try:
        return Preset.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the preset {name} is not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ConfigError(f"the preset {name}: {place}: {first['msg']}") from None
