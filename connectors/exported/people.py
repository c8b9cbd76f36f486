"""Whose word a row of an export is, of what kind, by whom and when. Pure; raises Unreadable."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from connectors.exported.headers import folded
from connectors.exported.preset import Part
from connectors.exported.values import Setting, Values, digest, linkedin_moment, noon_of
from connectors.exports_values import Unreadable
from connectors.records import Direction, InteractionKind, Profile, Record
from connectors.x_values import made_at
from connectors.x_values import native as x_id

_MAIL = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")
ONLY_OTHERS = frozenset({"mention", "review", "follow", "survey_answer", "poll_vote"})
"""What a brand does not do toward itself."""
NOBODY = "anonymous/"
LINKEDIN_SLACK = timedelta(days=2)


def brand(setting: Setting, at: datetime) -> Profile:
    """The brand itself, as of `at`."""
    handle = setting.owner_handle or setting.handle
    return Profile(setting.platform, setting.owner_id or setting.handle, handle, seen_at=at)


def direction_of(values: Values, part: Part, setting: Setting) -> Direction:
    """Whose word the row is; raises Unreadable for a value that says neither."""
    if part.direction.always:
        return part.direction.always
    if part.direction.outbound:
        word = folded(values.text("direction"))
        if word in map(folded, part.direction.outbound):
            return "outbound"
        if word in map(folded, part.direction.inbound):
            return "inbound"
        known = ", ".join((*part.direction.outbound, *part.direction.inbound))
        raise Unreadable("readable_direction", f"direction is {word[:40]!r}, not one of {known}")
    told = (values.text("author_id"), _handle(values.text("author_handle")), values.text("author_name"))
    names = {folded(word).removeprefix("@") for word in told}
    own = {*setting.names, setting.owner_id.lower()} - {""}
    return "outbound" if names & own else "inbound"


def kind_of(
    values: Values, part: Part, text: str | None, *, is_own: bool, has_parent: bool
) -> InteractionKind:
    """What kind the row is: by how its text starts, by a word, by its place."""
    word = _words(values.text("kind"))
    by_word = next((kind for key, kind in part.kind.words.items() if _words(key) in word), None)
    if is_own and by_word in ONLY_OTHERS:
        by_word = None
    by_start = next((kind for key, kind in part.kind.starts.items() if (text or "").startswith(key)), None)
    by_place = part.kind.reply if has_parent else part.kind.outbound if is_own else part.kind.inbound
    kind = by_start or by_word or by_place
    if kind == "post" and (has_parent or not is_own):  # `post` is only ever the brand's own, as a root
        return "reply" if has_parent else "mention"
    return kind


def moment_of_row(values: Values, setting: Setting, native_id: str) -> datetime:
    """When it was, in UTC: its moment, what its id holds, or noon of its day. Raises Unreadable."""
    part = values.part
    at = values.moment("created_at", setting)
    zone = ZoneInfo(setting.zone if part.zone == "brand" else part.zone)
    day = values.text("day")
    noon = noon_of(day, part.dates, zone) if day else None
    if at is None and part.time_from_id == "linkedin" and (made := linkedin_moment(native_id)):
        if noon and abs(made - noon) > LINKEDIN_SLACK:
            raise Unreadable("readable_date", f"the id is of {made:%Y-%m-%d}, the row of {day[:40]}")
        at = made
    if (found := at or noon) is None:
        told = f"day is {day[:40]!r}, not written as {', '.join(part.dates)}" if day else "it says no date"
        raise Unreadable("readable_date", told)
    return found


def is_nobodys(records: Sequence[Record]) -> bool:
    """Whether a row is of somebody who is not told, and who is then known by the row alone."""
    return any(isinstance(one, Profile) and one.native_id.startswith(NOBODY) for one in records)


def moments_of_row(values: Values, setting: Setting, native_id: str) -> tuple[datetime, datetime | None]:
    """When it was, and when it was edited if the row is a later version of what was said then; UTC."""
    at, version = moment_of_row(values, setting, native_id), values.identifier("version")
    if version in {"", native_id}:
        return at, None
    is_dated = values.part.time_from_id == "x" and x_id(native_id)
    return (made_at(native_id) if is_dated else at), at


def author_of(values: Values, setting: Setting, at: datetime, *, is_own: bool, native_id: str) -> Profile:
    """Who said it; an e-mail address is kept to be shown, and is no key."""
    name = values.text("author_name")[:500] or None
    if is_own:
        return brand(setting, at)
    handle = _handle(values.text("author_handle"))
    who = values.text("author_id") or handle or name
    if "anonymous" in values.part.fields and (not who or folded(who) in map(folded, values.part.nobody)):
        who, handle, name = f"{NOBODY}{native_id}", "", None
    if not who:
        raise Unreadable("has_id", "it names no author")
    if _MAIL.fullmatch(who):  # an e-mail address: kept to be shown, not to be a key
        handle, who = who, f"mail/{digest(who.lower())}"
    if values.part.authors_by_thread:
        who = f"{values.text('thread')}/{who}"
    followers = values.count(values.part.fields.get("author_followers", ()), "author_followers")
    return Profile(setting.platform, bounded(who), handle or None, name, followers, seen_at=at)


@lru_cache(maxsize=4_096)
def _words(value: str) -> str:
    """The words of a value, with a blank before and behind each, so that one can be looked for."""
    return f" {re.sub(r'[^a-z0-9]+', ' ', value.lower()).strip()} "


def _handle(value: str) -> str:
    """A handle without @, or the last part of a profile's address."""
    if value.startswith(("http://", "https://")):
        value = value.partition("?")[0].rstrip("/").rpartition("/")[2]
    return value.removeprefix("@")[:500]


def bounded(value: str) -> str:
    """An id that fits: itself, or its hash."""
    return value if len(value) <= 400 else digest(value)
