"""A community to write digests about: a brand, its open items, a plan, figures; all made by hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import review_week

from connectors.config import Brand, Look
from tasks.core.digest.board import (
    AfterHours,
    Answered,
    Board,
    Collection,
    DayVolume,
    Event,
    Missed,
    OwnPost,
    SetAside,
    Volume,
    Week,
)
from tasks.core.digest.figures import DayRate, Figures, GroupRate, Spread, WeekSpread, Workload
from tasks.core.digest.material import Material
from tasks.core.digest.rates import Rate
from tasks.core.digest.weekly_advice import choose
from tasks.core.items import Draft, OpenItem, Ranked, Suggestion
from tasks.core.office import brand_spans
from tasks.core.planning import plan_block
from tasks.core.priority import rank

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""A Tuesday; the brand is in London, so its clock says the same."""
BRAND = Brand(slug="acme", name="Acme Roasters", timezone="Europe/London", look=Look(accent="#0f766e"))
NUMBERS = iter(range(1, 1_000_000))


def item(text: str, *, ago: timedelta, tier: str = "T1", **fields: Any) -> OpenItem:
    """An open item that came `ago` before NOW."""
    number = next(NUMBERS)
    base: dict[str, Any] = {
        "interaction_id": number,
        "platform": "bluesky",
        "account": "bluesky:acme.example",
        "kind": "comment",
        "text": text,
        "lang": "en",
        "occurred_at": NOW - ago,
        "tier": tier,
        "confidence": 0.9,
        "flags": (),
        "sentiment": None,
        "reasons": ("asks a question", "waits for the brand"),
        "thread_key": f"thread-{number}",
        "member_id": number,
        "member_name": "Ana Lima",
        "member_handle": "ana.example",
        "member_level": "regular",
        "member_since": datetime(2026, 3, 3, tzinfo=UTC),
        "member_interactions": 14,
        "followers": 240,
        "permalink": f"https://social.example/post/{number}",
    }
    return OpenItem(**base | fields)


def rich_items() -> list[OpenItem]:
    """Items as a morning brings them."""
    hour = timedelta(hours=1)
    return [
        item(
            "Hi, my order #48213 still says “label created” after nine days. I wrote to the shop twice and got no "
            "reply.\nCan someone please look into it? I need the grinder before Saturday.",
            ago=26 * hour, member_name="Ana Lima", followers=1240, sentiment=-0.6, parent_is_brand=True,
            parent_text="Thanks for writing, we will look into it and come back to you today.",
            reasons=("asks a question", "a problem with an order", "answered you and waits"),
            last_exchange="“where is my parcel?”, you: “Sorry about that, could you send us…”",
            last_exchange_at=NOW - timedelta(days=4), compose_link="https://social.example/compose?reply=1",
            thread_messages=4,
        ),
        item(
            "Is the Yirgacheffe coming back this winter?", ago=20 * hour,
            member_name="Tom Berger", platform="instagram",
            member_level="new", member_since=NOW - 20 * hour, followers=None, member_interactions=1,
        ),
        item(
            "Die Maschine tropft seit gestern am Siebträger. Ist das ein Garantiefall, und wohin soll ich sie "
            "schicken? "
            "Video: https://video.example/watch?v=123456789",
            ago=17 * hour, lang="de", member_name="Jürgen Weiß", platform="mastodon", media=("video 0:12",),
            reasons=("asks a question", "a problem"), confidence=0.55, member_level="returning",
        ),
        item(
            "Just finished my first bag of the Huila and honestly it is the best decaf I have had. The peach note is "
            "real! I brewed it as a V60 at 92 degrees, 1:16.", ago=16 * hour, tier="T2", member_name="Priya N.",
            followers=5300, reasons=("praise with content", "tells a story"), sentiment=0.8, member_level="core",
        ),
        item(
            "@marco try a coarser grind first, mine did the same until I descaled it", ago=9 * hour, tier="T2",
            member_name="Lena", reasons=("helps another member",), platform="instagram",
        ),
        item(
            "Sunday ritual with #acmeroasters", ago=6 * hour, tier="T3", member_name="Mei Tanaka", kind="ugc_post",
            flags=("ugc",), media=("photo",), hashtags=("acmeroasters",), followers=820, platform="instagram",
            reasons=("shows something made with the brand",),
        ),
        item("🔥🔥🔥", ago=5 * hour, tier="T4", member_name="joe_k", reasons=("emoji only",)),
        item("thank you!!", ago=4 * hour, tier="T4", member_name="Sam O’Neill", reasons=("thanks",)),
        item("lol @nina", ago=3 * hour, tier="T4", member_name="Kofi", reasons=("a friend’s tag",)),
    ]  # fmt: skip


