"""A draft: a framework filled with what is known of the item, its slots left open for a person.

What strangers wrote is put in as plain text, cleaned and cut; it is never read as a template.
"""

import re
from collections.abc import Sequence

from tasks.core.authenticity import check
from tasks.core.drafts.playbooks import Playbook
from tasks.core.drafts.shape import DETAIL, Filled, Framework, Line, Slot
from tasks.core.drafts.situations import choose, situation
from tasks.core.effort import is_foreign
from tasks.core.items import Draft, OpenItem, Ranked
from tasks.core.wording import SLOT_CLOSE, SLOT_OPEN, content_words, quotable, sentences, without_handles

SCAFFOLD_LANGUAGE = "en"
NAME_LIMIT = 40
DETAIL_LIMITS = (70, 40)
"""Characters of theirs that are quoted; the second when the first makes the draft too long."""
EARLIER_LIMIT = 80
LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

_SORRY = Line(("Sorry for the wait.",), is_optional=True)
_SLOT = re.compile(rf"{SLOT_OPEN}([^{SLOT_OPEN}{SLOT_CLOSE}]*){SLOT_CLOSE}")


def draft(
    ranked: Ranked,
    language: str,
    book: Playbook,
    member_offers: Sequence[str] = (),
    block_offers: Sequence[str] = (),
    recent_replies: Sequence[str] = (),
) -> Draft:
    """A scaffold for answering `ranked`, for a brand that writes `language`, on the platform of `book`.

    `member_offers` and `block_offers` are the names of the frameworks offered to this member and in this block, the
    oldest first; `recent_replies` are the brand's own, which the draft should not repeat. Optional lines go,
    and the quote gets shorter, until it fits the platform; if it still does not, a warning says so.
    """
    item = ranked.item
    framework = choose(situation(item), member_offers, block_offers)
    lines = _lines(framework, ranked)
    text = _fitting(lines, item, book.length_limit)
    return Draft(
        framework=framework.name,
        text=text,
        open_slots=tuple(_SLOT.findall(text)),
        warnings=_warnings(text, item, language, book, recent_replies),
        tone=book.tone,
    )


def _lines(framework: Framework, ranked: Ranked) -> tuple[Line, ...]:
    opening = (_SORRY,) if ranked.deadline.is_overdue and framework.situation != "safety" else ()
    return (*opening, *framework.lines, *_earlier(framework, ranked.item))


def _earlier(framework: Framework, item: OpenItem) -> tuple[Line, ...]:
    """A slot for what they spoke of before; none where the conversation is the same one, and goes on."""
    if not item.last_asked or item.parent_is_brand or framework.situation in {"safety", "thanks"}:
        return ()
    words = quotable(item.last_asked, EARLIER_LIMIT)
    return (Line((Slot(f"you last spoke about “{words}”: take it up, or delete this"),), is_optional=True),)


def _fitting(lines: Sequence[Line], item: OpenItem, limit: int | None) -> str:
    """The fullest text that fits, in the order: shorter quote, then without optional lines from the last on."""
    kept = list(lines)
    while True:
        texts = [_text(kept, item, detail_limit) for detail_limit in DETAIL_LIMITS]
        for text in texts:
            if limit is None or len(text) <= limit:
                return text
        optional = [index for index, line in enumerate(kept) if line.is_optional]
        if not optional:
            return texts[-1]
        del kept[optional[-1]]


def _text(lines: Sequence[Line], item: OpenItem, detail_limit: int) -> str:
    return " ".join("".join(_piece(piece, item, detail_limit) for piece in line.pieces) for line in lines)


def _piece(piece: str | Slot | Filled, item: OpenItem, detail_limit: int) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Slot):
        return _slot(piece.asks_for)
    if piece == DETAIL:
        detail = quoted_detail(item.text, detail_limit, prefers_question="complaint" not in item.flags)
        return f"“{detail}”" if detail else _slot("what they said")
    return first_name(item.member_name) or _slot("their name")


def _slot(asks_for: str) -> str:
    return f"{SLOT_OPEN}{asks_for}{SLOT_CLOSE}"


def quoted_detail(text: str, limit: int, *, prefers_question: bool) -> str | None:
    """What of `text` is worth quoting back, at most `limit` characters; None when nothing says anything.

    The sentence that says most; a question before (`prefers_question`) or after every statement.
    """
    found = sentences(quotable(without_handles(text), 1000))
    if not found:
        return None
    best = max(
        found,
        key=lambda s: (
            s.endswith("?") == prefers_question,
            len(content_words(s[: limit * 2])),
            -found.index(s),
        ),
    )
    if len(content_words(best)) < 2:
        return None
    return quotable(best.strip(" \"“”'.!,;:-"), limit)


def first_name(display_name: str) -> str | None:
    """How one would address them: the first word of a name that looks like a person's, else all of it."""
    name = quotable(display_name, NAME_LIMIT)
    first = name.split(" ")[0]
    is_personal = " " in name and len(first) >= 2 and first.isalpha() and first[0].isupper()
    return (first if is_personal else name) or None


def _warnings(
    text: str, item: OpenItem, language: str, book: Playbook, recent_replies: Sequence[str]
) -> tuple[str, ...]:
    warnings = []
    if is_foreign(item.lang, language):
        warnings.append(f"they write in {_language_name(item.lang or '')}")
    if is_foreign(SCAFFOLD_LANGUAGE, language):
        warnings.append(f"this scaffold is in English; you write in {_language_name(language)}")
    if book.length_limit is not None and len(text) > book.length_limit:
        over = len(text) - book.length_limit
        warnings.append(f"{over} characters over what {book.label} takes ({book.length_limit}): shorten it")
    return (*warnings, *check(text, recent_replies, None).warnings)


def _language_name(code: str) -> str:
    return LANGUAGES.get(code.partition("-")[0].lower(), quotable(code, 12) or "another language")
