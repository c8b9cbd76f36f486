"""One item as every digest lays it out, from a ranked item."""

import re
from collections.abc import Sequence

from babel import Locale, UnknownLocaleError

from connectors.config import Brand
from tasks.core.concerns import people
from tasks.core.deadlines import time_left_words
from tasks.core.digest import texts
from tasks.core.digest.clock import Clock
from tasks.core.digest.rates import number
from tasks.core.digest.view import Card, DraftView, Line, Link, Piece
from tasks.core.effort import is_foreign
from tasks.core.items import UNSURE_BELOW, Draft, Ranked, Tier
from tasks.core.relationships import level_words

PHONE_LINES = 9
_MIN_SAID_LINES = 4
_SURE_LINES = 3  # who, why, open the conversation
_HEAD_CHARS = 44
"""Characters of the first line (tier and deadline) on a phone, 390 px wide, about."""
FOLLOWERS_MATTER_FROM = 1000

TIER_SHAPES: dict[Tier, str] = {"T1": "●", "T2": "◆", "T3": "★", "T4": "○", "none": "–"}
TIER_WORDS: dict[Tier, str] = {
    "T1": "answer now",
    "T2": "acknowledge",
    "T3": "amplify",
    "T4": "gentle",
    "none": "no answer needed",
}
PLATFORM_NAMES = {
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "x": "X",
    "twitter": "X",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "messenger": "Messenger",
    "linkedin": "LinkedIn",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "github": "GitHub",
    "reddit": "Reddit",
    "discord": "Discord",
    "discourse": "Discourse",
    "hackernews": "Hacker News",
    "export": "Export",
    "sandbox": "Sandbox",
}
_SLOT = re.compile(r"⟨([^⟨⟩]*)⟩")
_QUOTED = re.compile(r"(?<=[:,] )'(.+?)'(?=, '|$)")
"""What the engine quotes of a message: words with apostrophes of their own are not to be told apart by more of them."""
DRAFT_LIMIT = 600


def card(
    ranked: Ranked,
    draft: Draft | None,
    brand: Brand,
    clock: Clock,
    *,
    others: Sequence[Ranked] = (),
    starts: str | None = None,
    unfold: bool = False,
) -> Card:
    """The item of `ranked` as a card; `said_lines` are what its message may take of a phone's nine.

    `others`: the further messages of the same concern; `starts`: when a plan begins it.
    """
    item = ranked.item
    context, history, due_words = (
        _context(ranked, brand, others),
        _history(ranked, clock),
        _due(ranked, clock),
    )
    time_left = time_left_words(ranked.deadline, clock.now)
    room = _room(f"{starts or ''} T1 {time_left}, {due_words}", context)
    is_history_on_phones = history is not None and room > _MIN_SAID_LINES
    return Card(
        tier=item.tier,
        shape=TIER_SHAPES[item.tier],
        word=TIER_WORDS[item.tier],
        is_unsure=item.confidence < UNSURE_BELOW,
        time_left=time_left,
        due=due_words,
        is_overdue=ranked.deadline.is_overdue,
        who=texts.name(item.member_name, item.member_handle),
        about=_about(ranked, brand, clock),
        context=context,
        said=tuple((texts.message(item.text) or "(no words)").split("\n")),
        said_lines=room - is_history_on_phones,
        why=why(ranked),
        history=history,
        is_history_on_phones=is_history_on_phones,
        draft=_draft(draft, unfold=unfold),
        links=_links(ranked),
        starts=starts,
        lang=texts.language_code(item.text and item.lang),
        sum=_sum(ranked, brand.locale),
    )


