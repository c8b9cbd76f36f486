"""Who came, who stayed, who went and whom to thank in a week. Names are strangers' text, not yet made safe."""

from dataclasses import dataclass
from datetime import date

from tasks.core.digest.rates import Rate


@dataclass(frozen=True, slots=True)
class Person:
    """A member as a manager knows them."""

    name: str
    handle: str | None
    platform: str
    followers: int | None = None
    permalink: str | None = None
    """Their profile on the platform."""


@dataclass(frozen=True, slots=True)
class PeopleWeek:
    """Members of one week, counted (see sql/board/people_weeks.sql); None: not known, for `why_unknown`."""

    week: date
    active: int | None
    arrived: int | None
    """First active ever."""
    returned: int | None
    """Active again after 30 or more silent days."""
    regulars: int | None
    """Active, with 4 or more interactions in the 90 days up to the week's end."""
    quiet: int | None
    """Regulars whose 30th silent day fell into the week."""
    why_unknown: str = ""
    """What was not collected of the days that these look at, in words."""


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who arrived in the week, or returned after `silent_days`."""

    person: Person
    interactions: int
    silent_days: int | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """A regular who went quiet: `interactions` in the 90 days up to their last day, `active_on`."""

    person: Person
    interactions: int
    active_on: date


@dataclass(frozen=True, slots=True)
class Giver:
    """What somebody did for the community in the week."""

    person: Person
    helped: int
    """Other members they answered."""
    peer_replies: int
    made: int
    """Things made or shown with the brand."""
    praised: int
    """Messages with content (T2) to the brand."""
    interactions: int
    before: int
    """Interactions before the week, of all time."""
    first_day: date | None
    """Their first day in the community."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Members first active in the week from `week`: how many, and how many of them were active n weeks later."""

    week: date
    members: int
    active: tuple[int | None, ...]
    """By week after it, from 0; None where that week is not over."""


@dataclass(frozen=True, slots=True)
class Month:
    """The members of a month; a figure without a value says why."""

    first_day: date
    active: Rate
    """The whole count: active of active."""
    came_back: Rate
    """Of those active the month before."""
    stickiness: float | None
    """Mean daily active by active in the month; None: not known, or nobody was active."""


@dataclass(frozen=True, slots=True)
class People:
    """The review's people; `weeks` end with the week told of."""

    weeks: tuple[PeopleWeek, ...] = ()
    arrived: tuple[Came, ...] = ()
    returned: tuple[Came, ...] = ()
    quiet: tuple[Gone, ...] = ()
    givers: tuple[Giver, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    months: tuple[Month, ...] = ()
    """What is counted by month, of those that were over by the week's end, the oldest first."""