def ranked_of(items: Sequence[OpenItem], now: datetime = NOW, brand: Brand = BRAND) -> tuple[Ranked, ...]:
    """`items` ranked as the real ranking ranks them."""
    spans = brand_spans(brand, now.date() - timedelta(days=10), now.date() + timedelta(days=20))
    return tuple(rank(items, brand.deadlines, spans, now))


def rich_board(now: datetime = NOW) -> Board:
    """A board with something in every corner."""
    days = [now.date() - timedelta(days=back) for back in range(13, -1, -1)]
    shape = {"T1": 5, "T2": 9, "T3": 2, "T4": 17, "none": 4}
    volumes = [
        DayVolume(
            day,
            tier,
            max(0, round(count * (0.6 + 0.5 * ((n * 7) % 5) / 4) * (0.5 if day.weekday() > 4 else 1))),
        )
        for n, day in enumerate(days)
        for tier, count in shape.items()
    ]
    return Board(
        as_of=now,
        since=now - timedelta(hours=14),
        open_count=9,
        stale_count=3,
        snoozed_count=2,
        received_count=412,
        answered=(
            Answered(901, "T1", "bluesky", "Ines", now - timedelta(hours=4), now - timedelta(hours=3.8), True),
            Answered(902, "T2", "instagram", "Bo", now - timedelta(hours=9), now - timedelta(hours=1), False),
            Answered(903, "T2", "mastodon", "Yusuf", now - timedelta(hours=8), now - timedelta(hours=1), True),
        ),
        missed=(
            Missed(904, "T1", "bluesky", "Ana Lima", "Hi, my order #48213 still says “label created” after nine days",
                   now - timedelta(hours=26), None, "https://social.example/post/904"),
            Missed(905, "T2", "instagram", "Rui", "The new tins are lovely, my kids built a tower",
                   now - timedelta(hours=31), now - timedelta(hours=2), None),
        ),
        set_aside_count=4,
        set_aside=(
            SetAside("instagram", "crypto_wins_88", "DM me to earn 500 a day from home", "advertising"),
            SetAside("bluesky", "bot9", "Check my page", "advertising; same text 12 times"),
        ),
        volumes=(
            Volume("bluesky", "T1", 2), Volume("instagram", "T1", 1), Volume("instagram", "T2", 6),
            Volume("mastodon", "T2", 2), Volume("instagram", "T3", 1), Volume("instagram", "T4", 14),
            Volume("bluesky", "T4", 5), Volume("instagram", "none", 4),
        ),
        volume_days=tuple(volumes),
        own_posts=(
            OwnPost("instagram", "New in: Huila decaf, washed with mountain water", now - timedelta(hours=15), 214, 18,
                    6, "https://social.example/own/1"),
            OwnPost("bluesky", "Ask us anything about water hardness, we are here until six", now - timedelta(days=1),
                    31, 9, 4, "https://social.example/own/2"),
        ),
        after_hours=AfterHours(2, now.replace(hour=17, minute=40)),
        events=(Event(now.date() + timedelta(days=1), "Acme Roasters’ seventh birthday"),),
        collection=Collection(
            merged=171,
            gaps=("mastodon:acme, mentions, Sat 02:00 to Sat 08:00: the service answered 503 for six hours",),
            quarantined=3,
            quarantine_reasons=(("the date cannot be read", 2), ("the same id with other content", 1)),
        ),
    )  # fmt: skip


def rich_figures() -> Figures:
    """Figures of a community that is doing well enough."""
    monday = date(2026, 11, 16)
    weeks = [monday - timedelta(weeks=back) for back in range(7, -1, -1)]
    rule_days = [Rate(14 + (n * 5) % 7, 17 + (n * 3) % 6) for n in range(14)]
    return Figures(
        rule_today=Rate(11, 13),
        rule_week=Rate(112, 124),
        rule_before=Rate(98, 131),
        rule_days=tuple(
            DayRate(NOW.date() - timedelta(days=13 - n), Rate(min(r.numerator, r.denominator), r.denominator))
            for n, r in enumerate(rule_days)
        ),
        rule_weeks=tuple(DayRate(week, Rate(85 + 4 * n - (n % 3) * 6, 124)) for n, week in enumerate(weeks)),
        rule_by_tier=(GroupRate("T1", Rate(41, 49)), GroupRate("T2", Rate(71, 75))),
        first_reply=Spread(n=498, median=9840.0, p90=79200.0, naive_median=8900.0, censored=21),
        depth_weeks=tuple(
            WeekSpread(
                week,
                Spread(
                    n=60 + n,
                    median=1.0 + (n > 4),
                    p90=4.0,
                    mean=1.4 + 0.13 * n - (n == 3) * 0.3,
                    mean_band=(1.2 + 0.13 * n - (n == 3) * 0.3, 1.6 + 0.13 * n - (n == 3) * 0.3),
                ),
            )
            for n, week in enumerate(weeks)
        ),
        retention_weeks=tuple(
            DayRate(week, Rate(58 + 3 * n - (n % 2) * 7, 160)) for n, week in enumerate(weeks)
        ),
        coverage=(
            GroupRate("T1", Rate(44, 49)),
            GroupRate("T2", Rate(69, 75)),
            GroupRate("T4", Rate(160, 231)),
        ),
        coverage_before=(GroupRate("T1", Rate(45, 52)),),
        equity=(GroupRate("Newcomers", Rate(31, 44)), GroupRate("Everyone else", Rate(82, 91))),
        growth=Rate(27, 61),
        net_active=7,
        response=Rate(143, 5210),
        ugc_posts=6,
        ugc_creators=4,
        workload=Workload(minutes_used=246, minutes_budgeted=300, replies=113, after_hours=9),
    )


