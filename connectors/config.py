"""The shape of a configuration: frozen, typed, no I/O (the reader is `connectors.settings`)."""

from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from connectors.errors import ConfigError

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Account(_Model):
    """The brand's presence on one platform."""

    platform: str
    handle: str
    service: str | None = None
    secret: str | None = None
    """Name of an environment variable or a Prefect Secret block; never the secret itself."""
    path: Path | None = None
    """For files: relative to rapport.toml (made absolute when the file is read)."""
    columns: dict[str, str] = {}
    """For files: our column name -> the file's."""
    network: str | None = None
    """For files: the network the conversations come from ("x"), shown instead of "export"."""
    permalink: str | None = None
    """For files without links: a template with {id}."""
    mentions: bool = True
    keywords: tuple[str, ...] = ()
    seed: int = 1
    days: int = 90
    members: int = 600
    interactions: int = 8000

    @property
    def key(self) -> str:
        """The account's name in the warehouse: ``platform:handle``."""
        return f"{self.platform}:{self.handle}"


class OfficeHours(_Model):
    """When the brand's people work, in the brand's zone; `end` may be "24:00"."""

    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    start: time = time(9)
    end: time = time(17)


class Deadlines(_Model):
    """Hours until an answer is due, by tier. T1 is measured in office hours, never past 24 h wall clock."""

    t1_office_hours: Annotated[float, Field(gt=0)] = 4
    t2_hours: Annotated[float, Field(gt=0)] = 24
    t3_hours: Annotated[float, Field(gt=0)] = 72


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

    accent: str = "#1f5fbf"


class Brand(_Model):
    """Whose community it is. `slug` is its name in the warehouse (the key in rapport.toml)."""

    slug: str
    name: str
    timezone: str = "UTC"
    locale: str = "en_GB"
    language: str = "en"
    holidays: str | None = None
    """Country, with subdivision if any: "GB", "GB-ENG", "DE-BY"; None: no public holidays."""
    away: tuple[date, ...] = ()
    recipients: tuple[str, ...] = ()
    office_hours: OfficeHours = OfficeHours()
    deadlines: Deadlines = Deadlines()
    budget: Budget = Budget()
    look: Look = Look()
    hashtags: tuple[str, ...] = ()
    """The brand's own campaign hashtags, without #."""
    calendar: str | None = None
    stale_after_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Open items older than this are counted, no longer listed."""
    accounts: tuple[Account, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo:
        """The brand's time zone."""
        return ZoneInfo(self.timezone)


class Mail(_Model):
    """SMTP; without a host, digests go to the folder only."""

    host: str | None = None
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    """"none" is refused but for loopback."""
    user: str | None = None
    password_secret: str | None = None
    sender: str = "Rapport <rapport@localhost>"


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
