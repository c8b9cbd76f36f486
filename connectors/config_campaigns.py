"""What is on the brand's calendar: events, campaigns and contests in rapport.toml. Shape and checks only."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from connectors import config_checks as checks

_LINK_TAG = re.compile(r"[\w.~-]{1,100}")


def _moment(value: Any) -> Any:
    """A date (its midnight) or a date and time."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(
            "expected a date such as 2026-06-20, or a time such as 2026-06-20T18:00:00"
        ) from error


def _closing(value: Any) -> Any:
    """As `_moment`, but a date stands for its end: the day is still open."""
    moment = _moment(value)
    if isinstance(value, str) and len(value.strip()) == 10:
        return moment + timedelta(days=1)
    return moment


def _tag(value: str) -> str:
    if not _LINK_TAG.fullmatch(value):
        raise ValueError('expected the value of utm_campaign in your links, such as "summer26"')
    return value


def _bare_handle(value: str) -> str:
    return checks.one_line(value).strip().removeprefix("@")


def _short(value: str) -> str:
    if len(checks.one_line(value)) > 60:
        raise ValueError("expected at most 60 characters")
    return value.strip()


Name = Annotated[str, AfterValidator(_short)]
Hashtag = Annotated[str, AfterValidator(checks.hashtag)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Days(_Model):
    name: Name
    first: Annotated[date, Field(alias="from")]
    """`from` in the file: the first day, in the brand's calendar."""
    until: date | None = None
    """The last day, still in it."""

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if self.until is not None and self.until < self.first:
            raise ValueError(f"until = {self.until} is before from = {self.first}")
        return self


class CalendarEvent(_Days):
    """Something in the brand's calendar that its series are marked with: a fair, a launch. One day without `until`."""

    @property
    def last(self) -> date:
        """The last day, in it."""
        return self.until or self.first


class Campaign(_Days):
    """A campaign, known by its hashtags and by the tags in its links; without `until` it is still on."""

    hashtags: tuple[Hashtag, ...] = ()
    """Without #, whatever the case."""
    link_tags: tuple[Annotated[str, AfterValidator(_tag)], ...] = ()
    """Values of utm_campaign in links, whatever the case."""

    @model_validator(mode="after")
    def _is_known_by_something(self) -> Self:
        if not self.hashtags and not self.link_tags:
            raise ValueError('expected hashtags = ["summerparcel"], link_tags = ["summer26"] or both')
        return self

    def is_on(self, first: date, last: date) -> bool:
        """Whether it has a day in common with `first` to `last`."""
        return self.first <= last and (self.until is None or first <= self.until)


class Contest(_Model):
    """A contest people enter by writing with its hashtag, or under its post; one entry a person."""

    name: Name
    hashtag: Hashtag | None = None
    """Without #, whatever the case."""
    post: Annotated[str, AfterValidator(checks.one_line)] | None = None
    """The platform's own id, or the address, of the post whose comments are the entries."""
    opens: Annotated[datetime, BeforeValidator(_moment)]
    closes: Annotated[datetime, BeforeValidator(_closing)]
    """A date alone is still open all day. Without an offset both are in the brand's zone."""
    must_follow: bool = False
    """Leaves out who is known to have stopped following; of whom it is not known stays in."""
    excluded: tuple[Annotated[str, AfterValidator(_bare_handle)], ...] = ()
    """Handles or platform ids of people who may not win: the team and their families."""

    @model_validator(mode="after")
    def _has_entries_and_a_span(self) -> Self:
        if (self.hashtag is None) == (self.post is None):
            raise ValueError('expected hashtag = "latteart" or post = "...", one of the two')
        if (self.opens.tzinfo is None) != (self.closes.tzinfo is None):
            raise ValueError("expected opens and closes either both with an offset or both without")
        if self.opens >= self.closes:
            raise ValueError("closes is not after opens")
        return self

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it opens and closes, half-open, UTC."""
        opens, closes = (
            (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
            for moment in (self.opens, self.closes)
        )
        return opens, closes

    def days(self, zone: ZoneInfo) -> tuple[date, date]:
        """The first and the last day on which it is open, in the brand's calendar."""
        opens, closes = self.span(zone)
        return opens.astimezone(zone).date(), (closes - timedelta(microseconds=1)).astimezone(zone).date()


def repeated(
    campaigns: tuple[Campaign, ...], contests: tuple[Contest, ...]
) -> list[tuple[tuple[str | int, ...], str]]:
    """Names used twice; (path under the brand, words)."""
    found: list[tuple[tuple[str | int, ...], str]] = []
    for table, names in (
        ("campaigns", [c.name for c in campaigns]),
        ("contests", [c.name for c in contests]),
    ):
        found += [
            ((table, index, "name"), f"{name!r} is the name of another one as well")
            for index, name in enumerate(names)
            if name.casefold() in {other.casefold() for other in names[:index]}
        ]
    return found
