"""What a source itself says of whose it is, when it was made, and of which day. Raises Malformed."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from connectors.exported.chat import day_in
from connectors.exported.preset import Preset
from connectors.exported.reading import first_item, parts_for
from connectors.exported.sources import Member, Source
from connectors.exported.values import Setting, Values


def with_owner(source: Source, preset: Preset, base: Setting) -> Setting:
    """The setting with what the archive itself says of whose it is, and when it was made."""
    owners = [part.model_copy(update={"shape": "json"}) for part in preset.parts if part.shape == "owner"]
    for member in source.members if source.is_container else ():
        for part in parts_for(member, owners, is_single=False) if not member.problem else ():
            if (told := first_item(member, part)) is not None:
                base = _told(base, Values(told, part))
    return base


def _told(base: Setting, values: Values) -> Setting:
    native_id, handle, name = (values.text(f) for f in ("author_id", "author_handle", "author_name"))
    at = values.moment("captured_at", base)
    return replace(
        base,
        owner_id=native_id or base.owner_id,
        owner_handle=handle or base.owner_handle,
        names=tuple(dict.fromkeys((*base.names, *(word.lower() for word in (handle, name) if word)))),
        captured_at=at.isoformat() if at else base.captured_at,
    )


def of_member(base: Setting, source: Source, member: Member) -> Setting:
    """The setting of one file: when it was written, and the day that its path names."""
    day = day_in("/".join([*source.path.parts[-2:], member.name]))
    made = datetime.fromtimestamp(member.modified, UTC).isoformat()
    return replace(base, captured_at=base.captured_at or made, day=day.isoformat() if day else "")


def as_context(settings: dict[str, Setting], names: Iterable[str]) -> dict[str, Any]:
    """The settings of some files as plain data."""
    return {name: asdict(settings[name]) for name in dict.fromkeys(names)}
