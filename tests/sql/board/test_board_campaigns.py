"""Campaigns, contests and polls read from rows put down by hand, as of a moment."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from export_brands import Community
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import InternalError

from connectors.config import Brand, Campaign
from tasks import contests, marts
from tasks.compose import compose
from tasks.core.contest import draw
from tasks.core.digest.rates import Rate
from tasks.core.digest.week_campaigns import CampaignFacts, Gained
from tasks.week_campaigns import read_campaign, read_marks, read_polls

from .conftest import HOUR, NOW, Core

DAY = timedelta(days=1)
CAMPAIGN = Campaign.model_validate(
    {"name": "Kettle", "hashtags": ("Kettle",), "link_tags": ("winter26",), "from": date(2026, 11, 20)}
)


@pytest.fixture(scope="module")
def shared(calm: Callable[[], AbstractContextManager[Community]]) -> Iterator[Engine]:
    """One warehouse for all of these tests: each takes back what it did."""
    with calm() as community:
        yield community.engine


@pytest.fixture
def connection(shared: Engine) -> Iterator[Connection]:
    with shared.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


def figures(core: Core, campaign: Campaign = CAMPAIGN, as_of: datetime = NOW) -> CampaignFacts:
    return read_campaign(core.connection, core.config(), campaign, as_of)


def with_contest(core: Core, **values: Any) -> Brand:
    plain = {"name": "Cup", "hashtag": "Cup", "opens": "2026-11-20", "closes": "2026-11-23"}
    contest = {name: value for name, value in (plain | values).items() if value is not None}
    return Brand.model_validate(core.config().model_dump() | {"contests": (contest,)})


def verdicts(core: Core, brand: Brand, as_of: datetime = NOW) -> dict[int, str | None]:
    entries = contests.read_entries(core.connection, brand, brand.contests[0], as_of)
    return {entry.candidate.interaction_id: entry.reason for entry in entries}


# ------------------------------------------------------------------ campaigns


def test_a_campaign_is_what_is_said_in_threads_that_carry_its_hashtag_or_link_tag(core: Core) -> None:
    ana, ben, cleo = core.person("ana"), core.person("ben"), core.person("cleo")
    core.says(ben, "hello", 20 * DAY)  # ben was there before the campaign
    shown = core.says(ana, "mine! #KETTLE", 2 * DAY, kind="ugc_post", hashtags=["KETTLE"])
    core.replies(shown, "lovely", 2 * DAY - HOUR)
    core.says(ben, "where from?", 2 * DAY - 2 * HOUR, parent=shown)
    link = ["https://acme.example/k?a=1&UTM_campaign=Winter26#x"]
    core.says(cleo, "got it", DAY, links=link)
    core.says(
        cleo, "other", DAY, links=["https://acme.example/?utm_campaign=winter26b"], hashtags=["kettles"]
    )
    talk = figures(core).talk
    assert (talk.threads, talk.messages, talk.replies, talk.people, talk.newcomers, talk.ugc) == (
        2,
        3,
        1,
        3,
        2,
        1,
    )
    assert (talk.depth_mean, talk.depth_median) == (
        1.0,
        1.0,
    )  # ana, brand, ben: two changes of side; cleo: none


def test_what_is_said_under_a_post_with_the_hashtag_is_of_the_campaign_whatever_its_thread(
    core: Core,
) -> None:
    post = core.posts("new: #kettle", 2 * DAY)
    core.change(post, hashtags=["kettle"])
    core.says(core.person("ana"), "nice", DAY, post_native_id="acme-1")
    core.says(core.person("ben"), "elsewhere", DAY, post_native_id="acme-9")
    assert figures(core).talk.messages == 1


def test_what_does_not_count_is_no_part_of_a_campaign_and_starts_no_thread_of_it(core: Core) -> None:
    bot, ana = core.person("bot", is_bot=True), core.person("ana")
    spam = core.says(ana, "win! #kettle", DAY, tier="none", hashtags=["kettle"])
    core.says(ana, "?", DAY, parent=spam)
    core.says(bot, "beep", DAY, hashtags=["kettle"])
    core.says(ana, "gone", DAY, hashtags=["kettle"], deleted_at=NOW - DAY + HOUR)
    core.says(ana, "too early", 6 * DAY, hashtags=["kettle"])
    assert figures(core).talk.messages == 0


def test_a_campaign_of_a_past_moment_sees_nothing_later(core: Core) -> None:
    ana = core.person("ana")
    core.says(ana, "one", 2 * DAY, hashtags=["kettle"])
    core.says(ana, "two", HOUR, hashtags=["kettle"])
    assert (figures(core).talk.messages, figures(core, as_of=NOW - DAY).talk.messages) == (2, 1)


def test_another_brands_campaign_is_not_ours(core: Core, other: Core) -> None:
    other.says(other.person("ana"), "theirs", DAY, hashtags=["kettle"])
    assert figures(core).talk.messages == 0
    assert figures(other).talk.messages == 1


def test_days_of_which_not_everything_was_collected_are_not_put_beside_the_campaigns(core: Core) -> None:
    def kept(day: int, value: float | None, why: str | None = None) -> None:
        core.put("marts.metric_daily", day=date(2026, 11, day), metric="volume", numerator=3, value=value,
                 definition_version=1, why_unknown=why)  # fmt: skip

    for day in (13, 15, 20, 21, 22, 23):
        kept(day, 3)
    kept(14, None, "bluesky:acme: mail was down")
    kept(16, None, "before tracking began")
    assert figures(core).volumes == ((3, 3), (3, 3))


def test_who_was_new_before_the_campaign_is_not_known_where_the_brand_was_not_tracked_yet(core: Core) -> None:
    for n in range(5):
        core.says(core.person(f"p{n}"), "hello", (9 if n < 3 else 2) * DAY)
    marts.recompute(core.connection, core.brand, NOW)
    assert (figures(core).people_before, figures(core).people_during) == (Rate(3, 3), Rate(2, 2))
    core.put(
        "marts.unknown_day",
        day=date(2026, 11, 14),
        account="*",
        feed="messages",
        cause="untracked",
        reason="x",
    )
    assert (figures(core).people_before, figures(core).people_during) == (Rate(0, 0), Rate(2, 2))


def test_sentiment_is_of_the_messages_that_could_be_read(core: Core) -> None:
    ana = core.person("ana")
    for number, sentiment in enumerate([0.8, -0.8, 0.0, None]):
        said = core.says(ana, f"{number}", DAY, hashtags=["kettle"], tier=None)
        core.put("core.tier_assignment", interaction_id=said, tier="T2", confidence=0.9, engine="signals-1",
                 sentiment=sentiment, assigned_at=NOW)  # fmt: skip
    talk = figures(core).talk
    assert (talk.messages, talk.rated, talk.positive, talk.negative) == (4, 3, 1, 1)


def test_gains_are_differences_of_snapshots_and_unknown_where_no_post_has_any(core: Core) -> None:
    def post(native: str, days: int, hashtags: list[str]) -> int:
        number: int = core.put(
            "core.post", "post_id", platform="bluesky", native_id=native, account="bluesky:acme",
            author_profile_id=core.own, kind="post", is_own=True, hashtags=hashtags,
            published_at=NOW - days * DAY, collected_at=NOW, content_hash=b"x",
        )  # fmt: skip
        return number

    ours, _silent, theirs = post("p1", 3, ["kettle"]), post("p2", 3, ["kettle"]), post("p3", 3, ["mug"])
    for number, days, reach, clicks in [(ours, 2, 100, None), (ours, 1, 160, None), (theirs, 1, 900, 9)]:
        core.put(
            "core.post_snapshot", post_id=number, captured_at=NOW - days * DAY, reach=reach, clicks=clicks
        )
    found = figures(core)
    assert found.reach == Gained(160, 1, 2)
    assert found.clicks == Gained(None, 0, 2)


# ------------------------------------------------------------------ contests


def test_entries_are_judged_as_of_the_moment(core: Core) -> None:
    ana, ben, cleo, ines = (core.person(name) for name in ("ana", "ben", "cleo", "Ines"))
    first = core.says(ana, "#cup", 3 * DAY, hashtags=["cup"])
    second = core.says(ana, "#cup again", 2 * DAY, hashtags=["CUP"])
    spam = core.says(ben, "#cup buy", 2 * DAY, hashtags=["cup"], tier="none")
    late = core.says(cleo, "#cup", timedelta(0), hashtags=["cup"])
    team = core.says(ines, "#cup", 2 * DAY, hashtags=["cup"])
    core.says(cleo, "no entry", 2 * DAY)
    brand = with_contest(core, excluded=("@ines",))
    again = "another entry of the same person: the first one counts"
    reasons = {first: None, second: again, spam: "tier none (asks a question)", late: "after it closed",
               team: "left out by name: ines"}  # fmt: skip
    assert verdicts(core, brand) == reasons
    core.change(first, deleted_at=NOW - HOUR)
    assert verdicts(core, brand, NOW - 2 * HOUR)[second] == again
    assert verdicts(core, brand) == reasons | {first: "deleted", second: None}


def test_a_ruling_brings_an_entry_in(core: Core) -> None:
    said = core.says(core.person("ana"), "#cup", 2 * DAY, hashtags=["cup"], tier="none")
    brand = with_contest(core)
    core.tier(said, "T3", by="kim", at=NOW)
    assert verdicts(core, brand) == {said: None}


def test_a_hashtag_that_was_added_after_the_closing_is_no_entry(core: Core) -> None:
    ana, ben = core.person("ana"), core.person("ben")
    added = core.says(ana, "look #cup", 2 * DAY, hashtags=["cup"], first_text="look", edited_at=NOW)
    mended = core.says(ben, "look! #cup", 2 * DAY, hashtags=["cup"], first_text="lok #Cup", edited_at=NOW)
    found = verdicts(core, with_contest(core))
    assert found == {added: "the hashtag was added after it closed", mended: None}


def test_comments_under_a_post_are_entries_by_its_id_or_its_address(core: Core) -> None:
    post = core.posts("say what you drink", 3 * DAY)
    core.change(post, permalink="https://bsky.app/post/1")
    said = core.says(core.person("ana"), "tea", 2 * DAY, parent=post)
    core.says(core.person("ben"), "elsewhere", 2 * DAY)
    for name in ("https://bsky.app/post/1", "acme-1"):
        assert verdicts(core, with_contest(core, hashtag=None, post=name)) == {said: None}


def test_two_profiles_of_one_person_have_one_entry_and_the_team_is_known_by_either(core: Core) -> None:
    ana, twin = core.person("ana"), core.person("ana-elsewhere")
    member = core.connection.execute(
        text("select member_id from core.profile where brand = :b and profile_id = :p"),
        {"b": core.brand, "p": ana},
    ).scalar_one()
    core.connection.execute(
        text("update core.profile set member_id = :m where brand = :b and profile_id = :p"),
        {"m": member, "b": core.brand, "p": twin},
    )
    first = core.says(ana, "#cup", 2 * DAY, hashtags=["cup"])
    second = core.says(twin, "#cup", DAY + 20 * HOUR, hashtags=["cup"])
    assert [reason is None for reason in verdicts(core, with_contest(core)).values()] == [True, False]
    left_out = verdicts(core, with_contest(core, excluded=("ana-elsewhere",)))
    assert set(left_out) == {first, second}
    assert all(str(reason).startswith("left out by name") for reason in left_out.values())


def test_following_counts_only_where_it_is_known(core: Core) -> None:
    stays, left, unknown = core.person("stays"), core.person("left"), core.person("unknown")
    core.says(stays, "", 9 * DAY, kind="follow", tier=None)
    core.says(left, "", 9 * DAY, kind="follow", tier=None, deleted_at=NOW - 5 * DAY)
    said = {who: core.says(who, "#cup", 2 * DAY, hashtags=["cup"]) for who in (stays, left, unknown)}
    found = verdicts(core, with_contest(core, must_follow=True))
    assert found == {said[stays]: None, said[left]: "stopped following", said[unknown]: None}


def test_the_list_is_put_down_after_the_closing_and_drawn_from_whatever_comes_later(core: Core) -> None:
    people = [core.person(f"p{n}") for n in range(5)]
    said = [core.says(who, "#cup", 2 * DAY, hashtags=["cup"]) for who in people]
    brand = with_contest(core)
    (contest,) = brand.contests
    with pytest.raises(contests.NotYet, match="closes on 2026-11-24 00:00"):
        contests.put_down(core.connection, brand, contest, "kim", datetime(2026, 11, 23, 12, tzinfo=UTC))
    with pytest.raises(contests.NotYet, match="contest close"):
        contests.draw_winners(core.connection, brand, contest, 2, "s", "kim", NOW)
    listed = contests.put_down(core.connection, brand, contest, "kim", NOW)
    assert listed.entrants == tuple(f"bluesky:acme-{n}" for n in range(1, 6))
    core.change(said[0], deleted_at=NOW)
    drawn = contests.draw_winners(core.connection, brand, contest, 2, "s", "kim", NOW, source="the lottery")
    assert drawn.drawn == draw(listed.entrants, "s", 2)
    assert contests.draw_winners(core.connection, brand, contest, 2, "s", "lee", NOW + HOUR) == drawn
    contests.draw_winners(core.connection, brand, contest, 2, "other", "lee", NOW + HOUR)
    kept = contests.read_draws(core.connection, brand, NOW + HOUR, "Cup")
    assert [(d.seed, d.drawn_by) for d in kept] == [("s", "kim"), ("other", "lee")]
    again = contests.put_down(core.connection, brand, contest, "kim", NOW + HOUR)
    assert (again.list_id, len(again.entrants)) != (listed.list_id, 5)
    assert contests.put_down(core.connection, brand, contest, "lee", NOW + 2 * HOUR) == again


def test_an_account_not_collected_up_to_the_closing_is_named(core: Core) -> None:
    account = {"platform": "bluesky", "handle": "acme", "secret": "X"}
    brand = Brand.model_validate(with_contest(core).model_dump(by_alias=True) | {"accounts": (account,)})
    (contest,) = brand.contests
    assert contests.behind(core.connection, brand, contest, NOW) == {"bluesky:acme": None}
    closes_at = contest.span(brand.zone)[1]
    for end in (closes_at - HOUR, closes_at):
        core.put("ops.load_window", account="bluesky:acme", stream="posts", window_start=end - DAY, window_end=end,
                 state="merged")  # fmt: skip
        missing = {"bluesky:acme": end} if end < closes_at else {}
        assert contests.behind(core.connection, brand, contest, NOW) == missing


@pytest.mark.parametrize("table", ["contest_list", "contest_draw"])
def test_a_list_or_a_draw_is_never_changed_and_goes_with_its_brand_alone(core: Core, table: str) -> None:
    core.says(core.person("ana"), "#cup", 2 * DAY, hashtags=["cup"])
    brand = with_contest(core)
    contests.put_down(core.connection, brand, brand.contests[0], "kim", NOW)
    contests.draw_winners(core.connection, brand, brand.contests[0], 1, "s", "kim", NOW)
    column = "digest" if table == "contest_list" else "seed"
    for change in (
        f"update ops.{table} set {column} = {column}",
        f"delete from ops.{table}",
        f"truncate ops.{table} cascade",
    ):
        with pytest.raises(InternalError, match="never changed"), core.connection.begin_nested():
            core.connection.execute(text(change))
    core.connection.execute(text("delete from core.brand"))
    assert core.connection.execute(text(f"select count(*) from ops.{table}")).scalar_one() == 0


# ------------------------------------------------------------------ polls and surveys


def test_a_person_has_one_vote_the_last_one_and_a_withdrawn_one_is_none(core: Core) -> None:
    ana, ben, cleo, dora = (core.person(name) for name in ("ana", "ben", "cleo", "dora"))
    post = core.posts("green or blue?", 2 * DAY)

    def votes(who: int, option: str | None, ago: timedelta, **values: Any) -> None:
        core.says(who, option, ago, parent=post, kind="poll_vote", tier=None, **values)  # type: ignore[arg-type]

    votes(ana, "Green", 5 * HOUR)
    votes(ana, " blue", 4 * HOUR)
    votes(ben, "Blue", 3 * HOUR)
    votes(cleo, "Green", 3 * HOUR, deleted_at=NOW - HOUR)
    votes(dora, None, 3 * HOUR)
    (poll,) = read_polls(core.connection, core.config(), NOW - DAY, NOW)
    assert (poll.question, poll.people, poll.known) == ("green or blue?", 3, 2)
    assert [(option.lower(), count) for option, count in poll.options] == [("blue", 2)]
    (earlier,) = read_polls(core.connection, core.config(), NOW - DAY, NOW - 2 * HOUR)
    assert (earlier.people, earlier.known) == (4, 3)
    assert read_polls(core.connection, core.config(), NOW - 2 * HOUR, NOW) == ()


def test_a_survey_and_a_poll_under_one_post_are_two_and_another_brands_is_not_ours(
    core: Core, other: Core
) -> None:
    for each in (core, other):
        post = each.posts("how was it?", 2 * DAY)
        each.says(each.person("ana"), "5", HOUR, parent=post, kind="survey_answer")
        each.says(each.person("ben"), "Good", HOUR, parent=post, kind="poll_vote", tier=None)
    found = read_polls(core.connection, core.config(), NOW - DAY, NOW)
    assert {(poll.kind, poll.people, poll.options) for poll in found} == {
        ("survey_answer", 1, (("5", 1),)),
        ("poll_vote", 1, (("Good", 1),)),
    }


def test_the_votes_of_a_poll_that_stands_in_several_threads_are_counted_once(core: Core) -> None:
    core.posts("green or blue?", 20 * DAY)
    ana, ben, cleo, dora = (core.person(name) for name in ("ana", "ben", "cleo", "dora"))
    under = {"kind": "poll_vote", "tier": None, "post_native_id": "acme-1"}
    core.says(ana, "Green", HOUR, thread_key="acme-1", **under)
    core.says(ben, "Green", HOUR, thread_key="elsewhere", **under)
    core.says(ben, "Blue", HOUR / 2, thread_key="acme-1", **under)
    core.says(
        cleo, "Blue", 3 * DAY, thread_key="elsewhere", **under
    )  # no vote of this day's is under the post alone
    core.says(dora, "Blue", 3 * DAY, parent_native_id="acme-1", kind="poll_vote", tier=None)
    (poll,) = read_polls(core.connection, core.config(), NOW - DAY, NOW)
    assert (poll.people, poll.options) == (4, (("Blue", 3), ("Green", 1)))


def test_a_forms_responses_are_its_questions_with_a_vote_a_person_each(core: Core) -> None:
    ana, ben, cleo = (core.person(name) for name in ("ana", "ben", "cleo"))
    form = {"kind": "survey_answer", "post_native_id": "form/1"}
    core.says(ana, "How was it?: Bad\nAnything else?: call 555: now", 30 * DAY, **form)
    core.says(ana, "How was it?: Good", HOUR, **form)
    core.says(ben, "How was it?: good", 9 * DAY, **form)
    core.says(cleo, "How was it?: Bad", HOUR, **form | {"post_native_id": "form/2"})
    core.says(cleo, "", HOUR, **form)
    found = read_polls(core.connection, core.config(), NOW - DAY, NOW)
    assert sorted((poll.native_id, poll.question, poll.people, poll.options) for poll in found) == [
        ("form/1", "Anything else?", 1, (("call 555: now", 1),)),
        ("form/1", "How was it?", 2, (("Good", 2),)),
        ("form/2", "How was it?", 1, (("Bad", 1),)),
    ]


def test_a_response_without_a_form_is_not_its_own_question(core: Core) -> None:
    core.says(core.person("ana"), "my number is 555", HOUR, kind="survey_answer")
    (poll,) = read_polls(core.connection, core.config(), NOW - DAY, NOW)
    assert (poll.question, poll.is_ours) == ("", False)


# ------------------------------------------------------------------ marks


def test_bursts_are_read_from_the_marts_and_named_after_the_calendar(core: Core) -> None:
    for day, value in ((date(2026, 11, 18), 0), (date(2026, 11, 19), 1)):
        core.put("marts.metric_daily", day=day, metric="burst", numerator=240, denominator=90.5, value=value,
                 definition_version=1)  # fmt: skip
    fair = {"name": "Fair", "from": date(2026, 11, 18)}
    brand = Brand.model_validate(core.config().model_dump() | {"events": (fair,)})
    event, burst = read_marks(core.connection, brand, date(2026, 11, 16), date(2026, 11, 22))
    assert (event.kind, event.name) == ("event", "Fair")
    assert (burst.kind, burst.name, burst.first, burst.count, burst.usual) == (
        "burst", "Fair", date(2026, 11, 19), 240, 90.5,
    )  # fmt: skip


def test_the_evening_says_what_begins_and_closes_in_the_coming_days(core: Core) -> None:
    core.put("core.calendar_event", source="calendar", kind="event", name="Fair", first_day=date(2026, 11, 25),
             last_day=date(2026, 11, 26))  # fmt: skip
    brand = with_contest(core, closes="2026-11-25")
    _, rendered = compose(core.connection, brand, "evening-check", NOW, ())
    assert "- In the calendar: Cup closes\n- In the calendar: Fair\n" in rendered.text
