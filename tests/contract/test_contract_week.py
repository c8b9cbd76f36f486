"""One week of a brand, told alike by every network, as far as each declares to tell it (connectors/capabilities.py)."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from found import Found, as_told, feed_of, how, is_given
from stage import PATIENCE
from week import DONE, LATER, ME, NOW, SAID, WINDOW, Told, at

from connectors.records import AudienceSnapshot, BadRow, Deletion, Interaction, PostSnapshot, Profile

NEAR = timedelta(seconds=3)
"""An act on a double takes up to two seconds."""


def is_near(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= NEAR


def test_the_week_is_a_week_of_about_two_thousand_interactions() -> None:
    from compose import FILE, composed

    assert FILE.read_text(encoding="utf-8") == composed(), "run tests/networks/week/compose.py"
    assert len(FILE.read_text(encoding="utf-8").splitlines()) > 2_000


def test_everything_that_was_said_arrives_and_nothing_else(week: Any) -> None:
    expected = {key for key, event in week.told.said.items() if is_given(event, week.declared)}
    found = week.first.said()
    kinds = {key: SAID[event.act] for key, event in week.told.said.items()}

    missing = {f"{key}: no {kinds[key]}, which is declared" for key in expected - found.keys()}
    more = {
        f"{key}: told as {found[key].kind}; the week's is {kinds.get(key, 'none')}, which is not declared"
        for key in found.keys() - expected
    }
    assert missing | more == set()


def test_the_brands_own_posts_are_posts_too(week: Any) -> None:
    posts = [e for e in week.told.said.values() if e.act == "post" and is_given(e, week.declared)]
    found = week.first.posts()

    assert set(found) >= {e.id for e in posts}
    for event in posts:
        text = week.told.texts[event.id][-1 if "post" in week.declared.edited else 0]
        assert (found[event.id].text, is_near(found[event.id].published_at, at(event))) == (text, True)


def test_metrics_know_what_they_miss_without_a_stream(week: Any) -> None:
    """`feeds` names what nothing but this stream tells; else a window that is not collected would be no gap of it."""
    streams = [s for s in week.stage.connector(NOW, 10, PATIENCE).streams if s.mode == "events"]
    told = {
        s.name: {one.native_id: feed_of(one) for one in week.stage.by_stream[s.name] if feed_of(one)}
        for s in streams
    }
    tellers = Counter(native for found in told.values() for native in found)
    for stream in streams:
        alone = {feed for native, feed in told[stream.name].items() if tellers[native] == 1}
        is_never_missed = stream.feeds == ()  # a stream may say so
        assert is_never_missed or alone <= set(stream.fed), (
            f"`feeds` of {stream.name} lacks {alone - set(stream.fed)}"
        )


def test_how_things_stand_is_told_of_the_window_that_was_looked_at(week: Any) -> None:
    """Not of the moment of the request (`seen_at` of connectors/reading.py): the run of that window must see it."""
    for found, end in ((week.first, WINDOW.end), (week.later, LATER.end)):
        snapshots = [one for one in found.records if isinstance(one, PostSnapshot | AudienceSnapshot)]
        gone = [one for one in found.records if isinstance(one, Deletion)]
        assert [one for one in snapshots if one.captured_at >= end] == []
        assert [one for one in gone if one.deleted_at >= end] == []
        assert [one for one in found.people.values() if one.seen_at is not None and one.seen_at >= end] == []
    in_parts = [one for one in week.by_parts.records if isinstance(one, PostSnapshot | AudienceSnapshot)]
    assert [
        one for one in in_parts if one.captured_at >= WINDOW.end
    ] == []  # what stands now is no event of the past


def test_the_same_week_in_parts_says_the_same(week: Any) -> None:
    in_time = {
        key
        for key, event in week.told.said.items()
        if is_given(event, week.declared) and (event.act != "hashtag" or key in week.by_parts.said())
    }

    assert set(week.by_parts.said()) == in_time


def test_who_said_what_in_answer_to_what_is_told_alike(week: Any) -> None:
    found, wrong = week.first.said(), {}
    for key, event in week.told.said.items():
        if is_given(event, week.declared):
            one, expected = found[key], as_told(week.told, event, week.declared)
            if event.act == "hashtag":
                expected["by"] = week.first.who(one)  # some searches do not name the author
            told = {
                "kind": one.kind,
                "direction": one.direction,
                "by": week.first.who(one),
                "text": one.text,
                "parent": week.first.event(one.parent_native_id),
                "root": week.first.event(one.root_native_id),
                "post": week.first.event(one.post_native_id),
            }
            if not (expected.items() <= told.items() and is_near(one.occurred_at, at(event))):
                wrong[key] = (expected, told, one.occurred_at, at(event))

    assert wrong == {}


def test_a_message_that_several_streams_tell_is_the_same_every_time(week: Any) -> None:
    tellings: dict[str, set[Any]] = {}
    for one in (*week.first.records, *week.by_parts.records, *week.later.records):
        if isinstance(one, Interaction) and not one.is_blocked and one.kind not in DONE.values():
            key = (one.kind, one.direction, one.author_native_id, one.parent_native_id)
            tellings.setdefault(one.native_id, set()).add(key)

    assert {native: keys for native, keys in tellings.items() if len(keys) > 1} == {}


def test_a_private_conversation_is_one_thread_and_nobody_elses(week: Any) -> None:
    roots: dict[str, set[str | None]] = {}
    for key, one in week.first.said().items():
        if one.kind == "direct_message":
            roots.setdefault(week.told.said[key].to, set()).add(one.root_native_id)

    assert all(len(found) == 1 and None not in found for found in roots.values())
    assert len({next(iter(found)) for found in roots.values()}) == len(roots)


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
@pytest.mark.parametrize("act", sorted(DONE))
def test_what_was_done_without_words_arrives_as_declared(week: Any, act: str, direction: str) -> None:
    happened = [e for e in week.told.done if e.act == act and (e.by == ME) == (direction == "outbound")]
    found = week.first.done(DONE[act], direction)
    if not happened:
        assert not found
        return
    declared = how(happened[0], week.declared)
    expected = {(DONE[act], e.by, e.to): at(e) for e in happened}

    if declared in ("dated", "seen"):
        assert set(found) == set(expected)
    else:
        assert not found
    if declared == "dated":
        late = {
            key: times for key, times in found.items() if not all(is_near(t, expected[key]) for t in times)
        }
        assert late == {}


@pytest.mark.parametrize("act", ["react", "share"])
def test_what_is_done_with_a_post_belongs_to_it(week: Any, act: str) -> None:
    """Or no figure of the post counts it."""
    posts = {
        week.stage.ids[e.id] for e in week.told.said.values() if e.act == "post" and e.id in week.stage.ids
    }
    told = [one for tellings in week.first.interactions.values() for one in tellings if one.kind == DONE[act]]

    assert [
        one for one in told if one.parent_native_id in posts and one.post_native_id != one.parent_native_id
    ] == []


def test_what_came_after_the_week_arrives_with_the_next_look(week: Any) -> None:
    new_said = [e for key, e in week.told_later.said.items() if key not in week.told.said]
    new_done = [e for e in week.told_later.done if e not in week.told.done]
    told, acts = (
        week.later.said(),
        {key for kind in DONE.values() for key in week.later.done(kind, "inbound")},
    )

    assert {e.id for e in new_said if is_given(e, week.declared)} <= set(told)
    wanted = {(DONE[e.act], e.by, e.to) for e in new_done if how(e, week.declared) not in ("no", "counted")}
    assert wanted <= acts


def test_an_edit_has_its_time_and_the_text_before_it_where_declared(week: Any) -> None:
    declared, found = week.declared, week.first.said()
    edited = [week.told.said[key] for key in week.told.edited_at if key in week.told.said]
    seen = [e for e in edited if SAID[e.act] in declared.edited]
    assert seen or declared.edits == "no"
    for event in seen:
        time = found[event.id].edited_at
        if declared.edits == "dated":
            assert time is not None
            assert is_near(time, week.told.edited_at[event.id])
        else:
            assert time is None
        assert (week.told.texts[event.id][0] in week.first.texts(event.id)) == declared.has_first_text


def test_an_edit_after_the_look_arrives_with_the_next(week: Any) -> None:
    new = week.told_later.edited_at.keys() - week.told.edited_at.keys()
    edited = [week.told_later.said[key] for key in new]
    seen = {e.id for e in edited if SAID[e.act] in week.declared.edited}

    told = week.later.said()
    assert {key: told[key].text for key in seen} == {key: week.told_later.texts[key][-1] for key in seen}


def test_what_was_deleted_and_who_blocked_the_brand_is_told_as_declared(week: Any) -> None:
    declared, told = week.declared, week.told_later
    deleted = {
        key for key, e in told.gone.items() if key in week.told.said and SAID[e.act] in declared.deletions
    }
    blocked = {key for key in told.blocked if is_given(told.said[key], declared)}
    marked = {key for key, one in week.later.said().items() if one.is_blocked}

    assert week.later.gone() == deleted | (blocked if declared.blocks == "as deleted" else set())
    assert marked == (blocked if declared.blocks == "told" else set())
    assert week.first.gone() <= week.told.gone.keys()  # what was deleted before anybody looked


def test_the_counts_of_a_post_are_those_of_the_week(week: Any) -> None:
    counts = week.first.counts()
    if not week.declared.post_counts:
        assert not counts
        return
    acts = Counter((e.act, e.to) for e in [*week.told.done, *week.told.said.values()])
    below = Counter(week.told.root(e) for e in week.told.said.values() if e.act in ("comment", "reply"))
    for post in (e.id for e in week.told.said.values() if e.act == "post"):
        one = counts[post]
        exact = {
            "reactions": acts["react", post],
            "shares": acts["share", post],
            "quotes": acts["quote", post],
        }
        if week.declared.kinds.get("quote", "no") != "no" and "quotes" not in week.declared.post_counts:
            exact["shares"] += acts["quote", post]  # a network that does not count them apart
        declared = exact.keys() & week.declared.post_counts
        assert {name: getattr(one, name) for name in declared} == {name: exact[name] for name in declared}
        assert one.comments is None or acts["comment", post] <= one.comments <= below[post]


def test_no_number_and_nothing_of_a_person_is_given_but_what_is_declared(week: Any) -> None:
    key = {"platform", "native_id", "captured_at"}
    members = [
        one
        for one in week.first.records
        if not (isinstance(one, Profile) and (one.handle is None or week.stage.is_brand(one)))
    ]
    found = Found(week.stage, members)
    person = key | {"permalink", "seen_at", "is_bot"}  # of some networks only bots are told from others

    assert found.given(PostSnapshot, key) == week.declared.post_counts
    assert found.given(AudienceSnapshot, key) == week.declared.account_counts
    assert found.given(Profile, person) == week.declared.people - {"is_bot"}


def test_links_lead_where_declared(week: Any) -> None:
    messages = week.first.said().values()

    assert {one.permalink is not None for one in messages} == {week.declared.has_links}
    assert all(str(one.permalink).startswith(("https://", week.stage.server.url)) for one in messages)
    inbound = [one for one in messages if one.direction == "inbound" and one.kind != "direct_message"]
    assert {one.compose_link is not None for one in inbound} == {week.declared.has_compose}


def test_photos_are_told(week: Any) -> None:
    shown = {e.id for e in week.told.said.values() if e.photo and is_given(e, week.declared)}
    if not week.declared.has_media:
        assert not any(one.media for one in week.first.said().values())
        return

    assert {key for key in shown if "photo" not in week.first.said()[key].media} == set()


def test_nothing_is_unreadable(week: Any) -> None:
    everything = (*week.first.records, *week.by_parts.records, *week.later.records)

    assert [one for one in everything if isinstance(one, BadRow)] == []


def test_the_week_holds_every_kind_of_event() -> None:
    from week import events

    told = Told.of(events())
    assert {e.act for e in told.said.values()} == set(SAID)
    assert {e.act for e in told.done} == set(DONE)
    assert told.gone
    assert told.blocked
