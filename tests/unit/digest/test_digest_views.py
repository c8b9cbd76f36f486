"""What the four digests say, and in which order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tasks.core.digest.build import build
from tasks.core.digest.figures import Figures
from tasks.core.digest.material import Material
from tasks.core.digest.rates import Rate
from tasks.core.digest.suggestions import suggestions
from tasks.core.digest.view import Card, ChartBlock, Lines

HOUR = timedelta(hours=1)
ORDER = {
    "morning-scan": ["overdue", "before-block", "today", "ugc", "came-in", "own-posts", "set-aside", "problems"],
    "midday-block": ["plan", "items", "proactive", "deferred", "problems"],
    "evening-check": ["breach", "answered", "rule", "tomorrow", "after-hours", "problems"],
    "weekly-review": ["sentences", "rule", "conversation", "people", "content", "hours", "campaigns", "topics",
                      "unheard", "workload", "data-quality", "next-week"],
}  # fmt: skip
At = dict[str, int]
HOURS: At = {"morning-scan": 8, "midday-block": 12, "evening-check": 18, "weekly-review": 9}


@pytest.mark.parametrize("flow", ORDER)
def test_every_section_stands_in_its_place(flow: Any, rich: Callable[..., Material], now: Any) -> None:
    view = build(flow, rich(flow, now.replace(hour=HOURS[flow])))
    assert [section.key for section in view.sections] == ORDER[flow]
    assert all(section.blocks or section.quiet for section in view.sections)
    assert len(view.figures) <= 3


@pytest.mark.parametrize("flow", ORDER)
def test_an_empty_mail_has_every_section_and_says_that_nobody_is_waiting(
    flow: Any, empty: Callable[..., Material]
) -> None:
    view = build(flow, empty())
    assert [section.key for section in view.sections] == ORDER[flow]
    assert "Nobody is waiting." in f"{view.headline} {view.lead}"
    assert "48" in view.lead or flow == "weekly-review"


@pytest.mark.parametrize(
    ("flow", "subject"),
    [
        ("morning-scan", "Morning scan: 5 need an answer today, 2 overdue · Acme Roasters"),
        ("midday-block", "Midday block: 9 answers in 29 min, 12:00–12:28 · Acme Roasters"),
        ("evening-check", "Evening check: 1 due before tomorrow’s scan, 3 answered today · Acme Roasters"),
        ("weekly-review", "Weekly review: 90 % of 124 answered within 24 h, 9 waiting · Acme Roasters"),
    ],
)
def test_the_subject_carries_the_fact(
    flow: Any, subject: str, rich: Callable[..., Material], now: Any
) -> None:
    assert build(flow, rich(flow, now.replace(hour=HOURS[flow]))).subject == subject


def test_the_subject_names_the_first_deadline_of_the_day(make_item: Any, with_items: Any) -> None:
    items = [make_item("a?", ago=15 * HOUR), make_item("b?", ago=10 * HOUR, tier="T2")]
    assert build("morning-scan", with_items(items)).subject.startswith(
        "Morning scan: 2 need an answer today, 1 before"
    )


def test_items_stand_in_the_section_of_their_deadline(make_item: Any, with_items: Any) -> None:
    items = [
        make_item("long overdue?", ago=30 * HOUR),
        make_item("before noon", ago=21 * HOUR, tier="T2"),
        make_item("this evening", ago=14 * HOUR, tier="T2"),
        make_item("tomorrow", ago=2 * HOUR, tier="T2"),
    ]
    view = build("morning-scan", with_items(items))
    said = {s.key: [b.said[0] for b in s.blocks if isinstance(b, Card)] for s in view.sections}
    assert said["overdue"] == ["long overdue?"]
    assert said["before-block"] == ["before noon"]
    assert said["today"] == ["this evening"]


def test_messages_of_one_person_in_one_thread_are_one_card_that_says_so(
    make_item: Any, with_items: Any
) -> None:
    items = [make_item(f"part {n}", ago=30 * HOUR, thread_key="t", member_id=7) for n in range(3)]
    view = build("morning-scan", with_items(items))
    (card,) = [block for block in view.sections[0].blocks if isinstance(block, Card)]
    assert "and 2 more of theirs in this thread" in card.context
    assert view.sections[0].count == "3"


def test_a_card_says_everything_about_an_item(rich: Callable[..., Material]) -> None:
    card = next(
        block for block in build("morning-scan", rich()).sections[0].blocks if isinstance(block, Card)
    )
    assert (card.shape, card.tier, card.word) == ("●", "T1", "answer now")
    assert card.who == "Ana Lima"
    assert card.about == "Bluesky · regular, since March · 1,240 followers"
    assert card.time_left == "overdue by 19 h"
    assert card.due == "due yesterday 13:00, 4 office hours"
    assert card.why == "asks a question; a problem with an order; answered you and waits"
    assert "to your “Thanks for writing" in card.context
    assert card.history is not None
    assert [link.label for link in card.links] == ["Open on Bluesky", "Reply on Bluesky"]
    assert card.draft is not None
    assert [piece.text for piece in card.draft.pieces if piece.is_slot] == ["what you found", "when", "city"]
    assert (
        card.sum == "priority 70 within T1 = 40 time + 9 sentiment + 6.7 relationship + 2.1 reach + 12 thread"
    )


def test_a_comment_says_under_which_post_it_stands(make_item: Any, with_items: Any) -> None:
    item = make_item("any left?", ago=timedelta(hours=5), under_post="New on the shelf")
    view = build("morning-scan", with_items([item]))
    (card,) = [
        b
        for section in view.sections
        for b in section.blocks
        if isinstance(b, Card) and b.said == ("any left?",)
    ]
    assert card.context == "under your post “New on the shelf”"


def test_an_unsure_tier_is_marked_and_a_foreign_language_named(rich: Callable[..., Material]) -> None:
    card = next(
        block for block in build("morning-scan", rich()).sections[1].blocks if isinstance(block, Card)
    )
    assert card.is_unsure
    assert card.why.startswith("unsure, please check the tier")
    assert card.context.startswith("in German · video 0:12")


def test_a_card_never_takes_more_than_nine_lines_on_a_phone(rich: Callable[..., Material]) -> None:
    view = build("morning-scan", rich())
    for card in (block for section in view.sections for block in section.blocks if isinstance(block, Card)):
        head = -(-len(f"T1 {card.time_left}, {card.due}") // 44)
        assert head + 3 + bool(card.context) + card.is_history_on_phones + card.said_lines <= 9
        assert card.said_lines >= 3


def test_two_hundred_items_are_listed_in_part_and_counted_in_whole(make_item: Any, with_items: Any) -> None:
    items = [make_item(f"question {n}?", ago=(30 + n) * HOUR) for n in range(200)]
    section = build("morning-scan", with_items(items)).sections[0]
    listed = sum(
        1 if isinstance(b, Card) else len(b.lines) for b in section.blocks if isinstance(b, Card | Lines)
    )
    rest = next(block.text for block in section.blocks if block.kind == "paragraph")
    assert section.count == "200"
    assert rest == f"And {200 - listed} more messages, less pressing."


def test_the_plan_is_a_timetable_whose_cards_begin_at_its_times(
    rich: Callable[..., Material], now: Any
) -> None:
    view = build("midday-block", rich("midday-block", now.replace(hour=12)))
    times = [row.time for row in view.sections[0].blocks[0].rows]  # type: ignore[union-attr]
    cards = [block for block in view.sections[1].blocks if isinstance(block, Card)]
    assert times[0] == "12:00"
    assert [card.starts for card in cards] == times[: len(cards)]
    assert all(card.draft is None or card.draft.is_unfolded for card in cards)


def test_the_review_says_five_sentences_each_with_its_figure(rich: Callable[..., Material]) -> None:
    (block,) = build("weekly-review", rich("weekly-review")).sections[0].blocks
    assert [figure for figure, _ in block.sentences] == [  # type: ignore[union-attr]
        "185", "90 % of 124", "2.3 turns", "188 members", "113 replies",
    ]  # fmt: skip


def test_what_cannot_be_known_is_said_and_never_zero(empty: Callable[..., Material]) -> None:
    view = build("weekly-review", replace(empty(), figures=Figures(rule_week=Rate(0, 0))))
    assert view.sections[0].blocks[0].sentences[1][0] == "–"  # type: ignore[union-attr]


def test_a_week_without_threads_is_not_told_by_an_older_one(rich: Callable[..., Material]) -> None:
    material = rich("weekly-review")
    older = replace(material.figures, depth_weeks=material.figures.depth_weeks[:-1], retention_weeks=())
    view = build("weekly-review", replace(material, figures=older))
    quiet = {section.key: section.quiet for section in view.sections}
    assert quiet["conversation"] == "No thread was active."
    assert [figure.value for figure in view.figures] == ["185", "–", "–"]


def test_charts_say_in_words_what_they_show(rich: Callable[..., Material]) -> None:
    view = build("weekly-review", rich("weekly-review"))
    assert [block.cid for block in view.charts] == ["rule-24h", "tiers"]
    _, depth = (block for block in view.sections[2].page if isinstance(block, ChartBlock))
    assert depth.chart.alt == (
        "Conversation depth by week: mean 2.3 turns a thread in the last week (67 threads), "
        "1.4 in the first of 8 weeks."
    )


def test_the_same_material_gives_the_same_view(rich: Callable[..., Material]) -> None:
    material = rich()
    assert build("morning-scan", material) == build("morning-scan", material)


def test_what_its_answer_already_asks_for_is_not_suggested_again(make_item: Any, with_items: Any) -> None:
    hour = timedelta(hours=1)
    made = make_item("my first cup", ago=hour, tier="T3", flags=("ugc",), member_name="Mei")
    asked = make_item("painted your fox, what do you think?", ago=hour, flags=("ugc",), member_name="Noor")
    offered = [each.words for each in suggestions(with_items([made, asked]).ranked)]
    assert offered == ["Ask Noor for permission to feature their post"]


@pytest.mark.parametrize(("kept", "of", "said"), [(14, 17, "14 of 17"), (30, 40, "75 % of 40"), (0, 0, None)])
def test_the_review_says_in_one_line_how_many_rulings_kept_the_tier_when_there_are_any(
    rich: Callable[..., Material], kept: int, of: int, said: str | None
) -> None:
    material = rich("weekly-review")
    figures = replace(material.figures, agreement=Rate(kept, of))
    view = build("weekly-review", replace(material, figures=figures))
    (section,) = [each for each in view.sections if each.key == "data-quality"]
    facts = {fact.label: fact.value for fact in section.page[0].facts}  # type: ignore[union-attr]
    assert facts.get("Rulings that kept the tier") == said
