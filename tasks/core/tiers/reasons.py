"""Signals as people say them: one short sentence each, with the words that mattered."""

from collections.abc import Mapping, Sequence

from tasks.core.items import Flag, Tier
from tasks.core.tiers.found import Signals

REASONS_SHOWN = 3
SHOWN_CHARACTERS = 48

SENTENCES: dict[str, tuple[str, ...]] = {
    "asks a question": (
        "clear_question", "full_question", "asks", "ends_in_question", "question_mark", "opens_asking",
        "question_opening",
    ),
    "asks for something": ("request",),
    "answers your question": ("answers_our_question",),
    "names a problem": ("problem",),
    "is upset": ("anger",),
    "may leave": ("leaving",),
    "may be in danger": ("danger",),
    "sounds urgent": ("urgent",),
    "kind words, but a problem": ("kind_words_and_trouble",),
    "denies praise": ("praise_denied",),
    "answers you and asks nothing more": ("closes",),
    "says it is solved": ("resolved",),
    "praises": ("praise_in_a_sentence", "praise", "praise_in_a_word"),
    "says thanks for something": ("thanks_us_for", "thanks_for"),
    "says thanks": ("bare_thanks", "thanks"),
    "gives an opinion or a story": ("opinion",),
    "helps someone else": ("peer_help",),
    "small talk": ("acknowledges", "small_talk"),
    "shows what they made": ("made_and_shown", "made"),
    "shows their own pictures or review": ("wrote_and_shown", "wrote"),
    "was there and shows it": ("visit_and_shown",),
    "was there": ("visit",),
    "posts in your campaign": ("campaign",),
    "shows you a picture": ("shows_us",),
    "comes with a picture": ("media",),
    "passes something on": ("passing_on", "retweet_at_start", "retweet_with_words"),
    "tells of an event": ("event",),
    "advertises": ("promotion_and_link", "spam"),
    "promotes themselves": ("self_promotion",),
    "abusive words": ("abuse",),
    "the same text again and again": ("repeated",),
    "a heap of hashtags": ("many_hashtags",),
    "tags someone": ("tags_someone",),
    "no words": ("no_words",),
    "only a few words": ("words_1_3",),
    "a long message": ("words_30_up",),
    "replies in a conversation": ("reply",),
    "a direct message": ("direct_message",),
    "a review": ("review",),
    "speaks to you": ("speaks_to_you", "addressed"),
    "speaks to several at once": ("to_several",),
}  # fmt: skip

NOTHING_FOUND: dict[Tier, str] = {
    "T1": "reads like something that waits for you",
    "T2": "says something of their own, without a question or a problem",
    "T3": "may show something they did with you",
    "T4": "nothing in it waits for an answer",
    "none": "nothing in it is meant for you",
}

CIRCUMSTANCES = frozenset(
    {"words_1_3", "words_30_up", "reply", "speaks_to_you", "addressed", "to_several", "media"}
)
"""What says little by itself: named only after what the message says."""

_TROUBLE = frozenset({"problem", "anger", "leaving", "danger"})
_FELT = _TROUBLE | {"praise", "praise_denied", "thanks", "resolved"}
_SPAMMY = frozenset({"spam", "self_promotion", "repeated", "link"})
COMPLAINT = -0.35
"""The feeling of a complaint without a word that tells it."""
_SENTENCE_OF = {name: sentence for sentence, names in SENTENCES.items() for name in names}


def reasons(tier: Tier, signals: Signals, ordered: Sequence[str]) -> tuple[str, ...]:
    """The first sentences for `tier` from the signals that spoke for it, the weightiest first."""
    found: dict[str, str] = {}
    for name in sorted(ordered, key=CIRCUMSTANCES.__contains__):
        sentence = _SENTENCE_OF.get(name)
        if sentence is not None and sentence not in found:
            found[sentence] = _with_words(sentence, signals.shown.get(name, ""))
            if len(found) == REASONS_SHOWN:
                break
    return tuple(found.values()) or (NOTHING_FOUND[tier],)


def flags(tier: Tier, signals: Signals, kind: str) -> tuple[Flag, ...]:
    """What the message is, whatever its tier: several may hold; in a fixed order."""
    has = signals.strength
    held: list[Flag] = []
    is_question = "clear_question" in has or "full_question" in has or _asks_in_a_question(has)
    is_share = kind in {"share", "quote"} or _passes_on(tier, has)
    if is_question:
        held.append("question")
    if tier == "T1" and _complains(has, is_question=is_question):
        held.append("complaint")
    if _praises(tier, has):
        held.append("praise")
    if is_share:
        held.append("share")
    if tier == "T3" or kind == "ugc_post":
        held.append("ugc")
    if tier == "T4" and not is_share:
        held.append("reaction")
    if tier == "none" and not _SPAMMY.isdisjoint(has):
        held.append("spam")
    if tier == "T1" and ("danger" in has or "urgent" in has):
        held.append("urgent")
    return tuple(held)


def _praises(tier: Tier, has: Mapping[str, float]) -> bool:
    if tier in {"T2", "T3"}:
        return "praise" in has or "thanks_for" in has
    return tier == "T4" and ("praise_in_a_sentence" in has or "thanks_for" in has)


def _complains(has: Mapping[str, float], *, is_question: bool) -> bool:
    """Trouble that is not over; or something that is not so, told and not asked."""
    if "resolved" in has:
        return False
    return not _TROUBLE.isdisjoint(has) or ("negation" in has and not is_question)


def _passes_on(tier: Tier, has: Mapping[str, float]) -> bool:
    """Somebody else's words, or a link that is neither a case's, their own work nor an advertisement."""
    return (
        "retweet_at_start" in has or "retweet_with_words" in has or (tier in {"T2", "T4"} and "link" in has)
    )


def _asks_in_a_question(has: Mapping[str, float]) -> bool:
    return "asks" in has and ("opens_asking" in has or "question_mark" in has)


def sentiment(signals: Signals, held: Sequence[Flag]) -> float | None:
    """-1 to 1 from praise and thanks against trouble; None when there is neither, and it is no complaint (`held`)."""
    strength = signals.strength
    if _FELT.isdisjoint(strength):
        return COMPLAINT if "complaint" in held else None
    good = (
        strength.get("praise", 0.0) + 0.5 * strength.get("thanks", 0.0) + 0.5 * strength.get("resolved", 0.0)
    )
    bad = 0.7 * strength.get("problem", 0.0) + strength.get("anger", 0.0) + strength.get("leaving", 0.0)
    bad += 0.7 * strength.get("praise_denied", 0.0) + strength.get("danger", 0.0)
    return round((good - bad) / max(good + bad, 1.0), 2)


def _with_words(sentence: str, shown: str) -> str:
    if not shown:
        return sentence
    if len(shown) > SHOWN_CHARACTERS:
        shown = shown[:SHOWN_CHARACTERS].rsplit(" ", 1)[0] + " …"
    return f"{sentence}: '{shown}'"
