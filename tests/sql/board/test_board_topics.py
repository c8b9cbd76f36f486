"""What a week was about, read from the warehouse as of a moment."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from connectors import warehouse
from tasks import marts, week_topics
from tasks.board import read_week
from tasks.core.digest.clusters import clusters, design_effect
from tasks.core.digest.rates import Rate
from tasks.core.digest.week_topics import Topic, WeekTopics
from tasks.week_topics import read_topics

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # the Monday after; London is at UTC
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def shared(postgres: Engine) -> Iterator[Engine]:
    """One warehouse for all of these tests: each takes back what it wrote."""
    with postgres.connect() as admin:
        admin.execute(text("create database board_topics template template_rapport"))
    url = postgres.url.set(database="board_topics").render_as_string(hide_password=False)
    yield warehouse.engine(url)
    warehouse.engine(url).dispose()
    with postgres.connect() as admin:
        admin.execute(text("drop database board_topics with (force)"))


@pytest.fixture
def connection(shared: Engine) -> Iterator[Connection]:
    with shared.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.fixture
def core(core: Any) -> Any:
    core.now = NOW
    return core


def crowd(core: Any, words: str, people: int, ago: timedelta = 3 * DAY, **more: Any) -> list[int]:
    """So many people who each say it, and the messages' ids."""
    start = core.numbers.get("people", 0)
    core.numbers["people"] = start + people
    return [
        core.says(core.person(f"{core.brand}-{start + n}"), words, ago, **{"tier": "T2"} | more)
        for n in range(people)
    ]


def read(core: Any, as_of: datetime = NOW, **config: Any) -> WeekTopics:
    return read_topics(core.connection, core.config(**config), MONDAY, as_of)


def topic(core: Any, name: str, as_of: datetime = NOW, **config: Any) -> Topic | None:
    return next((one for one in read(core, as_of, **config).topics if one.name == name), None)


def shares(core: Any, name: str, **more: Any) -> tuple[Rate, Rate] | None:
    found = topic(core, name, **more)
    return (found.share, found.before) if found else None


def test_a_topic_has_its_people_of_all_who_wrote_and_those_of_the_eight_weeks_before(core: Any) -> None:
    parcels = crowd(core, "Where is my parcel?", 6)
    crowd(core, "thank you", 20)
    for weeks in (1, 8, 9):
        crowd(core, "Where is my parcel?", 3, 3 * DAY + weeks * 7 * DAY)
    who = core.person("twice a week")
    for ago in (8 * DAY, 9 * DAY, 15 * DAY):
        core.says(who, "hello", ago)
    assert shares(core, "parcel") == (Rate(6, 26), Rate(6, 8))
    found = topic(core, "parcel")
    assert found is not None
    assert found.messages == len(parcels)


def test_weeks_that_were_not_wholly_collected_are_nothing_to_compare_with(core: Any, other: Any) -> None:
    crowd(core, "thank you", 20)
    crowd(core, "Where is my parcel?", 6)
    for weeks in (1, 2):
        crowd(core, "Where is my parcel?", 3, 3 * DAY + weeks * 7 * DAY)
    gap = {"cause": "missing", "feed": "messages", "reason": "x"}
    other.put("marts.unknown_day", account="bluesky:other", day=MONDAY - 3 * DAY, **gap)
    core.put("marts.unknown_day", account="bluesky:new", day=MONDAY - 3 * DAY, **gap | {"cause": "untracked"})
    core.put("marts.unknown_day", account="bluesky:acme", day=MONDAY - 3 * DAY, **gap | {"feed": "counts"})
    assert shares(core, "parcel") == (Rate(6, 26), Rate(6, 6))
    core.put("marts.unknown_day", account="bluesky:acme", day=MONDAY - 10 * DAY, **gap)
    assert shares(core, "parcel") == (Rate(6, 26), Rate(3, 3))
    assert read(core).weeks_left_out == 1


def test_an_empty_week_and_an_empty_warehouse_have_nothing_to_tell(core: Any) -> None:
    assert read(core) == WeekTopics()
    crowd(core, "Where is my parcel?", 6, 10 * DAY)
    assert read(core).languages == ()


def test_what_bots_own_accounts_and_spam_say_is_no_topic_nor_what_was_deleted_early(core: Any) -> None:
    crowd(core, "thank you", 25)
    crowd(core, "Where is my parcel?", 4, tier="none")
    crowd(core, "Where is my parcel?", 4, deleted_at=NOW - 3 * DAY + timedelta(hours=2))
    for n in range(4):
        core.says(core.person(f"bot{n}", is_bot=True), "Where is my parcel?", DAY)
        core.says(core.person(f"own{n}", is_own=True), "Where is my parcel?", DAY)
    assert topic(core, "parcel") is None


def test_nothing_from_after_the_week_or_after_the_moment_is_told(core: Any) -> None:
    crowd(core, "thank you", 25)
    crowd(core, "Where is my parcel?", 4)
    crowd(core, "Where is my parcel?", 9, timedelta(hours=1))  # on the Monday after
    assert shares(core, "parcel") == (Rate(4, 29), Rate(0, 0))
    assert topic(core, "parcel", NOW - 4 * DAY) is None