def rich_drafts(items: Sequence[OpenItem]) -> dict[int, Draft]:
    """A draft for the first and the second item."""
    return {
        items[0].interaction_id: Draft(
            "a problem, acknowledged",
            "Hi Ana, nine days is too long, and I am sorry that nobody came back to you. I have looked up #48213: "
            "⟨what you found⟩.\nYou will hear from me by ⟨when⟩. Is the address still the one in ⟨city⟩?",
            ("what you found", "when", "city"),
        ),
        items[1].interaction_id: Draft("a question, answered", "Hi Tom, yes: it lands on 5 December.", ()),
    }


def rich_material(flow: str = "morning-scan", now: datetime = NOW, brand: Brand = BRAND) -> Material:
    """Material for any of the digests."""
    items = rich_items()
    spans = brand_spans(brand, now.date() - timedelta(days=10), now.date() + timedelta(days=20))
    ranked = ranked_of(items, now, brand)
    suggestions = (
        Suggestion(
            "new_voice",
            "Welcome Tom Berger, who wrote for the first time",
            "nobody has answered him yet",
            3.0,
        ),
        Suggestion("milestone", "Thank Priya N. for her hundredth comment", "reached yesterday", 2.0),
    )
    starts_at = now.replace(hour=12) + timedelta(days=flow in {"evening-check", "weekly-review"})
    week_start = date(2026, 11, 16)
    board = rich_board(now)
    material = Material(
        brand=brand,
        board=board,
        ranked=ranked,
        figures=rich_figures(),
        plan=plan_block(ranked, brand, starts_at, spans, suggestions),
        drafts=rich_drafts(items),
        problems=(
            "mastodon:acme, mentions: the service answered 503 since 02:10; asked again at the next scan",
        ),
        week=Week(
            start=week_start,
            end=week_start + timedelta(days=7),
            own_posts=board.own_posts,
            volume_days=tuple(day for day in board.volume_days if -7 <= (day.day - week_start).days < 7),
            missed=board.missed,
            answered_count=113,
            people=review_week.people(),
            trends=review_week.trends(),
            proposed_before=review_week.proposed_before(),
        ),
    )
    week = material.week
    return (
        material if week is None else replace(material, week=replace(week, proposals=choose(material, week)))
    )


def empty_material(brand: Brand = BRAND, now: datetime = NOW) -> Material:
    """Nobody is waiting."""
    return Material(brand, Board(as_of=now, since=now - timedelta(hours=14), received_count=48), ())


@pytest.fixture
def now() -> datetime:
    """The moment of the digests."""
    return NOW


@pytest.fixture
def brand() -> Brand:
    """Acme Roasters, London."""
    return BRAND


@pytest.fixture
def make_item() -> Callable[..., OpenItem]:
    """Makes open items."""
    return item


@pytest.fixture
def make_ranked() -> Callable[..., tuple[Ranked, ...]]:
    """Ranks open items."""
    return ranked_of


@pytest.fixture
def rich() -> Callable[..., Material]:
    """Makes material with something in every section."""
    return rich_material


@pytest.fixture(scope="module")
def rich_module() -> Callable[..., Material]:
    """`rich`, for what is made once a module."""
    return rich_material


@pytest.fixture
def empty() -> Callable[..., Material]:
    """Makes material in which nobody is waiting."""
    return empty_material


@pytest.fixture
def with_items() -> Callable[..., Material]:
    """Makes material with given open items and nothing else."""

    def build(items: Sequence[OpenItem], brand: Brand = BRAND) -> Material:
        material = empty_material(brand)
        return replace(
            material,
            ranked=ranked_of(items, brand=brand),
            board=replace(material.board, open_count=len(items)),
        )

    return build
