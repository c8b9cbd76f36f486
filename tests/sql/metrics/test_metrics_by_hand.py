"""Small communities whose figures are worked out by hand: one rule of the definitions each."""

from datetime import UTC, date, datetime, timedelta

import pytest
from community import Action, Audience, Community, Item, Person, Post, Snapshot, load
from sqlalchemy import Engine, text

from tasks import marts

BRAND, BOT, ANA, BEN, CLEO = (
    Person(1, 1, is_own=True), Person(2, 2, is_bot=True), Person(3, 3), Person(4, 4), Person(5, 5),
)  # fmt: skip
NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)  # a Monday, in winter: London is at UTC
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def community(*items: Item, **more: object) -> Community:
    people = [BRAND, BOT, ANA, BEN, CLEO]
    return Community(items=list(items), people=people, **more)  # type: ignore[arg-type]


def asked(id_: int, at: datetime, who: Person = ANA, **more: object) -> Item:
    return Item(id_, who, at, thread=str(more.pop("thread", id_)), tier=str(more.pop("tier", "T1")), **more)  # type: ignore[arg-type]


def replied(id_: int, to: Item, at: datetime, **more: object) -> Item:
    return Item(id_, BRAND, at, to.thread, "reply", to.id, **more)  # type: ignore[arg-type]


def figure(
    db: Engine, c: Community, metric: str, day: date, value: str = "all", at: datetime | None = None
) -> object:
    """(numerator, denominator) of a day, computed as of `at` (30 days after the day)."""
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(
            connection, c.brand, at or c.midnight(day + 30 * DAY), everything=True, budget_minutes=30
        )
        query = text("""select numerator, denominator from marts.metric_daily
                        where metric = :m and day = :d and dimension_value = :v""")
        row = connection.execute(query, {"m": metric, "d": day, "v": value}).one_or_none()
    return None if row is None else tuple(None if n is None else float(n) for n in row)


def measure(db: Engine, c: Community, name: str, day: date, value: str, at: datetime | None = None) -> object:
    """(n, censored, value) of a measure of a day."""
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at or c.midnight(day + 30 * DAY), everything=True)
        query = text("""select n, censored, value from marts.distribution_daily
                        where measure = :m and day = :d and dimension_value = :v""")
        return tuple(connection.execute(query, {"m": name, "d": day, "v": value}).one())


@pytest.mark.parametrize(
    ("waited", "met"), [(timedelta(0), 1), (24 * HOUR, 1), (24 * HOUR + timedelta(microseconds=1), 0)]
)
def test_the_rule_is_met_up_to_the_24th_hour_and_not_after(db: Engine, waited: timedelta, met: int) -> None:
    question = asked(1, NOON)
    c = community(question, replied(2, question, NOON + waited))
    assert figure(db, c, "rule_24h", date(2026, 2, 3)) == (met, 1)


def test_a_question_still_open_counts_as_a_failure_on_the_day_its_24_hours_end(db: Engine) -> None:
    c = community(asked(1, NOON), asked(2, NOON, tier="T3"))
    assert figure(db, c, "rule_24h", date(2026, 2, 3)) == (0, 1)
    assert figure(db, c, "rule_24h", date(2026, 2, 2)) == (0, 0)


def test_on_a_day_that_is_not_over_only_what_has_fallen_due_counts(db: Engine) -> None:
    c = community(asked(1, NOON), asked(2, NOON + HOUR))
    assert figure(db, c, "rule_24h", date(2026, 2, 3), at=NOON + DAY) == (0, 1)


def test_the_hour_is_that_of_arrival_in_the_brands_zone_and_24_hours_are_24_over_a_change_of_clocks(
    db: Engine,
) -> None:
    question = asked(1, datetime(2026, 3, 28, 23, 30, tzinfo=UTC))  # the night the clocks go forward
    c = community(question)
    assert figure(db, c, "rule_24h", date(2026, 3, 30), "23") == (0, 1)