def test_a_text_is_read_as_it_stood_at_the_end_of_the_week(core: Any) -> None:
    crowd(core, "thank you", 25)
    for number in crowd(core, "Where is my parcel?", 4):
        core.change(number, text="Where is my kettle?", edited_at=NOW - timedelta(hours=2))
    for number in crowd(core, "Where is my voucher?", 4):
        core.change(number, text="Where is my grinder?", edited_at=NOW - 2 * DAY)
    assert {one.name for one in read(core).topics} == {"parcel", "grinder"}


def test_deleted_and_blocked_messages_are_counted_and_not_quoted(core: Any) -> None:
    crowd(core, "thank you", 25)
    gone = crowd(core, "Where on earth is my parcel?", 2, 5 * DAY)
    for number in gone:
        core.change(number, deleted_at=NOW - DAY)
    (blocked,) = crowd(core, "Where the devil is my parcel?", 1, 5 * DAY)
    core.change(blocked, is_blocked=True)
    (seen,) = crowd(core, "Is there any trace of my parcel?", 1)
    found = topic(core, "parcel")
    assert found is not None
    assert (found.messages, [quote.interaction_id for quote in found.quotes]) == (4, [seen])


def test_who_waits_is_named_as_of_the_moment_the_longest_first(core: Any) -> None:
    crowd(core, "thank you", 25)
    late, early, answered, small = (
        core.says(core.person(who), "Where is my parcel?", ago, tier=tier, permalink=f"https://x.example/{who}")
        for who, ago, tier in (
            ("Late", 2 * DAY, "T1"), ("Early", 4 * DAY, "T2"), ("Answered", 5 * DAY, "T1"), ("Small", 5 * DAY, "T4"),
        )
    )  # fmt: skip
    core.replies(answered, "On its way!", DAY)
    found = topic(core, "parcel")
    assert found is not None
    assert [one.member_name for one in found.waiting] == ["Early", "Late"]
    assert found.waiting_count == 2
    before = topic(core, "parcel", NOW - 36 * timedelta(hours=1))
    assert before is not None
    assert before.waiting_count == 3
    assert late != early != small


def test_how_messages_sound_is_read_from_their_assignment(core: Any) -> None:
    crowd(core, "thank you", 40)
    for number, (sentiment, flags) in zip(
        crowd(core, "the kettle", 6), [(-0.9, []), (-0.3, []), (None, ["complaint"]), (0.8, []), (None, []), (0.0, [])],
        strict=True,
    ):  # fmt: skip
        core.connection.execute(
            text("""with a as (insert into core.tier_assignment
                                   (brand, interaction_id, tier, confidence, sentiment, flags, engine, assigned_at)
                               values ('acme', :n, 'T2', 1, :s, :f, 'test', now()) returning assignment_id)
                    update core.tier_in_force f set assignment_id = a.assignment_id
                    from a where f.interaction_id = :n"""),
            {"n": number, "s": sentiment, "f": flags},
        )
    found = topic(core, "kettle")
    assert found is not None
    assert (found.positive, found.negative, found.troubled, found.rest) == (1, 2, Rate(3, 6), Rate(0, 40))
    assert found.is_pain_point


def heated(core: Any, threads: int = 12, people: int = 8, ago: timedelta = 3 * DAY, **more: Any) -> None:
    """Threads in which everybody sounds alike, in one angry and in the next one not; of new people each."""
    for n in range(threads):
        for number in crowd(core, f"word {n}", people, ago, thread_key=f"{ago}-{n}", **more):
            feels(core, number, -0.9 if n % 2 else 0.9)


def feels(core: Any, number: int, sentiment: float) -> None:
    core.connection.execute(
        text("""with a as (insert into core.tier_assignment
                               (brand, interaction_id, tier, confidence, sentiment, engine, assigned_at)
                           values (:b, :n, 'T2', 1, :s, 'test', now()) returning assignment_id)
                update core.tier_in_force f set assignment_id = a.assignment_id
                from a where f.brand = :b and f.interaction_id = :n"""),
        {"b": core.brand, "n": number, "s": sentiment},
    )


def of_threads(threads: int = 12, people: int = 8) -> float:
    """By how much such threads' messages vary more than if they stood by themselves."""
    return design_effect(clusters((n, n % 2 > 0) for n in range(threads) for _ in range(people)))


