"""A row of an export as records, by the preset's part it belongs to. Pure; raises Unreadable."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from connectors.exported.headers import folded
from connectors.exported.people import (
    author_of,
    bounded,
    brand,
    direction_of,
    kind_of,
    moment_of_row,
    moments_of_row,
)
from connectors.exported.preset import Part
from connectors.exported.rows import COPY
from connectors.exported.values import Setting, Values, digest
from connectors.exports_values import Unreadable, hashtags_in, language, links_in, medium_of, web_address
from connectors.records import (
    AudienceSnapshot,
    Interaction,
    InteractionKind,
    Post,
    PostSnapshot,
    Profile,
    Record,
)

NETWORKS = {
    "twitter": "x", "x (twitter)": "x", "twitter/x": "x", "x/twitter": "x", "x (formerly twitter)": "x",
    "instagram business": "instagram", "instagram_business": "instagram", "facebook page": "facebook",
    "facebook messenger": "facebook", "linkedin page": "linkedin", "linkedin company page": "linkedin",
}  # fmt: skip
"""Names that tools give to networks -> ours."""
FORM = "form/"
"""How the id begins of what a form's responses or the votes of a meeting's polls answer: no post has it."""


def records_of(row: Mapping[str, Any], part: Part, setting: Setting) -> list[Record]:
    """The records of one row, the one that dates it first; none for a row that is nobody's word."""
    values = Values(row, part)
    if part.makes == "audience":
        return [_audience(values, part, setting)]
    setting = _on(setting, _network(values.text("network"), setting.platform))
    if part.makes == "follow":
        return list(_follow(values, setting))
    return list(_message(values, part, setting))


@lru_cache(maxsize=256)
def _on(setting: Setting, platform: str) -> Setting:
    return replace(setting, platform=platform)


def moment_of(records: Sequence[Record]) -> datetime | None:
    """The moment that a row's records are of; None when there are none."""
    said = next((record.occurred_at for record in records if isinstance(record, Interaction)), None)
    if said is not None:
        return said
    return next((record.captured_at for record in records if isinstance(record, AudienceSnapshot)), None)


def _network(value: str, default: str) -> str:
    name = " ".join(value.lower().split())
    name = NETWORKS.get(name, name)
    return name if name and len(name) <= 40 and name.replace("-", "").replace("_", "").isalnum() else default


def _audience(values: Values, part: Part, setting: Setting) -> AudienceSnapshot:
    at = values.moment("captured_at", setting) or values.moment("created_at", setting)
    followers, following, posts = (
        values.count(part.fields.get(field, ()), field) for field in ("followers", "following", "posts")
    )
    return AudienceSnapshot(
        setting.platform, at or datetime.fromisoformat(setting.captured_at), followers, following, posts
    )


def _follow(values: Values, setting: Setting) -> Iterator[Record]:
    at = moment_of_row(values, setting, "")
    author = author_of(values, setting, at, is_own=False, native_id="")
    yield author
    native_id = f"follow/{author.native_id}/{setting.handle}"
    yield Interaction(
        setting.platform, native_id, "follow", "inbound", author.native_id, at, root_native_id=native_id
    )


def _message(values: Values, part: Part, setting: Setting) -> Iterator[Record]:
    answers = _answers(values, part) if part.makes == "answers" else []
    text = _lines(answers) if part.makes == "answers" else values.words()
    native_id = values.identifier("id") or _hashed(values, part, _as_it_stood(answers) or text)
    is_own = direction_of(values, part, setting) == "outbound"
    parent = values.identifier("parent_id") or None
    kind = kind_of(values, part, text, is_own=is_own, has_parent=parent is not None)
    at, edited_at = moments_of_row(values, setting, native_id)
    author = author_of(values, setting, at, is_own=is_own, native_id=native_id)
    said = _said(values, setting, author, (native_id, parent, kind, text, at, edited_at), is_own=is_own)
    yield author
    if kind == "post":
        yield _post(said)
        yield from _counts(values, part, setting, native_id)
    yield said
    yield from _answer(values, setting, said)


