"""Bursts and campaigns over again: plain, slow, obvious, from the definitions and not from the SQL."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import mean, median

from community import Community, Item
from metrics_oracle import Truth, days, window

from tasks.core.digest.marks import is_burst

WEEK = timedelta(days=7)


def bursts(c: Community, as_of: datetime) -> dict[date, tuple[int, float | None, int | None]]:
    """By day: what came in, what is usual on that weekday, and whether it is a burst (None: too few weeks)."""
    truth = Truth(c)
    volumes = {
        w.first: sum(1 for i in c.items if i.is_inbound and c.day(i.at) == w.first and truth.counts(i, w))
        for w in days(c, as_of)
    }
    found = {}
    for day, count in volumes.items():
        before = [volumes[day - n * WEEK] for n in range(1, 9) if day - n * WEEK in volumes]
        verdict = is_burst(count, before)
        found[day] = count, median(before) if before else None, None if verdict is None else int(verdict)
    return found


@dataclass(frozen=True)
class Told:
    """A campaign's talk, counted one by one."""

    threads: int
    messages: int
    replies: int
    reactions: int
    shares: int
    ugc: int
    people: int
    newcomers: int
    depth_mean: float | None
    depth_median: float | None


def campaign(c: Community, tags: set[str], first: date, until: date, as_of: datetime) -> Told:
    """All that was said since the first day in threads with something of its days that has a tag, or under such."""
    truth, w = Truth(c), window(c, c.day(as_of), c.day(as_of), as_of)
    begins, ends = c.midnight(first), c.midnight(until + timedelta(days=1))
    counted = [i for i in c.items if truth.counts(i, w)]
    carriers = [i for i in counted if begins <= i.at < ends and {tag.lower() for tag in i.hashtags} & tags]
    posts = {(_platform(i), str(i.id)) for i in carriers}
    under = [i for i in c.items if w.seen(i.at) and i.at >= begins and (_platform(i), i.post) in posts]
    threads = {(_platform(i), i.thread) for i in (*carriers, *under)}
    said = [i for i in counted if i.at >= begins and (_platform(i), i.thread) in threads]
    messages = [i for i in said if i.is_inbound and i.is_message]
    people = {i.who.member for i in messages}
    known = {i.who.member for i in c.items if i.is_inbound and i.at < begins}
    talks: dict[tuple[str, str], list[Item]] = {}
    for i in sorted((i for i in said if i.is_message), key=lambda i: (i.at, i.id)):
        talks.setdefault((_platform(i), i.thread), []).append(i)
    depths = [sum(1 for a, b in pairwise(talk) if a.is_inbound != b.is_inbound) for talk in talks.values()]
    return Told(
        threads=len(talks),
        messages=len(messages),
        replies=sum(1 for i in said if not i.is_inbound and i.is_message and i.kind != "post"),
        reactions=sum(1 for i in said if i.is_inbound and i.kind == "reaction"),
        shares=sum(1 for i in said if i.is_inbound and i.kind == "share"),
        ugc=sum(1 for i in said if i.is_inbound and i.kind == "ugc_post"),
        people=len(people),
        newcomers=len(people - known),
        depth_mean=mean(depths) if depths else None,
        depth_median=median(depths) if depths else None,
    )


def _platform(item: Item) -> str:
    return item.account.split(":")[0]
