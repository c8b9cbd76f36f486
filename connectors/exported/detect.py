"""Which preset a file, folder or zip is of, when nobody said: by its headers, its names, how it begins."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from connectors.errors import Malformed
from connectors.exported import chat, tables
from connectors.exported.headers import best
from connectors.exported.preset import Part, Preset, shipped
from connectors.exported.reading import BROKEN, parts_for
from connectors.exported.sources import SPREADSHEETS, Member, Source

LOOKED_AT = 200
"""Tables of a folder or zip that are opened to see what they are."""
SAMPLE = 8_192


def preset_of(source: Source) -> Preset | None:
    """The shipped preset that most files of the source are of; None when none fits. Raises Malformed for a tie."""
    votes: Counter[str] = Counter()
    for preset in shipped().values():
        named = [part for part in preset.parts if part.shape in {"json", "owner", "count"}]
        if source.is_container and named:
            owners = [part.model_copy(update={"shape": "json"}) for part in named]
            votes[preset.name] += sum(bool(parts_for(m, owners, is_single=False)) for m in source.members)
    openable = (
        m for m in source.members if not m.problem and _is_looked_into(m, is_single=not source.is_container)
    )
    for member in islice(openable, LOOKED_AT):
        try:
            votes.update(_presets_of(member, is_single=not source.is_container))
        except (Malformed, *BROKEN):
            continue
    first = [name for name, count in votes.most_common() if count == max(votes.values()) > 0]
    if len(first) > 1:
        raise Malformed(f"{source.path.name} may be of {' or '.join(sorted(first))}: say which by `preset`")
    return shipped()[first[0]] if first else None


def _is_looked_into(member: Member, *, is_single: bool) -> bool:
    name = member.name.lower()
    return name.endswith((".csv", ".tsv", ".txt", *SPREADSHEETS)) or (
        is_single and name.endswith((".js", ".json"))
    )


def _presets_of(member: Member, *, is_single: bool) -> Sequence[str]:
    if is_single and member.name.lower().endswith((".js", ".json")):
        with member.open() as file:
            sample = file.read(SAMPLE).decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
        return [
            preset.name
            for preset in shipped().values()
            if any(sample.startswith(start) for part in preset.parts for start in part.starts)
        ][:1]
    pairs = [
        (preset, part)
        for preset in shipped().values()
        for part in preset.parts
        if part.shape in {"table", "chat"}
    ]
    if tables.is_workbook(member):
        heads = [tables.sheet_heads(cells) for _, cells in tables.sheets(member)]
        found = [one for head in heads if (one := best([part for _, part in pairs], head, is_guess=True))]
        return _names(pairs, [part for part, _ in found[:1]])
    with tables.open_utf8(member, ("utf-8", "cp1252")) as file:
        if chat.is_chat(file.read(SAMPLE).decode("utf-8", "replace")):
            return _names(pairs, [part for _, part in pairs if part.shape == "chat"][:1])
        guess = best(
            [part for _, part in pairs if part.shape == "table"], tables.text_heads(file), is_guess=True
        )
    return _names(pairs, [guess[0]] if guess else [])


def _names(pairs: Sequence[tuple[Preset, Part]], parts: Sequence[Part]) -> list[str]:
    return [preset.name for preset, part in pairs if any(part is one for one in parts)]