def _said(
    values: Values,
    setting: Setting,
    author: Profile,
    what: tuple[str, str | None, InteractionKind, str | None, datetime, datetime | None],
    *,
    is_own: bool,
) -> Interaction:
    native_id, parent, kind, text, at, edited_at = what
    thread = values.text("thread")
    root = f"{values.part.thread_prefix}{bounded(thread)}" if thread else None if parent else native_id
    post = native_id if kind == "post" else values.identifier("post_id") or None
    if values.part.makes == "answers":
        post = _form(values, setting)
        root = post if kind == "poll_vote" and not (thread or parent) else root
    found = links_in(text or "")
    media = [medium_of(word) for word in values.texts(values.part.fields.get("media", ()))]
    media += ["link"] if found and values.part.short_links else []
    return Interaction(
        setting.platform,
        native_id,
        kind,
        "outbound" if is_own else "inbound",
        author.native_id,
        at,
        text=text,
        parent_native_id=parent,
        root_native_id=root,
        post_native_id=post,
        lang=language(values.text("lang")),
        permalink=web_address(values.text("permalink")) or _permalink(values, setting, native_id),
        media=tuple(dict.fromkeys(medium for medium in media if medium)),
        hashtags=hashtags_in(text or ""),
        links=found,
        likes=values.count(values.part.fields.get("likes", ()), "likes"),
        shares=values.count(values.part.fields.get("shares", ()), "shares"),
        edited_at=edited_at,
    )


def _post(said: Interaction) -> Post:
    return Post(
        said.platform,
        said.native_id,
        said.author_native_id,
        said.occurred_at,
        text=said.text,
        media=said.media,
        hashtags=said.hashtags,
        permalink=said.permalink,
        edited_at=said.edited_at,
    )


def _counts(values: Values, part: Part, setting: Setting, native_id: str) -> Iterator[PostSnapshot]:
    found = {field: values.count(names, field) for field, names in part.counts.items()}
    if any(count is not None for count in found.values()):
        at = values.moment("captured_at", setting) or datetime.fromisoformat(setting.captured_at)
        yield PostSnapshot(setting.platform, native_id, at, **found)


def _answer(values: Values, setting: Setting, asked: Interaction) -> Iterator[Record]:
    """The brand's answer, where it stands in the row of the question."""
    text = values.text("answer")
    if not text:
        return
    at = max(values.moment("answered_at", setting) or asked.occurred_at, asked.occurred_at)
    yield Interaction(
        setting.platform,
        f"{asked.native_id}/answer",
        "reply",
        "outbound",
        setting.owner_id or setting.handle,
        at,
        text=text,
        parent_native_id=asked.native_id,
        root_native_id=asked.root_native_id,
    )
    yield brand(setting, at)


def _hashed(values: Values, part: Part, text: str | None) -> str:
    thread = values.text("thread") if part.authors_by_thread else ""
    told = [text or "" if field == "text" else values.text(field) for field in part.identity]
    if not any(told):
        raise Unreadable(
            "has_id", f"neither an id nor {', '.join(part.identity) or 'anything that tells it apart'}"
        )
    which = values.all.get(COPY)
    return f"{part.id_prefix}{digest(thread, *told)}" + (f"/{which}" if which else "")


def _answers(values: Values, part: Part) -> list[tuple[str, str]]:
    """The questions of the row with what was answered, "" for nothing."""
    told = [(name, str(values.all[name]).strip()) for name in _questions(values, part)]
    if part.answers == "pairs":
        cells = [cell for _, cell in told]
        told = list(zip(cells[::2], [*cells[1::2], ""], strict=False))
    return told


def _questions(values: Values, part: Part) -> list[str]:
    """The headers of the columns that no field reads."""
    used = {folded(name) for names in part.fields.values() for name in names} | set(map(folded, part.skip))
    return [name for name in values.all if folded(name) not in used and name[:1] != "^"]


def _as_it_stood(answers: Sequence[tuple[str, str]]) -> str:
    """What tells a response apart: the same for every file that has it, as it always was."""
    return "\n".join(f"{question}: {cell}" for question, cell in answers if cell)


def _lines(answers: Sequence[tuple[str, str]]) -> str | None:
    """A line an answer, behind the first ": " of which the answer stands (sql/board/polls.sql takes it apart there)."""
    told = ((" ".join(each.split()) for each in pair) for pair in answers if pair[1])
    return "\n".join(f"{question.replace(': ', ' – ')}: {cell}" for question, cell in told) or None


def _form(values: Values, setting: Setting) -> str:
    """What is answered, whichever file it stands in: a form is known by its questions, polls by their meeting."""
    meeting = values.text("post_id")
    if meeting or values.part.answers == "pairs":
        return f"{FORM}{digest(setting.handle, meeting)}"
    return f"{FORM}{digest(setting.handle, *sorted(map(folded, _questions(values, values.part))))}"


def _permalink(values: Values, setting: Setting, native_id: str) -> str | None:
    template = setting.permalink or values.part.permalink
    return template.replace("{id}", quote(native_id, safe="", errors="replace")) if template else None