def test_an_answer_by_parent_takes_the_place_of_one_by_thread_once_it_is_there(db: Engine) -> None:
    early, late = asked(1, NOON - 12 * HOUR), asked(2, NOON)
    thread = [Item(3, BRAND, early.at + HOUR, "1", "reply"), Item(4, BRAND, late.at + HOUR, "2", "reply")]
    parents = [replied(5, early, early.at + 25 * HOUR), replied(6, late, late.at + 37 * HOUR)]
    c = community(early, late, *thread, *parents)
    # both fall due on the 3rd; the parent's answer of the first came on the 3rd, of the second on the 4th
    assert figure(db, c, "rule_24h", date(2026, 2, 3)) == (1, 2)


def test_a_mark_by_a_person_is_an_answer_until_it_is_reopened(db: Engine) -> None:
    marked, reopened = asked(1, NOON), asked(2, NOON)
    actions = [Action(1, 1, "answered", NOON + HOUR), Action(2, 2, "answered", NOON + HOUR),
               Action(3, 2, "reopened", NOON + 2 * HOUR)]  # fmt: skip
    assert figure(db, community(marked, reopened, actions=actions), "rule_24h", date(2026, 2, 3)) == (1, 2)


@pytest.mark.parametrize(
    ("deleted_after", "counted"), [(20 * HOUR, 0), (24 * HOUR, 0), (24 * HOUR + timedelta(seconds=1), 1)]
)
def test_what_is_deleted_within_24_hours_and_unanswered_is_left_out(
    db: Engine, deleted_after: timedelta, counted: int
) -> None:
    c = community(asked(1, NOON), asked(2, NOON - 12 * HOUR, deleted_at=NOON - 12 * HOUR + deleted_after))
    assert figure(db, c, "rule_24h", date(2026, 2, 3)) == (0, 1 + counted)


def test_what_is_deleted_after_its_answer_counts(db: Engine) -> None:
    question = asked(1, NOON, deleted_at=NOON + 3 * HOUR)
    c = community(question, replied(2, question, NOON + 2 * HOUR))
    assert figure(db, c, "rule_24h", date(2026, 2, 3)) == (1, 1)


def test_bots_the_brands_own_accounts_and_tier_none_count_nowhere(db: Engine) -> None:
    own = asked(3, NOON, BRAND, kind="mention")
    c = community(asked(1, NOON), asked(2, NOON, BOT), own, asked(4, NOON, tier="none"))
    assert figure(db, c, "rule_24h", date(2026, 2, 3)) == (0, 1)
    assert figure(db, c, "volume", date(2026, 2, 2)) == (1, None)
    assert measure(db, c, "mean", date(2026, 2, 2), "all") == (1, 0, 0)


def test_another_unanswered_question_never_raises_the_rule(db: Engine) -> None:
    first, second = asked(1, NOON), asked(2, NOON)
    answer = replied(3, first, NOON + HOUR)
    few, more = community(first, second, answer), community(first, second, answer, asked(9, NOON))
    assert figure(db, few, "rule_24h", date(2026, 2, 3)) == (1, 2)
    assert figure(db, more, "rule_24h", date(2026, 2, 3)) == (1, 3)


def test_kaplan_meier_counts_those_still_waiting_where_the_naive_median_forgets_them(db: Engine) -> None:
    hours = [1, 2, 2, 5, 9]  # five answered, three arrived 4 h before the day's end and still wait
    questions = [asked(n, NOON, thread=f"q{n}") for n in range(1, 6)]
    answers = [replied(10 + n, q, NOON + hours[n] * HOUR) for n, q in enumerate(questions)]
    c = community(*questions, *answers, *(asked(20 + n, NOON + 8 * HOUR) for n in range(3)))
    day = date(2026, 2, 2)
    # S(1) = 7/8, S(2) = 5/8; the three leave at 4 h; S(5) = 5/8 * 1/2 = 0.3125; S(9) = 0
    assert measure(db, c, "km_median", day, "wall") == (8, 3, 5 * 3600)
    assert measure(db, c, "km_p90", day, "wall") == (8, 3, 9 * 3600)
    assert measure(db, c, "naive_median", day, "wall") == (5, 0, 2 * 3600)


