"""The simulated community: the same whenever it is asked, in any window, and like a community."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.config import Account, Brand
from connectors.records import (
    AudienceSnapshot,
    BadRow,
    Deletion,
    Interaction,
    Page,
    Post,
    PostSnapshot,
    Profile,
    Record,
    Window,
)
from connectors.sandbox import DEMO_NOW, Sandbox
from connectors.sandbox.phrases import LANGUAGES, bank

LONDON = ZoneInfo("Europe/London")
BEGINS = datetime(2026, 3, 31, tzinfo=UTC)
ALL = Window(BEGINS, DEMO_NOW)
FIXED = {"brand", "at", "name", "peer", "friend", "order", "text"}


def sandbox(**account: Any) -> Sandbox:
    return Sandbox(
        Account(platform="sandbox", handle="juniper", **account),
        Brand(slug="demo", name="Juniper & Co", timezone="Europe/London"),
    )


def read(connector: Sandbox, stream: str, window: Window) -> list[Record]:
    pages = connector.fetch(stream, window, None)
    return [record for page in pages for record in connector.parse(stream, page, window)]


@cache
def community() -> list[Record]:
    """What the demo sees: 90 days."""
    return read(sandbox(), "conversations", ALL)


@cache
def interactions() -> dict[str, Interaction]:
    """The demo's interactions by id, as first written."""
    found: dict[str, Interaction] = {}
    for record in community():
        if isinstance(record, Interaction):
            found.setdefault(record.native_id, record)
    return found


def messages(direction: str) -> list[Interaction]:
    return [
        i
        for i in interactions().values()
        if i.text is not None and i.direction == direction and i.kind != "poll_vote"
    ]


def day(number: int, hours: float = 24) -> Window:
    start = BEGINS + timedelta(days=number)
    return Window(start, start + timedelta(hours=hours))


# ------------------------------------------------------------------ the same whenever it is asked


def test_a_window_is_the_same_every_time() -> None:
    assert read(sandbox(), "conversations", day(60)) == read(sandbox(), "conversations", day(60))


def test_another_seed_is_another_community() -> None:
    assert read(sandbox(seed=2), "conversations", day(60)) != read(sandbox(), "conversations", day(60))


@pytest.mark.parametrize("stream", ["conversations", "counts"])
def test_small_windows_together_say_what_a_large_one_says(stream: str) -> None:
    def facts(records: Iterable[Record]) -> list[str]:
        return sorted(repr(record) for record in records if not isinstance(record, Profile))

    start = BEGINS + timedelta(days=62, hours=7, minutes=13)
    cuts = [start + timedelta(hours=hours) for hours in (0, 1, 5, 24, 31.5, 72)]
    pieces = [Window(*ends) for ends in pairwise(cuts)]
    together = [record for piece in pieces for record in read(sandbox(), stream, piece)]
    assert facts(together) == facts(read(sandbox(), stream, Window(cuts[0], cuts[-1])))


def test_nothing_happens_before_the_beginning_and_life_goes_on_after_the_demo() -> None:
    before = Window(BEGINS - timedelta(days=30), BEGINS)
    assert read(sandbox(), "conversations", before) == []
    assert read(sandbox(), "counts", before) == []
    assert len(read(sandbox(), "conversations", day(400))) > 50


def test_everything_of_a_window_happens_in_it() -> None:
    window = day(50, 6)
    for record in read(sandbox(), "conversations", window):
        match record:
            case Interaction():
                assert window.start <= (record.edited_at or record.occurred_at) < window.end
            case Deletion():
                assert window.start <= record.deleted_at < window.end


def test_a_large_community_is_as_easy_to_look_into() -> None:
    large = sandbox(days=365, members=200_000, interactions=10_000_000)
    window = Window(DEMO_NOW - timedelta(minutes=5), DEMO_NOW)
    first = next(iter(large.fetch("conversations", window, None)))
    assert len(list(large.parse("conversations", first, window))) > 50


# ------------------------------------------------------------------ as large as wished


