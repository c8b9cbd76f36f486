"""Drafts for many items at once, varied among each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tasks.core.drafts.compose import draft
from tasks.core.drafts.playbooks import playbook
from tasks.core.items import Draft, Plan, PlannedItem, Ranked


def draft_all(
    ranked: Iterable[Ranked],
    language: str,
    offers: Mapping[int, Sequence[str]],
    recent_replies: Sequence[str] = (),
) -> dict[int, Draft]:
    """A draft for each item, by interaction id, in the order in which they will be answered.

    `offers`: member id -> the names of the frameworks offered to them before, the oldest first.
    """
    given = {member: list(names) for member, names in offers.items()}
    in_block: list[str] = []
    drafts = {}
    for r in ranked:
        to_member = given.setdefault(r.item.member_id, [])
        made = draft(r, language, playbook(r.item.platform), to_member, in_block, recent_replies)
        to_member.append(made.framework)
        in_block.append(made.framework)
        drafts[r.item.interaction_id] = made
    return drafts


def draft_plan(
    plan: Plan,
    language: str,
    offers: Mapping[int, Sequence[str]],
    recent_replies: Sequence[str] = (),
) -> Plan:
    """`plan` with a draft on every line that needs words: not on proactive work, not on the batch of T4."""
    worded = [line.ranked for line in plan.lines if line.ranked is not None and line.ranked.item.tier != "T4"]
    drafts = draft_all(worded, language, offers, recent_replies)

    def drafted(line: PlannedItem) -> PlannedItem:
        if line.ranked is None:
            return line
        return replace(line, draft=drafts.get(line.ranked.item.interaction_id))

    return replace(plan, lines=tuple(drafted(line) for line in plan.lines))
