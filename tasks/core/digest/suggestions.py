"""Proactive work that the board itself suggests: welcomes, milestones, things to feature. Few, each with its reason."""

from collections.abc import Sequence

from tasks.core.digest.cards import platform_name
from tasks.core.digest.texts import name, web_link
from tasks.core.items import Ranked, Suggestion

MILESTONES = (50, 100, 250, 500, 1000)
MOST_EACH = 2
WELCOME_MINUTES, MILESTONE_MINUTES, SPOTLIGHT_MINUTES = 2.0, 2.0, 3.0


def suggestions(ranked: Sequence[Ranked]) -> list[Suggestion]:
    """What the people on the board give occasion for beyond an answer, at most MOST_EACH of a kind."""
    welcomes = [
        _welcome(r) for r in ranked if r.item.member_interactions == 1 and r.item.tier in {"T2", "T4"}
    ]
    milestones = [_milestone(r) for r in ranked if r.item.member_interactions in MILESTONES]
    # the answer to a T3 asks for the permission already
    features = [_feature(r) for r in ranked if "ugc" in r.item.flags and r.item.tier != "T3"]
    return [*welcomes[:MOST_EACH], *milestones[:MOST_EACH], *features[:MOST_EACH]]


def _welcome(ranked: Ranked) -> Suggestion:
    who = name(ranked.item.member_name, ranked.item.member_handle)
    return Suggestion(
        "new_voice",
        f"Welcome {who}",
        f"wrote to you for the first time, on {platform_name(ranked.item.platform)}",
        WELCOME_MINUTES,
        web_link(ranked.item.permalink),
    )


def _milestone(ranked: Ranked) -> Suggestion:
    who = name(ranked.item.member_name, ranked.item.member_handle)
    return Suggestion(
        "milestone",
        f"Thank {who} for staying with you",
        f"this was interaction number {ranked.item.member_interactions}",
        MILESTONE_MINUTES,
        web_link(ranked.item.permalink),
    )


def _feature(ranked: Ranked) -> Suggestion:
    who = name(ranked.item.member_name, ranked.item.member_handle)
    return Suggestion(
        "spotlight",
        f"Ask {who} for permission to feature their post",
        f"made with the brand, on {platform_name(ranked.item.platform)}",
        SPOTLIGHT_MINUTES,
        web_link(ranked.item.permalink),
    )
