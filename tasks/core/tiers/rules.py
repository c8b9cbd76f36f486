"""The brand's own rules over any engine: what they say stands above it, and below a person's ruling."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import get_args

from connectors.config_rules import Rule, Then, snooze_minutes
from tasks.core.items import Assignment, Flag, Message
from tasks.core.tiers.conditions import Condition, Text, conditions
from tasks.core.tiers.engine import Engine

RULE_CONFIDENCE = 1.0
"""Of a tier that a rule sets: it is what the brand means by right."""

_FLAG_ORDER = {flag: place for place, flag in enumerate(get_args(Flag))}


@dataclass(frozen=True, slots=True)
class Trace:
    """What became of one rule on one message."""

    name: str
    has_fired: bool
    because: tuple[str, ...]
    """For each condition that held, what held it: "words: 'invoice'"."""
    missing: tuple[str, ...]
    """The conditions that did not hold, as the rule gives them."""
    does: tuple[str, ...]
    """What the rule does, in words: "tier T1", "label billing"."""
    overruled: tuple[str, ...] = ()
    """What of it an earlier rule had settled already, with that rule's name."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    conditions: tuple[Condition, ...]


class RulesEngine:
    """`engine`, and then the brand's `rules`: several may fire.

    The first that sets a tier wins the tier; so with whom it is for, and with being put aside (dismissed or
    snoozed). Flags and labels add up. `topics` are the brand's named lists of words; `zone` is the name of the
    one that the messages' times are in.
    """

    def __init__(
        self,
        engine: Engine,
        rules: Sequence[Rule],
        topics: Mapping[str, tuple[str, ...]],
        zone: str = "UTC",
    ) -> None:
        self.engine = engine
        self._rules = tuple(_Compiled(rule, conditions(rule.when, topics)) for rule in rules)
        mark = f"+rules-{_fingerprint(rules, topics, zone)}" if rules else ""
        self.version = f"{engine.version}{mark}"

    def assign(self, messages: Sequence[Message]) -> list[Assignment]:
        """One assignment for each message, in their order."""
        assigned = self.engine.assign(messages)
        if not self._rules:
            return assigned
        return [self.apply(message, by_engine) for message, by_engine in zip(messages, assigned, strict=True)]

    def apply(self, message: Message, assignment: Assignment) -> Assignment:
        """`assignment`, as the rules that fire on `message` make it; itself when none does."""
        text = Text(message.text)
        fired = [c.rule for c in self._rules if all(held.holds(message, text) for held in c.conditions)]
        return _with(fired, message, assignment) if fired else assignment

    def trace(self, message: Message) -> list[Trace]:
        """Every rule in its order: whether it fires on `message`, why or why not, and what an earlier one settled."""
        text = Text(message.text)
        settled: dict[str, str] = {}
        traces = []
        for compiled in self._rules:
            found = [(c, c.found(message, text)) for c in compiled.conditions]
            missing = tuple(c.words for c, shown in found if shown is None)
            because = tuple(
                f"{c.name}: {shown}" if shown else c.name for c, shown in found if shown is not None
            )
            then = compiled.rule.then
            overruled = () if missing else _settle(compiled.rule, settled)
            traces.append(Trace(compiled.rule.name, not missing, because, missing, effects(then), overruled))
        return traces


def effects(then: Then) -> tuple[str, ...]:
    """What a rule does, in words, an entry each."""
    said = [f"tier {then.tier}"] if then.tier else []
    said += [f"flag {flag}" for flag in then.flag or ()]
    said += [f"label {label}" for label in then.label or ()]
    said += [f"for {then.assign}"] if then.assign else []
    said += ["dismissed"] if then.dismiss else []
    said += [f"snoozed {'until' if ':' in then.snooze else 'for'} {then.snooze}"] if then.snooze else []
    return tuple(said)


def contested(then: Then) -> tuple[str, ...]:
    """What of a rule only the first can have: the tier, whom it is for, being put aside."""
    held = {"tier": then.tier, "assign": then.assign, "dismiss or snooze": then.puts_aside}
    return tuple(name for name, value in held.items() if value)


def _settle(rule: Rule, settled: dict[str, str]) -> tuple[str, ...]:
    overruled = []
    for name in contested(rule.then):
        if name in settled:
            overruled.append(f"{name}, by '{settled[name]}'")
        else:
            settled[name] = rule.name
    return tuple(overruled)


def _with(fired: Sequence[Rule], message: Message, by_engine: Assignment) -> Assignment:
    tier = next((rule.then.tier for rule in fired if rule.then.tier), None)
    aside = next((rule for rule in fired if rule.then.puts_aside), None)
    snooze = aside.then.snooze if aside else None
    flags = {*by_engine.flags, *(flag for rule in fired for flag in rule.then.flag or ())}
    labels = dict.fromkeys(label for rule in fired for label in rule.then.label or ())
    return replace(
        by_engine,
        tier=tier or by_engine.tier,
        confidence=RULE_CONFIDENCE if tier else by_engine.confidence,
        flags=tuple(sorted(flags, key=_FLAG_ORDER.__getitem__)),
        reasons=_reasons(fired, by_engine, has_changed=tier not in {None, by_engine.tier}),
        rules=tuple(rule.name for rule in fired),
        engine_tier=by_engine.tier,
        labels=tuple(labels),
        assignee=next((rule.then.assign for rule in fired if rule.then.assign), None),
        is_dismissed=aside is not None and aside.then.dismiss,
        snoozed_until=_snoozed_until(snooze, message.occurred_at) if snooze else None,
        put_aside_by=aside.name if aside else None,
    )


def _reasons(fired: Sequence[Rule], by_engine: Assignment, *, has_changed: bool) -> tuple[str, ...]:
    """The rules by name, those that set a tier first; then what the engine said."""
    ordered = sorted(fired, key=lambda rule: rule.then.tier is None)
    named = [f"your rule '{rule.name}': {', '.join(effects(rule.then))}" for rule in ordered]
    if has_changed:
        said = f": {by_engine.reasons[0]}" if by_engine.reasons else ""
        return (*named, f"without it {by_engine.tier}{said}")
    return (*named, *by_engine.reasons)


def _snoozed_until(snooze: str, written_at: datetime | None) -> datetime | None:
    """`snooze` after the message, or its clock time's next coming in the message's zone."""
    if written_at is None:
        return None
    minutes = snooze_minutes(snooze)
    if minutes is not None:
        # Hours that pass, not hours on the clock: they differ in the nights when the clock is put forward or back.
        return (written_at.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(written_at.tzinfo)
    clock = time.fromisoformat(snooze)
    today = datetime.combine(written_at.date(), clock, written_at.tzinfo)
    if today > written_at:
        return today
    return datetime.combine(written_at.date() + timedelta(days=1), clock, written_at.tzinfo)


def _fingerprint(rules: Sequence[Rule], topics: Mapping[str, tuple[str, ...]], zone: str) -> str:
    """Eight characters that change when anything changes that the rules look at."""
    named = {topic for rule in rules for topic in rule.when.topic or ()}
    said = [
        [rule.model_dump(mode="json") for rule in rules],
        {name: topics[name] for name in sorted(named)},
        zone,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode("ascii")).hexdigest()[:8]