@pytest.mark.parametrize(("count", "members"), [(2000, 200), (8000, 600), (20_000, 1000)])
def test_there_are_about_as_many_interactions_and_members_as_wished(count: int, members: int) -> None:
    records = read(sandbox(interactions=count, members=members), "conversations", ALL)
    found = {r.native_id: r for r in records if isinstance(r, Interaction)}
    authors = {
        r.author_native_id for r in found.values() if r.direction == "inbound" and len(r.author_native_id) < 9
    }
    assert count * 0.93 < len(found) < count * 1.07
    assert members * 0.8 < len(authors) < members * 1.1


def test_pages_are_bounded() -> None:
    connector = sandbox(interactions=20_000)
    pages = list(connector.fetch("conversations", ALL, None))
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert max(page.body.count(b"\n") for page in pages) == 2_000


# ------------------------------------------------------------------ like a community


def test_every_kind_of_thing_happens() -> None:
    kinds = Counter((i.direction, i.kind) for i in interactions().values())
    inbound = {kind for direction, kind in kinds if direction == "inbound"}
    assert inbound == {
        "mention", "reply", "comment", "direct_message", "ugc_post", "review", "quote", "story_reply", "reaction",
        "share", "follow", "poll_vote",
    }  # fmt: skip
    assert {kind for direction, kind in kinds if direction == "outbound"} == {
        "post", "reply", "direct_message", "reaction",
    }  # fmt: skip


def test_a_vote_says_which_of_its_polls_options_it_is_for() -> None:
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for item in interactions().values():
        if item.kind == "poll_vote":
            votes[str(item.post_native_id)][str(item.text)] += 1
    assert len(votes) > 5
    assert all(2 <= len(options) <= 3 for options in votes.values() if options.total() > 20)
    assert all("{" not in option and "|" not in option for options in votes.values() for option in options)


def test_answers_come_after_what_they_answer_and_belong_to_its_thread() -> None:
    known = interactions()
    replies = [i for i in known.values() if i.parent_native_id]
    assert len(replies) > 1000
    for reply in replies:
        parent = known[str(reply.parent_native_id)]
        assert parent.occurred_at < reply.occurred_at
        assert parent.root_native_id == reply.root_native_id


def test_conversations_are_nested() -> None:
    known = interactions()

    def depth(item: Interaction) -> int:
        return 1 + depth(known[item.parent_native_id]) if item.parent_native_id else 0

    depths = Counter(depth(i) for i in known.values() if i.text is not None)
    assert all(depths[level] > 10 for level in range(5))


def answered_after() -> list[timedelta | None]:
    """For each question and complaint that starts a conversation: how long until the brand's first answer."""
    first: dict[str, datetime] = {}
    for item in messages("outbound"):
        root = str(item.root_native_id)
        first[root] = min(first.get(root, item.occurred_at), item.occurred_at)
    old = DEMO_NOW - timedelta(days=5)
    asked = [
        i
        for i in messages("inbound")
        if "?" in str(i.text) and not i.parent_native_id and i.occurred_at < old
    ]
    return [first[i.native_id] - i.occurred_at if i.native_id in first else None for i in asked]


def test_most_questions_are_answered_within_a_day_some_late_some_never() -> None:
    delays = answered_after()
    late = sum(1 for delay in delays if delay is not None and delay > timedelta(hours=24))
    never = delays.count(None)
    in_time = len(delays) - late - never
    assert in_time > 0.55 * len(delays)
    assert late > 0.04 * len(delays)
    assert never > 0.003 * len(delays)


def test_the_brand_answers_mostly_in_its_office_hours_in_its_own_zone() -> None:
    local = [i.occurred_at.astimezone(LONDON) for i in messages("outbound") if i.kind == "reply"]
    at_work = [t for t in local if t.weekday() < 5 and 9 <= t.hour < 18]
    assert 0.7 < len(at_work) / len(local) < 0.9
    weekend = [t for t in local if t.weekday() >= 5]
    assert weekend, "somebody looks in at the weekend"


