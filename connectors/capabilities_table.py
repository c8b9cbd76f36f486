"""docs/networks.md: its tables, out of what the connectors declare.

`python -m connectors.capabilities_table` (`make docs`) writes them anew; a test fails while the page differs.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from connectors.capabilities import Capabilities, How
from connectors.records import InteractionKind
from connectors.registry import capabilities_of, declaring, streams_of

PAGE = Path("docs/networks.md")
_HOW: dict[How, str] = {
    "dated": "who and when",
    "seen": "who; when we first saw it",
    "new": "who is new since we last looked",
    "counted": "the number only",
    "no": "no",
}
_EDITS = {"dated": "noticed, with their time", "undated": "noticed, without a time", "no": "no"}
_BLOCKS = {
    "told": "marked as blocked",
    "as deleted": "looks like a deletion",
    "unnoticed": "not noticed: it stays as it was",
}
_WORDS = {
    "following": "followed",
    "seconds_spent": "time watched",
    "display_name": "name",
    "is_bot": "whether a bot",
    "lang": "language",
    "direct_message": "private messages",
    "ugc_post": "posts that show you",
    "reply": "replies",
}
_COUNTS = (
    "reactions",
    "comments",
    "shares",
    "quotes",
    "clicks",
    "saves",
    "impressions",
    "reach",
    "seconds_spent",
)
_ACCOUNT = ("followers", "following", "posts", "reach", "impressions")
_PEOPLE = ("handle", "display_name", "followers", "lang", "is_bot")
_SAID: tuple[InteractionKind, ...] = (
    "post",
    "comment",
    "reply",
    "mention",
    "quote",
    "ugc_post",
    "direct_message",
)

Cell = Callable[[Capabilities], str]


def page(text: str) -> str:
    """The page with its tables renewed: those that follow `<!-- capabilities -->` or `<!-- streams: PLATFORM -->`."""

    def renewed(found: re.Match[str]) -> str:
        lines = _streams(found[2]) if found[2] else _capabilities()
        return "\n".join([found[1], *lines, "<!-- end -->"])

    return re.sub(
        r"(<!-- (?:capabilities|streams: (\w+)) -->)\n.*?<!-- end -->", renewed, text, flags=re.DOTALL
    )


def _streams(platform: str) -> Iterator[str]:
    yield from _head("stream", "mode", "what")
    for stream in streams_of(platform):
        yield _row(f"`{stream.name}`", stream.mode, stream.description)


def _capabilities() -> Iterator[str]:
    declared = {platform: capabilities_of(platform) for platform in declaring()}
    yield from _head("", *declared)
    for words, cell in ROWS:
        yield _row(words, *(cell(each) for each in declared.values()))


def _theirs(kind: InteractionKind) -> Cell:
    return lambda c: _noted(_HOW[c.kinds.get(kind, "no")], c, kind)


def _replies(given: Capabilities) -> str:
    how = _HOW[given.kinds.get("reply", "no")]
    depth = ", as deep as they go" if given.is_nested else ", one level deep"
    return _noted(how if how == "no" else how + depth, given, "reply")


def _ours(given: Capabilities) -> str:
    said = [kind for kind in ("post", "reply") if given.own.get(kind, "no") != "no"]
    return _noted(
        " and ".join({"post": "posts", "reply": "replies"}[kind] for kind in said) or "no", given, "own"
    )


def _own_acts(given: Capabilities) -> str:
    names: dict[InteractionKind, str] = {"reaction": "likes", "share": "shares"}
    told = [f"{word}: {_HOW[given.own[kind]]}" for kind, word in names.items() if kind in given.own]
    return _noted("; ".join(told) or "no", given, "own_acts")


def _edits(given: Capabilities) -> str:
    first = "; the first text is kept" if given.has_first_text else ""
    return _noted(_EDITS[given.edits] + first, given, "edits")


def _deletions(given: Capabilities) -> str:
    kinds = [_WORDS.get(kind, f"{kind}s") for kind in _SAID if kind in given.deletions]
    return _noted(f"noticed: {', '.join(kinds)}" if kinds else "no", given, "deletions")


def _kept(given: Capabilities) -> str:
    if given.words_kept is None:
        return "no rule known"
    return f"{given.words_kept.total_seconds() / 3600:.0f} hours, then dropped"


def _listed(names: Iterable[str], given: frozenset[str]) -> str:
    return ", ".join(_WORDS.get(name, name) for name in names if name in given) or "no"


ROWS: tuple[tuple[str, Cell], ...] = (
    ("what you published", _ours),
    ("comments under your posts", _theirs("comment")),
    ("replies below comments", _replies),
    ("mentions of you elsewhere", _theirs("mention")),
    ("posts that show you (UGC)", _theirs("ugc_post")),
    ("your hashtags and keywords", lambda c: _noted(_HOW[c.listening], c, "listening")),
    ("quotes of your posts", _theirs("quote")),
    ("private messages", _theirs("direct_message")),
    ("replies to your stories", _theirs("story_reply")),
    ("likes of your posts", _theirs("reaction")),
    ("shares of your posts", _theirs("share")),
    ("new followers", _theirs("follow")),
    ("poll votes", _theirs("poll_vote")),
    ("survey answers", _theirs("survey_answer")),
    ("live chat", _theirs("live_chat")),
    ("your own likes and shares", _own_acts),
    ("edited texts", _edits),
    ("what was deleted", _deletions),
    ("who blocked you", lambda c: _noted(_BLOCKS[c.blocks], c, "blocks")),
    ("numbers of a post", lambda c: _noted(_listed(_COUNTS, c.post_counts), c, "post_counts")),
    ("numbers of the account", lambda c: _noted(_listed(_ACCOUNT, c.account_counts), c, "account_counts")),
    ("what is told of a person", lambda c: _noted(_listed(_PEOPLE, c.people), c, "people")),
    ("a link opens the conversation", lambda c: _noted("yes" if c.has_links else "no", c, "has_links")),
    ("a link opens a draft", lambda c: _noted("yes" if c.has_compose else "no", c, "has_compose")),
    ("how long members' words may be kept", _kept),
    ("looking back", lambda c: c.reaches_back or "no"),
    ("access ends", lambda c: c.access_ends or "never"),
)
"""Rows of the table at a glance: what a manager would ask, and how a network answers."""


def _noted(words: str, given: Capabilities, name: str) -> str:
    return f"{words}; {given.notes[name]}" if name in given.notes else words


def _head(*names: str) -> tuple[str, str]:
    return _row(*names), "|" + "---|" * len(names)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> int:
    """Write the page's tables anew."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
