"""The shape of a configuration: frozen, typed, no I/O (the reader is `connectors.settings`)."""

from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from connectors import config_checks as checks
from connectors.config_campaigns import CalendarEvent, Campaign, Contest
from connectors.config_rules import Rule, Texts
from connectors.errors import ConfigError

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Platform = Literal["sandbox", "export", "bluesky", "mastodon", "x", "instagram", "linkedin"]
Slug = Annotated[str, AfterValidator(checks.slug)]
SecretName = Annotated[str, AfterValidator(checks.secret_name)]
Words = Annotated[str, AfterValidator(checks.one_line)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Account(_Model):
    """The brand's presence on one platform."""

    platform: Platform
    handle: Words
    service: Annotated[str, AfterValidator(checks.web_address)] | None = None
    secret: SecretName | None = None
    """Name of an environment variable or a Prefect Secret block; never the secret itself."""
    app_secret: SecretName | None = None
    """Name of the application's own token, where a platform has one beside the account's."""
    refresh_secret: SecretName | None = None
    """Name of the token that renews the account's, where those expire; `client_id` and `client_secret` go with it."""
    client_id: Words | None = None
    client_secret: SecretName | None = None
    spelling: Literal["auto", "tweet", "post"] = "auto"
    """For X: how its API names posts (tweet.fields, or post.fields since version 2.167); auto: as the server does."""
    api_version: Annotated[str, Field(pattern=r"^20\d{4}$")] | None = None
    """For LinkedIn: the version of its API, such as "202607"; None: the one that was read for this connector."""
    daily_requests: Annotated[int, Field(ge=1)] = 500
    """For LinkedIn, which names no limits in its answers: requests a UTC day (500: what an app has at first)."""
    path: Path | None = None
    """For files: relative to rapport.toml (made absolute when the file is read). For Instagram: what webhooks told."""
    columns: dict[str, str] = {}
    """For files: our column name -> the file's."""
    network: Words | None = None
    """For files: the network the conversations come from ("x"), shown instead of "export"."""
    permalink: Annotated[str, AfterValidator(checks.link_template)] | None = None
    """For files without links: a template with {id}."""
    preset: Words | None = None
    """For files: how they are written, by a shipped preset's name or a .toml file; None: found by their headers."""
    own: tuple[Words, ...] = ()
    """For files: names under which the brand writes in them, beside its handle and name."""
    zone: Annotated[str, AfterValidator(checks.zone)] | None = None
    """For files: the time zone of times that name none; None: what the preset says, mostly the brand's."""
    dates: tuple[Words, ...] = ()
    """For files: how their dates are written, as strptime formats; none: what the preset says."""
    keep_words: bool = False
    """For platforms that let nobody keep members' words for long: keep them all the same, as an agreement allows."""
    mentions: bool = True
    """Whether to search for mentions beyond the notifications, where the platform can be searched."""
    keywords: tuple[str, ...] = ()
    """More words to search for, beside the handle."""
    seed: int = 1
    """For the sandbox, with the next three: which community, how long, how large."""
    days: Annotated[int, Field(ge=1, le=3660)] = 90
    members: Annotated[int, Field(ge=1)] = 600
    interactions: Annotated[int, Field(ge=1)] = 8000

    @model_validator(mode="after")
    def _has_what_its_platform_needs(self) -> Self:
        if self.platform == "export" and self.path is None:
            raise ValueError('an export account needs its file: expected path = "conversations.csv"')
        return self

    @property
    def key(self) -> str:
        """The account's name in the warehouse: ``platform:handle``."""
        return f"{self.platform}:{self.handle}"


class OfficeHours(_Model):
    """When the brand's people work, in the brand's zone.

    An `end` that is not after `start` is on the next day; "24:00" is read as 00:00, midnight at the day's
    end.
    """

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = ("mon", "tue", "wed", "thu", "fri")
    start: Annotated[time, AfterValidator(checks.wall_time)] = time(9)
    end: Annotated[time, BeforeValidator(checks.day_end), AfterValidator(checks.wall_time)] = time(17)


class Deadlines(_Model):
    """Hours until an answer is due, by tier. T1 is measured in office hours, never past 24 h wall clock."""

    t1_office_hours: Annotated[float, Field(gt=0)] = 4
    t2_hours: Annotated[float, Field(gt=0)] = 24
    t3_hours: Annotated[float, Field(gt=0)] = 72


Weight = Annotated[float, Field(ge=0, le=100)]
"""Points that a part of the priority gives at most; 0 leaves it out."""


class Priority(_Model):
    """What counts within a tier, in points at most (what each part measures: `tasks.core.priority`).

    Tiers never mix: every T1 stands before every T2, whatever the points.
    """

    time: Weight = 40
    """Time left on the clock."""
    urgency: Weight = 50
    sentiment: Weight = 15
    """How upset they sound."""
    relationship: Weight = 10
    """How much there was between the member and the brand before."""
    newcomer: Weight = 10
    reach: Annotated[float, Field(ge=0, le=10)] = 5
    """Followers; small, so that fame alone never wins."""
    thread: Weight = 12
    """They answered the brand and wait."""
    conversation: Weight = 6
    """How many others are in the conversation."""

    @model_validator(mode="after")
    def _fame_never_beats_the_clock(self) -> Self:
        if self.reach > self.time:
            raise ValueError(
                f"reach = {self.reach:g} is more than time = {self.time:g}; expected at most as much: "
                "who has many followers would come before who is overdue"
            )
        return self


class Budget(_Model):
    """Minutes of human work."""

    block_minutes: Annotated[int, Field(ge=5, le=240)] = 40
    daily_minutes: Annotated[int, Field(ge=5, le=600)] = 60
    weekly_minutes: Annotated[int, Field(ge=5, le=3000)] = 300
    proactive_share: Annotated[float, Field(ge=0, le=0.9)] = 0.2
    starter: bool = False
    """Starter mode: 15 to 20 minutes a day, whatever the other figures say."""


class Look(_Model):
    """How the digests look."""

    accent: Annotated[str, AfterValidator(checks.colour)] = "#1f5fbf"


class Brand(_Model):
    """Whose community it is. `slug` is its name in the warehouse (the key in rapport.toml)."""

    slug: Slug
    name: Words
    timezone: Annotated[str, AfterValidator(checks.zone)] = "UTC"
    locale: Annotated[str, AfterValidator(checks.locale)] = "en_GB"
    language: Annotated[str, AfterValidator(checks.language)] = "en"
    holidays: Annotated[str, AfterValidator(checks.holidays)] | None = None
    """Country, with subdivision if any: "GB", "GB-ENG", "DE-BY"; None: no public holidays."""
    away: tuple[date, ...] = ()
    recipients: tuple[Annotated[str, AfterValidator(checks.address)], ...] = ()
    office_hours: OfficeHours = OfficeHours()
    deadlines: Deadlines = Deadlines()
    priority: Priority = Priority()
    budget: Budget = Budget()
    look: Look = Look()
    hashtags: tuple[Annotated[str, AfterValidator(checks.hashtag)], ...] = ()
    """The brand's own campaign hashtags, without #."""
    calendar: Annotated[str, AfterValidator(checks.calendar)] | None = None
    """An iCalendar file, relative to rapport.toml (made absolute when the file is read), or an http(s) address."""
    stale_after_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Open items older than this are counted, no longer listed."""
    topics: dict[Words, Texts] = {}
    """Named lists of words, for the rules: billing = ["invoice", "refund*"]."""
    rules: tuple[Rule, ...] = ()
    """What the brand says of its messages itself; it stands above the engine, below a person."""
    events: tuple[CalendarEvent, ...] = ()
    """What the brand's series are marked with, beside public holidays, days away, campaigns and contests."""
    campaigns: tuple[Campaign, ...] = ()
    contests: tuple[Contest, ...] = ()
    accounts: tuple[Account, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo:
        """The brand's time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def tracked_hashtags(self) -> tuple[str, ...]:
        """The brand's hashtags and those of its campaigns and contests, each once: networks are searched for them."""
        tags = [*self.hashtags, *(tag for campaign in self.campaigns for tag in campaign.hashtags)]
        tags += [contest.hashtag for contest in self.contests if contest.hashtag]
        return tuple({tag.casefold(): tag for tag in tags}.values())


class Mail(_Model):
    """SMTP; without a host, digests go to the folder only."""

    host: str | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    """"none" is refused but for loopback."""
    user: Words | None = None
    password_secret: SecretName | None = None
    sender: Annotated[str, AfterValidator(checks.sender)] = "Rapport <rapport@localhost>"

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.host and self.security == "none" and not checks.is_loopback(self.host):
            raise ValueError(
                'security = "none" is for a server on this machine only; expected "starttls" or "tls"'
            )
        if self.user and not self.password_secret:
            raise ValueError(
                "user needs password_secret: the name of an environment variable or Secret block"
            )
        return self


class Settings(_Model):
    """Everything rapport.toml and the environment say."""

    config_path: Path | None = None
    home: Path
    database_url: SecretStr | None = None
    """None: the embedded PostgreSQL under `home`."""
    mail: Mail = Mail()
    landing: str | None = None
    """fsspec URL of the landing store; None: `home`/landing."""
    brands: tuple[Brand, ...] = ()

    def brand(self, slug: str) -> Brand:
        """The brand called `slug`; ConfigError names the ones there are."""
        for brand in self.brands:
            if brand.slug == slug:
                return brand
        known = ", ".join(b.slug for b in self.brands) or "none"
        raise ConfigError(f"no brand {slug!r} in {self.config_path}; there are: {known}")