def test_people_sleep_at_night_and_talk_in_the_evening() -> None:
    hours = Counter(
        i.occurred_at.astimezone(LONDON).hour for i in messages("inbound") if not i.parent_native_id
    )
    assert sum(hours[h] for h in range(1, 5)) < 0.5 * sum(hours[h] for h in range(18, 22))


def test_an_event_draws_a_burst_of_conversation() -> None:
    days = Counter(i.occurred_at.date() for i in interactions().values())
    usual = sorted(days.values())[len(days) // 2]
    assert days[(BEGINS + timedelta(days=65)).date()] > 1.6 * usual


def test_a_few_members_talk_much_and_many_a_little() -> None:
    counts = Counter(i.author_native_id for i in interactions().values() if i.direction == "inbound")
    ranked = sorted(counts.values(), reverse=True)
    assert sum(ranked[: len(ranked) // 10]) > 0.35 * sum(ranked)
    assert ranked[0] < 0.05 * sum(ranked)
    assert sum(1 for count in ranked if count <= 3) > 0.25 * len(ranked)


def test_members_arrive_all_the_time_and_some_regulars_are_not_heard_of_again() -> None:
    seen = defaultdict(list)
    for item in interactions().values():
        if item.direction == "inbound":
            seen[item.author_native_id].append(item.occurred_at)
    last_month = DEMO_NOW - timedelta(days=30)
    assert sum(1 for times in seen.values() if min(times) > last_month) > 100
    assert sum(1 for times in seen.values() if len(times) > 5 and max(times) < last_month) > 15


def test_five_languages_are_spoken() -> None:
    spoken = Counter(i.lang for i in messages("inbound"))
    assert set(spoken) == set(LANGUAGES)
    assert spoken.most_common(1)[0][0] == "en"
    assert spoken["en"] < 0.8 * spoken.total()


def test_the_brand_answers_in_the_language_it_was_asked_in() -> None:
    known = interactions()
    replies = [i for i in messages("outbound") if i.parent_native_id]
    assert all(i.lang == known[str(i.root_native_id)].lang for i in replies)


def test_texts_do_not_look_repetitive() -> None:
    long = [
        str(i.text)
        for direction in ("inbound", "outbound")
        for i in messages(direction)
        if len(str(i.text)) > 60
    ]
    assert len(long) > 1000
    assert len(set(long)) > 0.9 * len(long)


def test_no_text_shows_its_seams() -> None:
    for direction in ("inbound", "outbound"):
        for item in messages(direction):
            assert not re.search(r"[{}]|  |\bNone\b|\.\.(?!\.)|@ ", str(item.text)), item.text


def test_spam_comes_from_accounts_that_come_once() -> None:
    links = [
        i
        for i in messages("inbound")
        if any(".example/" in link for link in i.links) and "win." in str(i.text)
    ]
    assert links
    assert len({i.author_native_id for i in links}) == len(links)


def test_what_members_made_comes_with_pictures_and_is_a_post_too() -> None:
    made = [r for r in community() if isinstance(r, Post) and r.is_ugc]
    assert len(made) > 40
    assert {kind for post in made for kind in post.media} == {"photo", "video"}
    assert all(post.hashtags for post in made if post.edited_at is None and post.text and "#" in post.text)


def test_an_edit_changes_the_text_and_keeps_the_moment_it_was_written() -> None:
    edits = [r for r in community() if isinstance(r, Interaction) and r.edited_at]
    assert len(edits) > 20
    for edit in edits:
        first = interactions()[edit.native_id]
        assert (first.occurred_at, first.author_native_id) == (edit.occurred_at, edit.author_native_id)
        assert edit.edited_at is not None
        assert edit.edited_at > edit.occurred_at
    assert sum(1 for edit in edits if edit.text != interactions()[edit.native_id].text) > 0.9 * len(edits)


def test_deletions_and_unfollows_refer_to_what_was_there() -> None:
    gone = [r for r in community() if isinstance(r, Deletion)]
    known = interactions()
    assert {known[d.native_id].kind for d in gone} > {"follow", "mention"}
    assert all(known[d.native_id].occurred_at < d.deleted_at for d in gone)


# ------------------------------------------------------------------ counts


def test_a_posts_counts_grow_and_agree_with_what_was_collected() -> None:
    window = Window(BEGINS + timedelta(days=30), BEGINS + timedelta(days=42))
    snapshots: dict[str, list[PostSnapshot]] = defaultdict(list)
    for record in read(sandbox(), "counts", window):
        if isinstance(record, PostSnapshot):
            snapshots[record.native_id].append(record)
    post = "p31-0"
    seen = snapshots[post]
    assert [s.captured_at.hour for s in seen] == [5] * 10
    for name in ("reactions", "comments", "shares", "saves", "clicks", "reach", "impressions"):
        values = [getattr(s, name) for s in seen]
        assert values == sorted(values)
        assert all(isinstance(value, int) for value in values)
    last = seen[-1].captured_at
    known = [i for i in interactions().values() if i.post_native_id == post and i.occurred_at <= last]
    reactions = [i for i in known if i.kind in {"reaction", "poll_vote"} and i.parent_native_id == post]
    assert seen[-1].reactions == len(reactions)
    assert seen[-1].comments == sum(
        1 for i in known if i.text is not None and i.native_id != post and i.kind != "poll_vote"
    )
    assert seen[-1].shares == sum(1 for i in known if i.kind == "share")


def test_followers_are_the_follows_less_the_unfollows() -> None:
    snapshots = [r for r in read(sandbox(), "counts", ALL) if isinstance(r, AudienceSnapshot)]
    assert len(snapshots) == 90
    first, last = snapshots[0], snapshots[-1]

    def between(moment: datetime) -> bool:
        return first.captured_at <= moment < last.captured_at

    follows = sum(1 for i in interactions().values() if i.kind == "follow" and between(i.occurred_at))
    unfollows = sum(
        1
        for r in community()
        if isinstance(r, Deletion) and r.native_id.startswith("f") and between(r.deleted_at)
    )
    assert follows > 200
    assert unfollows > 10
    assert last.followers == (first.followers or 0) + follows - unfollows


# ------------------------------------------------------------------ the parser and the words


@pytest.mark.parametrize(
    "line", [b"<html>", b"{}", b'{"type": "message"}', b'{"type": "dance"}', b"[1]", b"\xff", b"null"]
)
def test_a_line_of_another_kind_is_a_bad_row_and_the_others_are_read(line: bytes) -> None:
    connector = sandbox()
    (page, *_) = connector.fetch("conversations", day(10), None)
    broken = Page(1, line + b"\n" + page.body, page.fetched_at)
    first, *others = connector.parse("conversations", broken, day(10))
    assert isinstance(first, BadRow)
    assert first.location == "page 1 line 1"
    assert others == list(connector.parse("conversations", page, day(10)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_slot_of_every_sentence_can_be_filled(lang: str) -> None:
    known = bank(lang)
    fillable = FIXED | known.slots.keys() | known.turns.keys()
    cuts = [
        cut for said in known.say.values() for sentence in said for cut in (sentence.cut, *sentence.answers)
    ]
    in_turns = {
        slot
        for values in known.turns.values()
        for value in values
        for slot in re.findall(r"\{(\w+)\}", value)
    }
    assert in_turns <= FIXED | known.slots.keys()
    assert {slot for cut in cuts for slot in cut[1::2]} <= fillable


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_brand_has_an_answer_to_everything(lang: str) -> None:
    known = bank(lang)
    silent = {"spam", "off_topic", "edited", "edited_ask", "tail_ask", "tail_case", "tail_warm"}
    spoken_among_peers = {
        "peer_help",
        "peer_agree",
        "me_too",
        "thanks_peer",
        "thanks_short",
        "thanks_detail",
        "thanks_case",
        "banter",
    }
    for intent, said in known.say.items():
        if intent in silent | spoken_among_peers or intent.startswith(("re_", "post_")):
            continue
        has_answers = all(sentence.answers for sentence in said)
        assert has_answers or f"re_{intent}" in known.say or f"re_{intent}" in bank("en").say, intent
