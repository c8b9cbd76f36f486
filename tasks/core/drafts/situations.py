"""Which situation an item is, and which framework fits it without repeating oneself."""

from collections.abc import Sequence

from tasks.core.drafts.frameworks import FRAMEWORKS
from tasks.core.drafts.shape import Framework, Situation
from tasks.core.items import OpenItem
from tasks.core.wording import words

_WISHES = (
    "feature request", "would be great if", "would be nice if", "would love to see", "please add", "can you add",
    "could you add", "i wish", "bring back", "please come to", "it would be cool",
)  # fmt: skip


def situation(item: OpenItem) -> Situation:
    """The first that fits, the graver first: danger, trouble, a wish, a question, something to feature, a share,
    help among members, a newcomer, praise; else thanks for a T4 and a story for the rest."""
    flags = set(item.flags)
    text = " ".join(words(item.text))
    checks: tuple[tuple[Situation, bool], ...] = (
        ("safety", "urgent" in flags),
        ("problem", "complaint" in flags),
        ("request", item.tier == "T1" and any(wish in text for wish in _WISHES)),
        ("question", "question" in flags or item.tier == "T1"),
        ("feature", item.tier == "T3" or "ugc" in flags),
        ("thanks", item.tier == "T4"),
        ("share", "share" in flags),
        ("peer_help", item.parent_text is not None and not item.parent_is_brand and "praise" not in flags),
        ("welcome", item.member_level == "new"),
        ("praise", "praise" in flags),
    )
    return next((name for name, fits in checks if fits), "story")


def choose(wanted: Situation, member_offers: Sequence[str], block_offers: Sequence[str]) -> Framework:
    """A framework for the situation: never the last one offered to this member or in this block, and of the
    others the one offered least, to the member first; among equals the better one.

    Both histories are names of frameworks, the oldest first.
    """
    candidates = [framework for framework in FRAMEWORKS if framework.situation == wanted]
    barred = {*member_offers[-1:], *block_offers[-1:]}
    fresh = [framework for framework in candidates if framework.name not in barred]
    return min(
        fresh,
        key=lambda framework: (member_offers.count(framework.name), block_offers.count(framework.name)),
    )
