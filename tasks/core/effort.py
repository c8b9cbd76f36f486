"""How many minutes an answer takes: an estimate, and said to be one wherever it is shown."""

from collections.abc import Sequence

from tasks.core.items import OpenItem, Tier

BASE_MINUTES: dict[Tier, float] = {"T1": 4.0, "T2": 2.0, "T3": 3.0, "T4": 0.25, "none": 0.0}
CHARACTERS_PER_MINUTE = 400
READING_MINUTES_MAX = 3.0
FOREIGN_FACTOR = 1.5
THREAD_FREE_MESSAGES = 3
THREAD_MINUTES_EACH = 0.25
THREAD_MINUTES_MAX = 2.0
MATE_MINUTES = 0.5
"""For each further message of the same person and concern: read it, and answer all in one."""


def answer_minutes(item: OpenItem, language: str) -> float:
    """Minutes to answer one item, in steps of a quarter, for people who write `language`.

    A base by tier; plus a minute for every CHARACTERS_PER_MINUTE to read, and some for a long thread; half as
    much again when the message is in another language. A T4 is a reaction and takes only its base.
    """
    base = BASE_MINUTES[item.tier]
    if item.tier in {"T4", "none"}:
        return base
    reading = min(len(item.text) / CHARACTERS_PER_MINUTE, READING_MINUTES_MAX)
    further = max(0, item.thread_messages - THREAD_FREE_MESSAGES)
    thread = min(further * THREAD_MINUTES_EACH, THREAD_MINUTES_MAX)
    factor = FOREIGN_FACTOR if is_foreign(item.lang, language) else 1.0
    return round((base + reading + thread) * factor * 4) / 4


def group_minutes(items: Sequence[OpenItem], language: str) -> float:
    """Minutes for one person's messages of one concern: the longest answer, and MATE_MINUTES for each other."""
    if not items:
        return 0.0
    return max(answer_minutes(item, language) for item in items) + MATE_MINUTES * (len(items) - 1)


def is_foreign(lang: str | None, language: str) -> bool:
    """Whether `lang` (None: not known, and then not foreign) is another language than the brand's."""
    return lang is not None and lang.partition("-")[0].lower() != language.partition("-")[0].lower()