@pytest.mark.parametrize("most", [20_000, 24])
def test_moods_go_together_as_all_messages_do_however_few_are_read_for_topics(
    core: Any, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(week_topics, "WEEK_MOST", most)
    monkeypatch.setattr(week_topics, "BEFORE_MOST", most)
    heated(core)
    heated(core, ago=10 * DAY)
    heated(core, ago=17 * DAY)
    marts.recompute(core.connection, "acme", NOW)
    negative = next(mood for mood in read(core).moods if mood.name == "negative")
    assert negative.week == Rate(48, 96, design=pytest.approx(of_threads()))
    assert negative.before == Rate(96, 192, design=pytest.approx(of_threads(24)))


def test_who_writes_often_in_many_weeks_is_one_case_of_them_all(core: Any) -> None:
    for n in range(20):
        who = core.person(f"person {n}")
        for weeks in range(4):
            feels(core, core.says(who, "hello", (3 + 7 * weeks) * DAY, tier="T2"), -0.9 if n % 2 else 0.9)
    marts.recompute(core.connection, "acme", NOW)
    negative = next(mood for mood in read(core).moods if mood.name == "negative")
    assert negative.week.design == pytest.approx(20 / 19)
    assert negative.before.design == pytest.approx(3 * 20 / 19)


def test_weeks_that_are_left_out_of_topics_have_moods_no_surer_than_others(core: Any) -> None:
    heated(core, ago=10 * DAY)
    crowd(core, "thank you", 2)
    core.put(
        "marts.unknown_day",
        account="bluesky:acme",
        day=MONDAY - 3 * DAY,
        cause="missing",
        feed="messages",
        reason="x",
    )
    found = read(core)
    assert found.weeks_left_out == 1
    design = found.designs["sentiment_negative", "all", "all", MONDAY - 7 * DAY]
    assert design == pytest.approx(of_threads())


def test_a_language_is_as_sure_as_its_own_people_make_it(core: Any) -> None:
    heated(core, threads=6, lang="de", tier="T1")
    for n, number in enumerate(crowd(core, "hello", 60, lang="en", tier="T2")):
        feels(core, number, -0.9 if n % 2 else 0.9)
    marts.recompute(core.connection, "acme", NOW)
    trends = read_week(core.connection, core.config(), MONDAY, NOW).trends

    def design(dimension: str, value: str) -> float:
        series = trends.of("sentiment_negative", dimension, value)
        assert series is not None
        point = series.at(MONDAY)
        assert point is not None
        assert point.rate is not None
        assert point.band == point.rate.interval()
        return point.rate.design

    assert design("language", "de") == design("tier", "T1") == pytest.approx(of_threads(6))
    assert design("language", "en") == design("tier", "T2") == pytest.approx(60 / 59)
    assert design("platform", "bluesky") == design("all", "all") > 2


def test_a_brand_never_hears_another_brands_talk(core: Any, other: Any) -> None:
    other.now = NOW
    crowd(core, "thank you", 25)
    crowd(other, "thank you", 11)
    crowd(other, "Where is my parcel?", 9)
    assert [one.messages for one in read(core).languages] == [25]
    assert topic(core, "parcel") is None
    assert topic(other, "parcel") is not None


def test_the_languages_stand_apart_and_what_says_none_is_the_brands_own(core: Any) -> None:
    crowd(core, "Wo bleibt mein Paket?", 12, lang="de-AT")
    crowd(core, "danke", 12, lang="de")
    crowd(core, "where is my parcel", 9)
    crowd(core, "thanks", 21, lang="en-GB")
    english, german = read(core).languages
    assert (english.language, english.messages, english.topics[0].name) == ("en", 30, "parcel")
    assert (german.language, german.messages, german.topics[0].name) == ("de", 24, "Paket")


def test_topics_the_brand_names_come_first_and_its_own_name_is_none(core: Any) -> None:
    crowd(core, "Acme kettle", 15)
    crowd(core, "an invoice, Acme", 5)
    found = read(core, topics={"billing": ("invoice",)}).topics
    assert [(one.name, one.is_named) for one in found] == [("billing", True), ("kettle", False)]


def test_of_very_many_messages_those_of_the_same_people_are_read(
    core: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(60):
        who = core.person(f"person {n}")
        for _ in range(2):
            core.says(who, "Where is my parcel?" if n % 2 else "the kettle", 3 * DAY, tier="T2")
    monkeypatch.setattr(week_topics, "WEEK_MOST", 60)
    sampled = read(core)
    (language,) = sampled.languages
    assert sampled.sampled == 0.5
    assert language.messages == 2 * language.people
    assert 15 <= language.people <= 45
    assert read(core) == sampled


def test_moods_are_those_of_the_marts(core: Any) -> None:
    crowd(core, "thank you", 25)
    assert read(core).moods == ()
    core.connection.execute(text("update core.tier_in_force set assignment_id = 0"))
    marts.recompute(core.connection, "acme", NOW)
    assert {(mood.name, mood.week) for mood in read(core).moods} == {
        ("positive", Rate(0, 25)), ("neutral", Rate(0, 25)), ("negative", Rate(0, 25)), ("unknown", Rate(25, 25)),
    }  # fmt: skip
    core.connection.execute(
        text(
            """update marts.metric_period set value = null, why_unknown = 'mail was down' where period_start = :day"""
        ),
        {"day": MONDAY},
    )
    unknown = read(core).moods[0].week
    assert (unknown.is_unknown, unknown.gap, unknown.denominator) == (True, "mail was down", 25)
