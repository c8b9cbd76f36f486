"""The brand's rules, pure: what meets a condition, what several rules make of a message, which are dead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.config_rules import Rule, When
from tasks.artifact import shipped_engine
from tasks.core.items import Assignment, Message
from tasks.core.tiers.conditions import Text, conditions
from tasks.core.tiers.rules import RulesEngine
from tasks.core.tiers.shadows import Firing, covers, report

LONDON = ZoneInfo("Europe/London")
NIGHT = datetime(2026, 2, 3, 23, 30, tzinfo=LONDON)
TOPICS = {"billing": ("invoice", "refund*")}


def message(text: str = "", **context: Any) -> Message:
    return Message(1, **{"kind": "mention", "platform": "x", "occurred_at": NIGHT, **context}, text=text)


def rule(name: str, when: dict[str, Any], **then: Any) -> Rule:
    data = {"name": name, "when": when, "then": then}
    return Rule.model_validate(data)


def meets(when: dict[str, Any], one: Message) -> bool:
    text = Text(one.text)
    return all(c.holds(one, text) for c in conditions(When.model_validate(when), TOPICS))


def ruled(one: Message, *rules: Rule) -> Assignment:
    (assignment,) = RulesEngine(shipped_engine(), rules, TOPICS).assign([one])
    return assignment


@pytest.mark.parametrize(
    ("words", "text", "is_met"),
    [
        ("refund", "Where is my REFUND?!", True),
        ("refund", "they refunded me", False),
        ("refund*", "they refunded me", True),
        ("refund", "#refund now", True),
        ("charged twice", "you charged\n me  twice", False),
        ("charged twice", "you charged\n twice", True),
        ("can't pay", "I can’t pay", True),
        ("tesco", "Tesco's bread", True),
        ("straße", "STRASSE gesperrt", True),
        ("café", "un cafe\u0301 noir", True),
        ("refund", "ｒｅｆｕｎｄ please", True),
        ("退款", "我要退款，谢谢", True),
        ("คืนเงิน", "ขอคืนเงินด้วยค่ะ", True),
        ("🔥", "this is 🔥🔥", True),
        ("refund", "", False),
    ],
)
def test_words_are_found_whole_and_whatever_their_writing(words: str, text: str, is_met: bool) -> None:
    assert meets({"words": words}, message(text)) is is_met


@pytest.mark.parametrize(
    ("when", "context", "is_met"),
    [
        ({"platform": "X"}, {}, True),
        ({"platform": ["bluesky", "mastodon"]}, {}, False),
        ({"kind": ["reply", "mention"]}, {}, True),
        ({"language": "pt"}, {"lang": "pt-BR"}, True),
        ({"language": "pt"}, {"lang": None}, False),
        ({"author_level": ["core", "regular"]}, {"author_level": "core"}, True),
        ({"followers": {"min": 1000}}, {"author_followers": 1000}, True),
        ({"followers": {"max": 1000}}, {"author_followers": 1001}, False),
        ({"followers": {"max": 1000}}, {"author_followers": None}, False),
        ({"hour": "22-6"}, {}, True),
        ({"hour": "9-17"}, {}, False),
        ({"hour": "23-24"}, {}, True),
        ({"hour": "22-6"}, {"occurred_at": None}, False),
        ({"topic": "billing"}, {"text": "my invoices"}, False),
        ({"topic": "billing"}, {"text": "my invoice"}, True),
        ({"regex": r"order #?\d{5}"}, {"text": "ORDER #12345 is late"}, True),
        ({"regex": "^é+$"}, {"text": "ÉÉ"}, True),
        ({"platform": "x", "words": "late"}, {"text": "early"}, False),
    ],
)
def test_every_condition_given_must_hold(when: dict[str, Any], context: dict[str, Any], is_met: bool) -> None:
    assert meets(when, message(**context)) is is_met


def test_the_first_rule_that_sets_a_tier_wins_it_and_flags_and_labels_add_up() -> None:
    said = ruled(
        message("lovely invoice"),
        rule("one", {"words": "lovely"}, label="a", flag="praise"),
        rule("two", {"topic": "billing"}, tier="T1", label=["b", "a"], assign="Ada"),
        rule("three", {"hour": "22-6"}, tier="none", assign="Bo", flag=["urgent"], snooze="4h"),
        rule("four", {"words": "nowhere"}, dismiss=True),
    )
    assert (said.tier, said.confidence, said.assignee, said.labels) == ("T1", 1.0, "Ada", ("a", "b"))
    assert said.rules == ("one", "two", "three")
    assert {"praise", "urgent"} <= set(said.flags)
    assert (said.put_aside_by, said.is_dismissed) == ("three", False)
    assert said.snoozed_until == datetime(2026, 2, 4, 3, 30, tzinfo=LONDON)
    assert said.reasons[0] == "your rule 'two': tier T1, label b, label a, for Ada"


@pytest.mark.parametrize(
    ("snooze", "day", "hour"),
    [("90m", 4, 1), ("2d", 5, 23), ("23:45", 3, 23), ("23:30", 4, 23), ("08:00", 4, 8)],
)
def test_a_snooze_is_a_span_or_the_next_such_time_of_the_brands_day(snooze: str, day: int, hour: int) -> None:
    until = ruled(message("lol"), rule("r", {"hour": "22-6"}, snooze=snooze)).snoozed_until
    assert until is not None
    assert (until.day, until.hour, until.tzinfo) == (day, hour, LONDON)


def test_a_snooze_of_hours_is_hours_that_pass_also_when_the_clock_is_put_back() -> None:
    written_at = datetime(2026, 10, 24, 23, 30, tzinfo=LONDON)
    until = ruled(
        message("lol", occurred_at=written_at), rule("r", {"words": "lol"}, snooze="4h")
    ).snoozed_until
    assert until is not None
    assert until.astimezone(UTC) - written_at.astimezone(UTC) == timedelta(hours=4)


def test_without_a_rule_that_fires_the_engine_is_left_alone() -> None:
    engine, one = shipped_engine(), message("when do you open?")
    rules = RulesEngine(engine, [rule("r", {"words": "nowhere"}, tier="none")], {})
    assert rules.assign([one]) == engine.assign([one])
    assert RulesEngine(engine, [], {}).version == engine.version


def test_the_version_changes_with_the_rules_the_topics_they_name_and_the_zone() -> None:
    one, other = rule("r", {"topic": "billing"}, tier="T1"), rule("r", {"topic": "billing"}, tier="T2")

    def version(*rules: Rule, topics: dict[str, tuple[str, ...]] = TOPICS, zone: str = "UTC") -> str:
        return RulesEngine(shipped_engine(), rules, topics, zone).version

    changed = [
        version(other),
        version(one, other),
        version(other, one),
        version(one, topics={"billing": ("bill",)}),
        version(one, zone="Europe/London"),
    ]
    assert len({version(one), *changed}) == 6
    assert version(one, topics=TOPICS | {"unused": ("x",)}) == version(one)


def test_a_trace_says_why_each_rule_fires_or_not_and_what_was_settled_before() -> None:
    engine = RulesEngine(
        shipped_engine(),
        [
            rule("billing", {"topic": "billing"}, tier="T1"),
            rule("night", {"hour": "22-6", "words": ["refund"]}, tier="T4", label="late"),
            rule("day", {"hour": "9-17", "kind": "mention"}, dismiss=True),
        ],
        TOPICS,
    )
    billing, night, day = engine.trace(message("my REFUND please"))
    assert (billing.has_fired, billing.because) == (True, ("topic: 'refund*'",))
    assert night.because == ("hour: 23:30", "words: 'refund'")
    assert night.overruled == ("tier, by 'billing'",)
    assert (day.has_fired, day.missing, day.because) == (False, ("hour: 9-17",), ("kind: mention",))


_whens = st.fixed_dictionaries(
    {},
    optional={
        "platform": st.lists(st.sampled_from(["x", "y", "Z"]), min_size=1),
        "kind": st.lists(st.sampled_from(["mention", "reply", "follow"]), min_size=1),
        "words": st.lists(
            st.sampled_from(["a", "a b", "a*", "ab", "b", "退", "退款"]), min_size=1, max_size=3
        ),
        "topic": st.just(["billing"]),
        "author_level": st.lists(st.sampled_from(["new", "core"]), min_size=1),
        "followers": st.sampled_from([{"min": 1}, {"max": 1}, {"min": 1, "max": 2}, {"max": 3}]),
        "hour": st.sampled_from(["22-6", "23-5", "9-17", "10-12"]),
        "regex": st.sampled_from(["a", "b+"]),
    },
).filter(bool)
_messages = st.builds(
    message,
    text=st.text(alphabet="ab 退款", max_size=6) | st.sampled_from(["refunds", "invoice ab"]),
    platform=st.sampled_from(["x", "y", "z"]),
    kind=st.sampled_from(["mention", "reply", "follow"]),
    author_level=st.sampled_from(["new", "core"]),
    author_followers=st.sampled_from([None, 0, 1, 2, 3, 9]),
    occurred_at=st.integers(0, 23).map(lambda hour: NIGHT.replace(hour=hour)),
)


@given(_whens, _whens, st.lists(_messages, max_size=8))
def test_a_condition_that_covers_another_is_met_wherever_that_one_is(
    wide: dict[str, Any], narrow: dict[str, Any], messages: list[Message]
) -> None:
    if covers(When.model_validate(wide), When.model_validate(narrow), TOPICS):
        assert all(meets(wide, one) for one in messages if meets(narrow, one))


@given(_whens)
def test_a_condition_covers_itself(when: dict[str, Any]) -> None:
    assert covers(When.model_validate(when), When.model_validate(when), TOPICS)


def told(rules: list[Rule], firings: Sequence[Firing] = (), messages: int = 100) -> list[tuple[str, str]]:
    return [(r.verdict, r.words) for r in report(rules, TOPICS, frozenset({"x"}), firings, messages)]


def test_a_rule_that_an_earlier_wider_one_settles_is_shadowed() -> None:
    wide = rule("wide", {"words": ["refund*"]}, tier="T1", label=["billing", "money"])
    narrow = rule("narrow", {"words": ["refunds"], "kind": "mention"}, tier="T2", label="money")
    assert told([wide, narrow])[1] == (
        "shadowed",
        "always shadowed by 'wide': whenever it fires, that has settled all it says",
    )
    assert told([narrow, wide])[1][0] == "never fired"
    assert told([wide, rule("n", {"words": ["refunds"]}, tier="T2", label="new")])[1][0] == "never fired"


def test_a_rule_that_came_too_late_each_time_is_shadowed_by_what_happened() -> None:
    rules = [rule("one", {"words": "a"}, tier="T1"), rule("two", {"regex": "a+"}, tier="T2")]
    both, alone = Firing(("one", "two"), 9, NIGHT), Firing(("two",), 1, NIGHT)
    assert told(rules, [both])[1] == (
        "shadowed",
        "fired 9 times, and each time earlier rules had settled all it says",
    )
    assert told(rules, [both, alone])[1] == ("fires", "")


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ({"platform": "tiktok"}, "cannot fire: no account of the brand is on tiktok; there are: x"),
        (
            {"kind": ["follow", "reaction"], "words": "hi"},
            "cannot fire: follow and reaction come without words",
        ),
    ],
)
def test_a_rule_that_no_message_can_meet_is_dead(when: dict[str, Any], reason: str) -> None:
    assert told([rule("r", when, tier="T1")]) == [("cannot fire", reason)]


@given(st.text(max_size=300))
def test_any_text_can_be_held_against_any_rule(text: str) -> None:
    rules = [rule("r", {"words": ["a b", "退"]}, tier="T1"), rule("s", {"regex": r"(\w+\s?)+$"}, label="x")]
    assert ruled(message(text)).tier in {"T1", "T2", "T3", "T4", "none"}
    assert ruled(message(text), *rules).interaction_id == 1


@pytest.mark.parametrize("text", ["a" * 1_000_000 + "!", "\ud800x\x00" * 200_000, "a\u0300" * 500_000])
def test_a_hostile_text_does_not_drive_a_hostile_pattern_into_backtracking(text: str) -> None:
    patterns = [r"^(a+)+$", r"(a|aa)+$", r"(.*a){20}b", r"(x+x+)+y", r"([a-z]+)*[0-9]"]
    rules = [rule(str(n), {"regex": pattern}, label="x") for n, pattern in enumerate(patterns)]
    engine, one = RulesEngine(shipped_engine(), rules, {}), message(text)
    # Without a clock: a backtracking engine would not come back before the session's timeout, or ever.
    assert engine.apply(one, Assignment(1, "T4", 0.9)).tier == "T4"


def test_only_what_a_rule_says_changes_in_an_assignment() -> None:
    by_engine = Assignment(1, "T2", 0.7, ("praise",), 0.5, ("praises",))
    engine = RulesEngine(shipped_engine(), [rule("r", {"kind": "mention"}, label="x")], {})
    assert engine.apply(message("hi"), by_engine) == replace(
        by_engine,
        rules=("r",),
        engine_tier="T2",
        labels=("x",),
        reasons=("your rule 'r': label x", "praises"),
    )
