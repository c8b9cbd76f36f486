"""A Mastodon thread: a status with what its context shows above and below it. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from connectors import mastodon_values as values
from connectors import reading

Status = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Thread:
    """The statuses of a thread by local id, and the root that each of them leads up to.

    The root is the topmost status that the server shows: of a thread whose beginning was deleted, the one
    after it.
    """

    subject: str
    statuses: dict[str, Status]
    below: frozenset[str]
    """Everything that stands below the subject."""
    roots: dict[str, str]

    @classmethod
    def of(cls, subject: Status, context: Status) -> "Thread":
        """The thread of `subject`, as `/api/v1/statuses/:id/context` shows it."""
        above, below = reading.items(context.get("ancestors")), reading.items(context.get("descendants"))
        statuses = {
            local: status
            for status in map(reading.record, (*above, subject, *below))
            if (local := values.local_id(status.get("id")))
        }
        ids = (values.local_id(reading.record(status).get("id")) for status in below)
        return cls(
            values.local_id(subject.get("id")) or "",
            statuses,
            frozenset(i for i in ids if i),
            _roots(statuses),
        )

    def own(self, me: str) -> frozenset[str]:
        """Those the account `me` wrote."""
        return frozenset(local for local, status in self.statuses.items() if author(status) == me)

    def told(self, me: str, is_addressed: Callable[[Status], bool]) -> Iterator[Status]:
        """What of the thread is the brand's business.

        All of it when the brand began it or it is private; else what stands below a status of the brand, what
        the brand wrote and what mentions it: the rest was not addressed to the brand.
        """
        own = self.own(me)
        is_ours = self.roots.get(self.subject) in own
        for local, status in self.statuses.items():
            is_below_ours = local in self.below and self.subject in own
            is_private = values.is_private(status)
            if is_ours or is_below_ours or is_private or local in own or is_addressed(status):
                yield status


def author(status: Status) -> str | None:
    """The local id of who wrote a status."""
    return values.local_id(reading.record(status.get("account")).get("id"))


def _roots(statuses: dict[str, Status]) -> dict[str, str]:
    """Status -> topmost status above it among `statuses`; a circle of strangers' making ends where it began."""
    roots: dict[str, str] = {}
    for start in statuses:
        path, seen, here = [start], {start}, start
        while here not in roots:
            above = values.local_id(statuses[here].get("in_reply_to_id"))
            if above is None or above not in statuses or above in seen:
                break
            path.append(above)
            seen.add(above)
            here = above
        roots.update(dict.fromkeys(path, roots.get(here, here)))
    return roots
