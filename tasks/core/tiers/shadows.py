"""Dead and shadowed rules: which of the brand's rules never fire, and which always come after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from connectors.config_rules import Followers, Rule, Then, When, hour_span
from tasks.core.tiers.conditions import phrase_covers
from tasks.core.tiers.rules import contested

Verdict = Literal["fires", "never fired", "cannot fire", "shadowed"]
MIN_SHADOWED = 5
"""Fires from which on "always after another" is called so from what happened, and not only from the rules."""

_TEXT_CONDITIONS = frozenset({"words", "regex", "topic"})
_WORDLESS = frozenset({"reaction", "follow", "poll_vote"})


@dataclass(frozen=True, slots=True)
class Firing:
    """How often exactly these rules fired together on a message, and when last."""

    rules: tuple[str, ...]
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class RuleReport:
    """How one rule does: fires, fires that decided something, and what to think of it."""

    name: str
    fired: int
    decided: int
    last_fired_at: datetime | None
    verdict: Verdict
    words: str
    """The verdict with its reason: "always shadowed by 'night'"; "" where it fires."""

    @property
    def is_wanting(self) -> bool:
        """Whether someone should look at it."""
        return self.verdict != "fires"


def report(
    rules: Sequence[Rule],
    topics: Mapping[str, tuple[str, ...]],
    platforms: frozenset[str],
    firings: Sequence[Firing],
    messages: int,
) -> list[RuleReport]:
    """Each of `rules`, in order, from what happened (`firings` among `messages`) and from the rules themselves.

    `platforms` are the ones the brand's messages come from, in lower case.
    """
    reports = []
    for index, rule in enumerate(rules):
        mine = [firing for firing in firings if rule.name in firing.rules]
        fired = sum(firing.count for firing in mine)
        decided = sum(
            firing.count for firing in mine if not _settled_before(rule, rules[:index], firing.rules)
        )
        last = max((firing.last_at for firing in mine), default=None)
        verdict, words = _verdict(index, rules, topics, platforms, (fired, decided, messages))
        reports.append(RuleReport(rule.name, fired, decided, last, verdict, words))
    return reports


def _verdict(
    index: int,
    rules: Sequence[Rule],
    topics: Mapping[str, tuple[str, ...]],
    platforms: frozenset[str],
    counts: tuple[int, int, int],
) -> tuple[Verdict, str]:
    rule, (fired, decided, messages) = rules[index], counts
    if not fired and (reason := cannot_fire(rule.when, platforms)):
        return "cannot fire", f"cannot fire: {reason}"
    before = [earlier for earlier in rules[:index] if covers(earlier.when, rule.when, topics)]
    if before and _adds_nothing(rule.then, [earlier.then for earlier in before]):
        names = ", ".join(f"'{earlier.name}'" for earlier in before)
        return "shadowed", f"always shadowed by {names}: whenever it fires, that has settled all it says"
    if not fired:
        return "never fired", f"never fired on {messages} messages"
    if not decided and fired >= MIN_SHADOWED:
        return "shadowed", f"fired {fired} times, and each time earlier rules had settled all it says"
    return "fires", ""


def cannot_fire(when: When, platforms: frozenset[str]) -> str | None:
    """Why no message can meet `when`; None: one can, as far as one sees."""
    if when.platform and platforms and not platforms & {name.casefold() for name in when.platform}:
        known = ", ".join(sorted(platforms))
        return f"no account of the brand is on {' or '.join(when.platform)}; there are: {known}"
    if _TEXT_CONDITIONS & set(when.given) and when.kind and set(when.kind) <= _WORDLESS:
        return f"{' and '.join(when.kind)} come without words"
    return None


def covers(wide: When, narrow: When, topics: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether every message that meets `narrow` meets `wide`, as far as can be seen from the two.

    True is certain; False may only mean that it cannot be seen, as of two patterns.
    """
    return all(_implies(name, wide, narrow, topics) for name in wide.given)


def _implies(name: str, wide: When, narrow: When, topics: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether what `narrow` asks for makes sure of the condition `name` of `wide`."""
    if name in {"words", "topic"}:
        wanted = _phrases(name, wide, topics)
        return any(
            given and all(any(phrase_covers(w, phrase) for w in wanted) for phrase in given)
            for given in (_phrases(kind, narrow, topics) for kind in ("words", "topic"))
        )
    if name not in narrow.given:
        return False
    if name == "regex":
        return wide.regex == narrow.regex
    if name == "followers":
        return _inside(narrow.followers or Followers(min=0), wide.followers or Followers(min=0))
    if name == "hour":
        return _hours(narrow.hour or "0-24") <= _hours(wide.hour or "0-24")
    return _values(name, narrow) <= _values(name, wide)


def _phrases(name: str, when: When, topics: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if name == "words":
        return when.words or ()
    return tuple(phrase for topic in when.topic or () for phrase in topics[topic])


def _inside(narrow: Followers, wide: Followers) -> bool:
    reaches_down = (narrow.min or 0) >= (wide.min or 0)
    return reaches_down and (wide.max is None or (narrow.max is not None and narrow.max <= wide.max))


def _hours(span: str) -> frozenset[int]:
    first, end = hour_span(span)
    return frozenset(range(first, end) if first < end else (*range(first, 24), *range(end)))


def _values(name: str, when: When) -> frozenset[str]:
    return frozenset(value.casefold() for value in getattr(when, name) or ())


def _settled_before(rule: Rule, earlier: Sequence[Rule], fired: Sequence[str]) -> bool:
    """Whether the earlier ones of the rules that fired had settled all that `rule` says."""
    return _adds_nothing(rule.then, [one.then for one in earlier if one.name in fired])


def _adds_nothing(then: Then, before: Sequence[Then]) -> bool:
    settled = {name for one in before for name in contested(one)}
    said = {word for one in before for word in (*(one.flag or ()), *(one.label or ()))}
    return settled >= set(contested(then)) and said >= {*(then.flag or ()), *(then.label or ())}