def test_office_time_stands_still_outside_office_hours_and_is_null_where_they_are_not_known(
    db: Engine,
) -> None:
    question = asked(1, NOON + 4 * HOUR)  # 16:00, an hour before the office closes
    c = community(question, replied(2, question, NOON + 22 * HOUR))  # 10:00 the next day
    assert measure(db, c, "km_median", date(2026, 2, 3), "office") == (1, 0, None)
    c.own_office(date(2026, 2, 1), date(2026, 3, 30))
    assert measure(db, c, "km_median", date(2026, 2, 3), "office") == (1, 0, 2 * 3600)


def test_depth_counts_changes_of_side_and_peer_depth_changes_of_author_up_to_the_days_end(db: Engine) -> None:
    root = asked(1, NOON, ANA)
    talk = [root, asked(2, NOON + HOUR, BEN, thread=1), replied(3, root, NOON + 2 * HOUR),
            asked(4, NOON + 3 * HOUR, ANA, thread=1), asked(5, NOON + DAY, CLEO, thread=1),
            replied(6, root, NOON + DAY + HOUR)]  # fmt: skip
    c = community(*talk, asked(7, NOON, BEN))
    assert measure(db, c, "mean", date(2026, 2, 2), "all") == (2, 0, 1)  # 2 and 0
    assert measure(db, c, "median", date(2026, 2, 2), "peer") == (2, 0, 1)  # ana, ben, ana: 2; and 0
    assert measure(db, c, "p90", date(2026, 2, 3), "all") == (1, 0, 3)


def test_a_reaction_covers_t4_and_nothing_else(db: Engine) -> None:
    thanks, question = asked(1, NOON, tier="T4"), asked(2, NOON)
    hearts = [
        Item(3, BRAND, NOON + HOUR, "1", "reaction", 1),
        Item(4, BRAND, NOON + HOUR, "2", "reaction", 2),
    ]
    c = community(thanks, question, *hearts)
    assert figure(db, c, "coverage", date(2026, 2, 2)) == (1, 2)
    assert figure(db, c, "coverage", date(2026, 2, 2), "T4") == (1, 1)


def test_a_mark_reopened_on_the_same_day_does_not_cover(db: Engine) -> None:
    actions = [Action(1, 1, "answered", NOON + HOUR), Action(2, 1, "reopened", NOON + 2 * HOUR)]
    assert figure(db, community(asked(1, NOON), actions=actions), "coverage", date(2026, 2, 2)) == (0, 1)


@pytest.mark.parametrize(("again_after", "interested"), [(1, 1), (30, 1), (31, 0)])
def test_who_comes_again_within_30_days_of_the_first_time_is_growth(
    db: Engine, again_after: int, interested: int
) -> None:
    c = community(asked(1, NOON, ANA), asked(2, NOON + HOUR, ANA), asked(3, NOON + again_after * DAY, ANA))
    assert figure(db, c, "growth_quality", date(2026, 2, 2) + 40 * DAY) == (interested, 1)


def test_who_follows_has_arrived_with_the_follow_and_may_speak_the_same_day(db: Engine) -> None:
    c = community(
        asked(1, NOON, ANA, kind="follow"), asked(2, NOON + HOUR, ANA), asked(3, NOON, BEN, kind="follow")
    )
    assert figure(db, c, "growth_quality", date(2026, 2, 2) + 30 * DAY) == (1, 2)
    assert figure(db, c, "growth_quality", date(2026, 2, 2) + 29 * DAY, "provisional") == (1, 2)
    assert figure(db, c, "growth_quality", date(2026, 2, 2) + 60 * DAY) == (0, 0)


@pytest.mark.parametrize(("silent", "back"), [(89, 0), (90, 1)])
def test_reactivated_is_who_was_silent_for_90_days(db: Engine, silent: int, back: int) -> None:
    c = community(asked(1, NOON, ANA), asked(2, NOON + silent * DAY, ANA))
    assert figure(db, c, "net_active", date(2026, 2, 2) + silent * DAY, "reactivated") == (back, None)


