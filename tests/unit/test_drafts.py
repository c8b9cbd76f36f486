"""Drafts: scaffolds that vary, quote safely and keep their slots open."""

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.config import Brand
from tasks.core.drafts import draft, draft_all, draft_plan, playbook
from tasks.core.drafts.frameworks import FRAMEWORKS
from tasks.core.drafts.shape import Slot
from tasks.core.drafts.situations import choose, situation
from tasks.core.items import Deadline, Ranked, Suggestion
from tasks.core.office import brand_spans
from tasks.core.planning import plan_block
from tasks.core.priority import rank

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
LATER = Deadline(NOON + timedelta(hours=4), "4 office hours")
PLATFORMS = ["bluesky", "x", "mastodon", "instagram", "linkedin", "facebook", "export", "sandbox", "nowhere"]


def drafted(item, language: str = "en", platform: str = "export", due: Deadline = LATER, **histories):
    return draft(Ranked(item, due, 100.0), language, playbook(platform), **histories)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"flags": ("question", "urgent")}, "safety"),
        ({"flags": ("question", "complaint")}, "problem"),
        ({"text": "Please add a dark mode"}, "request"),
        ({"flags": ("question",)}, "question"),
        ({"tier": "T3"}, "feature"),
        ({"tier": "T4", "flags": ("praise",)}, "thanks"),
        ({"tier": "T2", "flags": ("share",)}, "share"),
        ({"tier": "T2", "parent_text": "How do I?", "parent_is_brand": False}, "peer_help"),
        ({"tier": "T2", "member_level": "new", "flags": ("praise",)}, "welcome"),
        ({"tier": "T2", "flags": ("praise",)}, "praise"),
        ({"tier": "T2"}, "story"),
    ],
)
def test_a_situation_follows_from_the_item(make_item, changes, expected: str) -> None:
    assert situation(make_item(**changes)) == expected


def test_every_situation_has_three_frameworks_and_every_framework_a_slot() -> None:
    assert min(Counter(f.situation for f in FRAMEWORKS).values()) >= 3
    assert len({f.name for f in FRAMEWORKS}) == len(FRAMEWORKS)
    for framework in FRAMEWORKS:
        needed = [line for line in framework.lines if not line.is_optional]
        assert any(isinstance(piece, Slot) for line in needed for piece in line.pieces), framework.name


names = st.lists(st.sampled_from([f.name for f in FRAMEWORKS]), max_size=6)


@given(st.sampled_from(sorted({f.situation for f in FRAMEWORKS})), names, names)
def test_a_framework_is_never_offered_twice_in_a_row(wanted, to_member, in_block) -> None:
    chosen = choose(wanted, to_member, in_block)
    assert chosen.situation == wanted
    assert chosen.name not in {*to_member[-1:], *in_block[-1:]}


def test_a_draft_names_them_and_quotes_their_question(make_item) -> None:
    item = make_item(text="@acme Love it. When will the blue mug be back?", flags=("question",))
    found = drafted(item)
    assert found.text == (
        "Ada, ⟨the answer, in one sentence⟩. ⟨where to find it, or the next step⟩. "
        "Does that settle “When will the blue mug be back?”?"
    )
    assert found.open_slots == ("the answer, in one sentence", "where to find it, or the next step")
    assert not found.is_ready


def test_a_complaint_quotes_what_went_wrong(make_item) -> None:
    item = make_item(text="Really? The parcel arrived broken.", flags=("complaint",))
    assert "“The parcel arrived broken” should not have happened" in drafted(item).text


def test_what_is_overdue_begins_with_the_wait(make_item) -> None:
    late = Deadline(NOON, "4 office hours", is_overdue=True)
    assert drafted(make_item(flags=("question",)), due=late).text.startswith("Sorry for the wait. ")


def test_the_last_exchange_is_put_before_the_writer_as_a_slot(make_item) -> None:
    found = drafted(make_item(last_asked="is it in?"))
    assert found.open_slots[-1] == "you last spoke about “is it in?”: take it up, or delete this"


