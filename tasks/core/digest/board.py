"""The board: what stands open, what was done, what came in, all as of one moment. All times are UTC."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tasks.core.digest.people import People
from tasks.core.digest.proposals import Choice
from tasks.core.digest.trends import Trends
from tasks.core.digest.week_campaigns import WeekCampaigns
from tasks.core.digest.week_content import WeekContent
from tasks.core.digest.week_engagement import WeekEngagement
from tasks.core.digest.week_equity import WeekEquity
from tasks.core.digest.week_hours import WeekHours
from tasks.core.digest.week_quality import WeekQuality
from tasks.core.digest.week_topics import WeekTopics
from tasks.core.items import OpenItem, Tier


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply the brand sent today, and what stands in its thread since."""

    interaction_id: int
    tier: Tier
    platform: str
    member_name: str
    asked_at: datetime
    answered_at: datetime
    is_waiting_for_them: bool
    """True when the brand had the last word in the thread, as of the board's moment."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A T1 or T2 whose 24 hours ended today without an answer."""

    interaction_id: int
    tier: Tier
    platform: str
    member_name: str
    text: str
    occurred_at: datetime
    answered_at: datetime | None
    """When it was answered after all; None: it still waits."""
    permalink: str | None


@dataclass(frozen=True, slots=True)
class SetAside:
    """An inbound message that needs no answer (tier none), with the reason."""

    platform: str
    member_name: str
    text: str
    reason: str
    copies: int = 1
    """How many messages it stands for: the same text from many, or many of one person."""
    people: int = 1
    """From how many people the same text came; 1: all of one person."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """An open inbound message below T1 of whose tier the engine is unsure."""

    interaction_id: int
    platform: str
    tier: Tier
    confidence: float
    t1_chance: float | None
    """How likely it is a T1 after all, 0 to 1; None when the engine did not say."""
    member_name: str
    member_handle: str | None
    text: str
    occurred_at: datetime
    permalink: str | None


@dataclass(frozen=True, slots=True)
class Volume:
    """How many inbound interactions of one tier and platform arrived since the last look."""

    platform: str
    tier: Tier
    count: int


@dataclass(frozen=True, slots=True)
class DayVolume:
    """How many inbound interactions of one tier arrived on one day of the brand's calendar."""

    day: date
    tier: Tier
    count: int


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post of the brand's that stirred since the last look, and what it drew since then."""

    platform: str
    text: str
    published_at: datetime
    reactions: int
    comments: int
    shares: int
    permalink: str | None


@dataclass(frozen=True, slots=True)
class AfterHours:
    """Replies sent today outside office hours; as its office hours say."""

    count: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something in the brand's calendar."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Collection:
    """What was collected in the last seven days: windows by state, gaps with their reason, quarantine."""

    merged: int = 0
    gaps: tuple[str, ...] = ()
    """Windows that could not be collected, in words."""
    quarantined: int = 0
    """Rows that wait in quarantine."""
    quarantine_reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the digests read from `core` as of `as_of`; nothing later is in it."""

    as_of: datetime
    since: datetime
    """The last look: the moment of the digest before this one, else 24 hours back."""
    open_items: tuple[OpenItem, ...] = ()
    open_count: int = 0
    """Open items in all, those included that are too many to be listed."""
    stale_count: int = 0
    """Open items older than the brand's stale_after_days: counted, no longer listed."""
    snoozed_count: int = 0
    received_count: int = 0
    """Inbound interactions with a tier that wants an answer, within stale_after_days."""
    answered: tuple[Answered, ...] = ()
    missed: tuple[Missed, ...] = ()
    set_aside_count: int = 0
    set_aside: tuple[SetAside, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()
    """What came in since the last look and may be a T1, the most likely first; not all, when there are many."""
    uncertain_count: int = 0
    uncertain_earlier_count: int = 0
    """Open ones that came before the last look, of the last days."""
    volumes: tuple[Volume, ...] = ()
    volume_days: tuple[DayVolume, ...] = ()
    own_posts: tuple[OwnPost, ...] = ()
    after_hours: AfterHours = AfterHours(0, None)
    events: tuple[Event, ...] = ()
    collection: Collection = Collection()


@dataclass(frozen=True, slots=True)
class Week:
    """A week that is over, `[start, end)` in the brand's calendar, as things stood at its end."""

    start: date
    end: date
    """The Monday after."""
    own_posts: tuple[OwnPost, ...] = ()
    volume_days: tuple[DayVolume, ...] = ()
    """Of the week and the one before it."""
    missed: tuple[Missed, ...] = ()
    answered_count: int = 0
    topics: WeekTopics = field(default_factory=WeekTopics)
    people: People = field(default_factory=People)
    trends: Trends = field(default_factory=Trends)
    proposals: tuple[Choice, ...] = ()
    """For the coming week."""
    proposed_before: tuple[Choice, ...] = ()
    """By the review before this one, for the week told of now."""
    campaigns: WeekCampaigns = field(default_factory=WeekCampaigns)
    hours_present: WeekHours = field(default_factory=WeekHours)
    content: WeekContent = field(default_factory=WeekContent)
    engagement: WeekEngagement = field(default_factory=WeekEngagement)
    equity: WeekEquity = field(default_factory=WeekEquity)
    quality: WeekQuality = field(default_factory=WeekQuality)
