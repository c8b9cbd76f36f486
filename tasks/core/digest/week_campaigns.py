"""What the review knows of events, campaigns, contests and polls of a week, as things stood at its end."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from tasks.core.digest.bootstrap import Band, Counted, mean_band
from tasks.core.digest.marks import Mark
from tasks.core.digest.rates import Change, Rate, change


@dataclass(frozen=True, slots=True)
class Gained:
    """What a campaign's posts gained of one counter, by difference of snapshots."""

    value: int | None
    """None: of no post it is known; that is not zero."""
    known: int
    """Of so many posts it is known."""
    posts: int


NOT_KNOWN = Gained(None, 0, 0)
NOBODY = Rate(0, 0)


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said in a campaign's threads since it began."""

    messages: int = 0
    replies: int = 0
    """The brand's."""
    reactions: int = 0
    shares: int = 0
    ugc: int = 0
    threads: int = 0
    """With a message; the depths are changes of side a thread, None without one."""
    depth_mean: float | None = None
    depth_median: float | None = None
    depth_p90: float | None = None
    people: int = 0
    newcomers: int = 0
    """Of the people, those who had done nothing toward the brand before the campaign."""
    rated: int = 0
    """Messages whose sentiment could be read; the next two are of them."""
    positive: int = 0
    negative: int = 0


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """A campaign up to the end of the week, or up to its own end."""

    name: str
    first: date
    until: date | None
    """Its last day; None: still on without an end."""
    days: int
    """Of it that are over."""
    reach: Gained = NOT_KNOWN
    """Added up over posts: one person may be in several."""
    impressions: Gained = NOT_KNOWN
    clicks: Gained = NOT_KNOWN
    talk: Talk = field(default_factory=Talk)
    volumes: tuple[tuple[int, int], ...] = ()
    """Inbound of the brand on a day of it, and on the same weekday before it; days of which either is not known are
    left out."""
    people_during: Rate = NOBODY
    """New people of all who were active, the brand's whole community."""
    people_before: Rate = NOBODY
    """The same on the days before it."""

    @property
    def more_a_day(self) -> tuple[float, Band | None] | None:
        """How many more (or fewer) came in a day than before, with the 95 % bootstrap interval; None without days."""
        if not self.volumes:
            return None
        gaps = [during - before for during, before in self.volumes]
        return sum(gaps) / len(gaps), mean_band([Counted(gap, 1) for gap in gaps])

    @property
    def newcomers_change(self) -> Change | None:
        """The change of the newcomers' share against before; None with too few cases."""
        return change(self.people_before, self.people_during)


@dataclass(frozen=True, slots=True)
class ContestFacts:
    """A contest as of the end of the week."""

    name: str
    opens_at: datetime
    closes_at: datetime
    entries: int
    """Messages that may be entries."""
    taking_part: int
    """People who take part."""
    reasons: tuple[tuple[str, int], ...] = ()
    """Why entries do not take part, the most frequent first."""
    is_listed: bool = False
    draws: int = 0


@dataclass(frozen=True, slots=True)
class PollFacts:
    """A poll, or a question of a survey, that got votes in the week, with all its votes; one a person, the last one."""

    kind: Literal["poll_vote", "survey_answer"]
    platform: str
    question: str
    permalink: str | None
    people: int
    options: tuple[tuple[str, int], ...] = ()
    """By votes; those whose option is not known are in `people` only."""
    native_id: str = ""
    """The post's that asks, or the form's."""
    is_ours: bool = True
    """Whether the brand asks; else the words may be anybody's."""

    @property
    def known(self) -> int:
        """Votes whose option is known."""
        return sum(votes for _, votes in self.options)


@dataclass(frozen=True, slots=True)
class WeekCampaigns:
    """Events, campaigns, contests and polls of the week reviewed, and the marks of the weeks before it."""

    marks: tuple[Mark, ...] = ()
    """Events of the calendar and bursts of the nine weeks up to the end of the week (net active looks back 60 days)."""
    campaigns: tuple[CampaignFacts, ...] = ()
    """Those that were on in the week."""
    contests: tuple[ContestFacts, ...] = ()
    """Those open in the week or closed within it, and those closed and not drawn yet."""
    polls: tuple[PollFacts, ...] = ()
