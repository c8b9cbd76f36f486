"""What the review knows of events, campaigns, contests and polls of a week, as things stood at its end."""

from dataclasses import dataclass

from tasks.core.digest.marks import Mark


@dataclass(frozen=True, slots=True)
class WeekCampaigns:
    """Events, campaigns, contests and polls of the week reviewed, and the marks of the weeks before it."""

    marks: tuple[Mark, ...] = ()
    """Events of the calendar and bursts of the nine weeks up to the end of the week (net active looks back 60 days)."""