def test_a_regular_is_lost_after_30_silent_days_until_the_four_are_too_old(db: Engine) -> None:
    c = community(*(asked(n, NOON + n * DAY, ANA) for n in range(4)), asked(9, NOON + 200 * DAY, BEN))
    last = date(2026, 2, 5)
    lost = [figure(db, c, "net_active", last + n * DAY, "lost", NOON + 201 * DAY) for n in (29, 30, 116, 117)]
    assert lost == [(0, None), (1, None), (1, None), (0, None)]


def test_a_counter_that_fell_gained_nothing_and_goes_on_from_there(db: Engine) -> None:
    post = Post(1, "p1", BRAND, NOON)
    at = [NOON + 2 * HOUR, NOON + DAY, NOON + 2 * DAY, NOON + 3 * DAY]
    snapshots = [Snapshot(1, t, {"reactions": n}) for t, n in zip(at, [10, 14, 2, 5], strict=True)]
    c = community(asked(1, NOON - DAY), asked(2, NOON + 5 * DAY), posts=[post], snapshots=snapshots)
    gained = [figure(db, c, "engagement", date(2026, 2, 2) + n * DAY, "reactions") for n in range(5)]
    assert gained == [(10, None), (4, None), (0, None), (3, None), (None, None)]


def test_a_post_first_seen_long_after_it_was_published_only_sets_the_base(db: Engine) -> None:
    post = Post(1, "p1", BRAND, NOON - 20 * DAY)
    snapshots = [Snapshot(1, NOON, {"shares": 500}), Snapshot(1, NOON + DAY, {"shares": 503})]
    c = community(asked(1, NOON - DAY), posts=[post], snapshots=snapshots)
    assert figure(db, c, "engagement", date(2026, 2, 2), "shares") == (None, None)
    assert figure(db, c, "engagement", date(2026, 2, 3), "shares") == (3, None)


def test_response_rate_is_null_without_a_base_and_leaves_out_accounts_whose_base_is_unknown(
    db: Engine,
) -> None:
    c = community(asked(1, NOON), asked(2, NOON, BEN, account="y:a"), accounts=("x:a", "y:a"))
    assert figure(db, c, "response_rate", date(2026, 2, 2), "followers") == (2, None)
    c.audiences = [Audience("x:a", NOON - DAY, followers=50)]
    assert figure(db, c, "response_rate", date(2026, 2, 2), "followers") == (1, 50)


def test_replies_outside_office_hours_are_counted_and_minutes_stand_against_the_budget(db: Engine) -> None:
    question = asked(1, NOON)
    late, kind = (
        replied(3, question, NOON + 8 * HOUR, text="x" * 300),
        replied(2, question, NOON + HOUR, text="x" * 100),
    )
    c = community(question, kind, late)
    assert figure(db, c, "replies_outside_hours", date(2026, 2, 2)) == (None, 2)
    c.own_office(date(2026, 2, 1), date(2026, 3, 30))
    assert figure(db, c, "replies_outside_hours", date(2026, 2, 2)) == (1, 2)
    assert figure(db, c, "reply_minutes_estimated", date(2026, 2, 2)) == (3, 30)


def test_a_post_known_as_post_and_as_interaction_is_one(db: Engine) -> None:
    shown = asked(7, NOON, ANA, kind="ugc_post", tier="T3")
    spam = asked(8, NOON, BEN, kind="ugc_post", tier="none")
    posts = [Post(1, "7", ANA, NOON, is_own=False, is_ugc=True), Post(2, "8", BEN, NOON, is_own=False, is_ugc=True),
             Post(3, "own", BRAND, NOON)]  # fmt: skip
    c = community(shown, spam, posts=posts)
    assert figure(db, c, "ugc_posts", date(2026, 2, 2)) == (1, None)
    assert figure(db, c, "ugc_creators", date(2026, 2, 2)) == (1, None)
    assert figure(db, c, "ugc_share", date(2026, 2, 2)) == (1, 2)