def test_in_a_conversation_that_goes_on_the_last_exchange_is_no_slot(make_item) -> None:
    found = drafted(make_item(last_asked="is it in?", parent_is_brand=True))
    assert not any("last spoke" in slot for slot in found.open_slots)


def test_a_nameless_member_leaves_a_slot_for_the_name(make_item) -> None:
    assert "their name" in drafted(make_item(member_name="\u200b")).open_slots


def test_a_handle_is_not_cut_into_a_first_name(make_item) -> None:
    assert "grumpy cat" in drafted(make_item(member_name="@grumpy cat")).text


@pytest.mark.parametrize(
    "hostile", ["{0.__class__}", "{{ 7*7 }}", "%s %(x)s", "${HOME}", "⟨fill me⟩ and more words"]
)
def test_what_strangers_write_is_never_interpreted(make_item, hostile: str) -> None:
    item = make_item(text=f"Where is the manual {hostile}?", member_name=hostile, flags=("question",))
    found = drafted(item)
    assert hostile.replace("⟨", "").replace("⟩", "") in found.text
    assert "fill me" not in found.open_slots


def test_another_language_is_named(make_item) -> None:
    assert drafted(make_item(lang="de")).warnings == ("they write in German",)


def test_a_brand_of_another_language_learns_that_the_scaffold_is_english(make_item) -> None:
    assert drafted(make_item(lang="fr"), language="fr").warnings == (
        "this scaffold is in English; you write in French",
    )


def test_a_reply_like_a_recent_one_is_noticed(make_item) -> None:
    first = drafted(make_item())
    assert "almost the same" in drafted(make_item(), recent_replies=[first.text]).warnings[-1]


@given(
    st.sampled_from(PLATFORMS),
    st.text(max_size=400),
    st.text(max_size=80),
    st.sampled_from(["T1", "T2", "T3", "T4"]),
    st.sets(st.sampled_from(["question", "complaint", "urgent", "praise", "share"])),
    st.none() | st.text(max_size=200),
)
def test_a_draft_fits_its_platform_or_says_by_how_much_not(
    make_item, platform: str, text: str, name: str, tier: str, flags: set[str], exchange: str | None
) -> None:
    item = make_item(text=text, member_name=name, tier=tier, flags=tuple(flags), last_asked=exchange)
    found = drafted(item, platform=platform)
    limit = playbook(platform).length_limit
    assert not found.is_ready
    assert limit is None or len(found.text) <= limit or any("shorten it" in w for w in found.warnings)
    assert found.text.count("⟨") == found.text.count("⟩") == len(found.open_slots)


def test_drafts_of_one_block_vary(make_item) -> None:
    ranked = [Ranked(make_item(n, flags=("question",)), LATER, 1.0) for n in range(7)]
    frameworks = [d.framework for d in draft_all(ranked, "en", {}).values()]
    assert all(a != b for a, b in itertools.pairwise(frameworks))
    assert len(set(frameworks)) == 3


def test_a_member_is_not_offered_what_they_had_last(make_item) -> None:
    ranked = [Ranked(make_item(1, member_id=5, flags=("question",)), LATER, 1.0)]
    assert draft_all(ranked, "en", {5: ["answer first"]})[1].framework != "answer first"


def test_a_plan_gets_drafts_where_words_are_needed(make_item) -> None:
    brand = Brand(slug="acme", name="Acme")
    spans = brand_spans(brand, date(2026, 11, 1), date(2026, 12, 1))
    ranked = rank([make_item(1), make_item(2, tier="T4")], brand.deadlines, spans, NOON)
    plan = plan_block(ranked, brand, NOON, spans, [Suggestion("event", "Say hello", "a fair")])
    lines = draft_plan(plan, "en", {}).lines
    assert [line.draft is not None for line in lines] == [True, False, False]