def _room(head: str, context: str) -> int:
    """Lines of a phone that are left for the message and the history."""
    return PHONE_LINES - _SURE_LINES - -(-len(head) // _HEAD_CHARS) - bool(context)


def compact(ranked: Ranked, clock: Clock, note: str | None = None) -> Line:
    """The item in one line: who, the beginning of what they said, and when it is due (or `note`)."""
    item = ranked.item
    return Line(
        lead=texts.name(item.member_name, item.member_handle),
        text=texts.one_line(item.text, 90) or "(no words)",
        note=note if note is not None else short_due(ranked, clock),
        tier=item.tier,
        shape=TIER_SHAPES[item.tier],
        link=open_link(item.platform, item.permalink, "Open"),
        lang=texts.language_code(item.text and item.lang),
    )


def short_due(ranked: Ranked, clock: Clock) -> str:
    """ "by 11:20", "was due yesterday 16:00", "no deadline"."""
    due_at = ranked.deadline.due_at
    if due_at is None:
        return "no deadline"
    return f"{'was due' if ranked.deadline.is_overdue else 'by'} {clock.moment(due_at)}"


def why(ranked: Ranked) -> str:
    """The engine's first reasons in one line, with a word of warning when it is unsure."""
    quoted = (_QUOTED.sub("“\\1”", reason) for reason in ranked.item.reasons[:3])
    reasons = texts.one_line("; ".join(quoted), 96) or "no reason was recorded"
    return f"unsure, please check the tier; {reasons}" if ranked.item.confidence < UNSURE_BELOW else reasons


def platform_name(platform: str) -> str:
    """The platform's own spelling of its name."""
    return PLATFORM_NAMES.get(platform.lower(), texts.one_line(platform, 24).capitalize() or "Unknown")


def open_link(platform: str, url: str | None, label: str | None = None) -> Link | None:
    """A link to the platform's own page of the conversation; None without a web address."""
    address = texts.web_link(url)
    return Link(label or f"Open on {platform_name(platform)}", address) if address else None


def _due(ranked: Ranked, clock: Clock) -> str:
    due = ranked.deadline
    if due.due_at is None:
        return "no deadline, batched"
    return f"{'due' if due.is_overdue else 'by'} {clock.moment(due.due_at)}, {due.rule}"


def _about(ranked: Ranked, brand: Brand, clock: Clock) -> str:
    item = ranked.item
    parts = [platform_name(item.platform)]
    parts.append(level_words(item.member_level, item.member_since, clock.now, brand.zone))
    if item.followers is not None and item.followers >= FOLLOWERS_MATTER_FROM:
        parts.append(f"{number(item.followers, brand.locale)} followers")
    if item.assignee:
        parts.append(f"for {texts.one_line(item.assignee, 40)}")
    if item.labels:
        parts.append(texts.one_line(f"labelled {', '.join(item.labels)}", 60))
    return " · ".join(parts)


def _history(ranked: Ranked, clock: Clock) -> str | None:
    item = ranked.item
    if not item.last_exchange:
        return None
    when = (
        f"{clock.day(item.last_exchange_at.astimezone(clock.zone).date())}: " if item.last_exchange_at else ""
    )
    if item.parent_is_brand and item.last_asked:  # what you said stands above: they answer it
        return f"Before, {when}“{texts.one_line(item.last_asked, 70)}”"
    return f"Before, {when}{texts.one_line(item.last_exchange, 80)}"


def _context(ranked: Ranked, brand: Brand, others: Sequence[Ranked]) -> str:
    """Above the message, in one line: its language, media, what it answers, how many more there are."""
    item = ranked.item
    parts = [f"in {language_name(item.lang)}"] if item.lang and is_foreign(item.lang, brand.language) else []
    parts += [texts.one_line(kind, 24) for kind in item.media[:3]]
    if others:
        parts.append(_others(ranked, others))
    elif item.thread_messages > 2:
        parts.append(f"{item.thread_messages} in the thread")
    if item.under_post and (quoted := texts.one_line(item.under_post, 50)):
        parts.append(f"under your post “{quoted}”")
    elif item.parent_text and (quoted := texts.one_line(item.parent_text, 50)):
        parts.append(f"to {'your' if item.parent_is_brand else 'the'} “{quoted}”")
    return " · ".join(parts)


def _others(ranked: Ranked, others: Sequence[Ranked]) -> str:
    more = people((ranked, *others)) - 1
    if more:
        return f"the same text from {more} more {'person' if more == 1 else 'people'}"
    is_one_thread = all(r.item.thread_key == ranked.item.thread_key for r in others)
    return f"and {len(others)} more of theirs {'in this thread' if is_one_thread else 'within the hour'}"


def language_name(code: str) -> str:
    """A language by its name in English ("German" for "de-AT"); what is no language's code, as it stands."""
    try:
        return str(Locale.parse(code.replace("-", "_")).get_language_name("en") or code)
    except (UnknownLocaleError, ValueError):
        return texts.one_line(code, 12)


def _draft(draft: Draft | None, *, unfold: bool) -> DraftView | None:
    if draft is None:
        return None
    pieces, position = [], 0
    text = texts.cut(texts.clean(draft.text), DRAFT_LIMIT)
    for slot in _SLOT.finditer(text):
        if slot.start() > position:
            pieces.append(Piece(text[position : slot.start()]))
        pieces.append(Piece(slot.group(1), is_slot=True))
        position = slot.end()
    if position < len(text):
        pieces.append(Piece(text[position:]))
    count = len(draft.open_slots)
    state = "ready to read over" if draft.is_ready else f"{count} open slot{'s' if count != 1 else ''}"
    warnings = tuple(texts.one_line(warning, 120) for warning in draft.warnings)
    return DraftView(f"Draft: {state}", tuple(pieces), warnings, is_unfolded=unfold)


def _links(ranked: Ranked) -> tuple[Link, ...]:
    item = ranked.item
    found = (
        open_link(item.platform, item.permalink),
        open_link(item.platform, item.compose_link, f"Reply on {platform_name(item.platform)}"),
    )
    return tuple(link for link in found if link is not None)


def _sum(ranked: Ranked, locale: str) -> str:
    parts = " + ".join(f"{number(part.points, locale)} {part.name}" for part in ranked.parts)
    total = f"priority {number(ranked.priority, locale)} within {ranked.item.tier}"
    return f"{total} = {parts}" if parts else total
