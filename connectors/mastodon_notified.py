"""From Mastodon's notifications, one by one or in groups, to records. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from connectors import mastodon_values as values
from connectors import reading
from connectors.mastodon_posts import StatusReader
from connectors.reading import Span, bad
from connectors.records import Record

_ACTS = frozenset({"favourite", "reblog"})
_FOLLOWS = frozenset({"follow", "follow_request"})
_MESSAGES = frozenset({"mention", "quote"})
_EMOJI = frozenset({"pleroma:emoji_reaction", "emoji_reaction", "reaction"})

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NotificationReader:
    """Reads the notifications of one page; `page` is its number. Kinds that are no interaction are ignored."""

    reader: StatusReader
    span: Span
    page: int

    def one_by_one(self, body: list[Any]) -> Iterator[Record]:
        """Notifications as version 1 gives them."""
        for number, item in enumerate(body, 1):
            told = reading.record(item)
            at, account = reading.moment(told.get("created_at")), reading.record(told.get("account"))
            yield from self._told(told, at, account, reading.record(told.get("status")), number)

    def grouped(self, body: Json) -> Iterator[Record]:
        """Groups of alike notifications: each of the people named, at the time of the newest of them."""
        people = _by_id(reading.items(body.get("partial_accounts"))) | _by_id(
            reading.items(body.get("accounts"))
        )
        statuses = _by_id(reading.items(body.get("statuses")))
        for number, item in enumerate(reading.items(body.get("notification_groups")), 1):
            group = reading.record(item)
            at = reading.moment(group.get("latest_page_notification_at"))
            status = statuses.get(values.local_id(group.get("status_id")) or "", {})
            ids = [values.local_id(i) for i in reading.items(group.get("sample_account_ids"))]
            for who in ids or [None]:
                yield from self._told(group, at, people.get(who or "", {}), status, number)

    def group_people(self, body: list[Any], group: Json, status: Json) -> Iterator[Record]:
        """Everyone of a group too large to be named in it."""
        at = reading.moment(group.get("latest_page_notification_at"))
        for number, account in enumerate(body, 1):
            yield from self._told(group, at, reading.record(account), status, number)

    def _told(
        self,
        told: Json,
        at: datetime | None,
        account: Json,
        status: Json,
        number: int,
    ) -> Iterator[Record]:
        """One notification: of `account`, about `status` if about any; nothing for kinds that are no interaction."""
        kind = str(told.get("type"))
        is_message, is_act = kind in _MESSAGES, kind in _ACTS or kind in _EMOJI or kind in _FOLLOWS
        if not is_message and not is_act:
            return
        if at is None or (is_act and values.local_id(account.get("id")) is None):
            reason = "a notification without a time or a person"
            yield bad("interaction", "has_identity", reason, self._where(number), told)
        elif is_message:
            quoted = values.quoted(status)
            own = {*self.reader.own, *([quoted] if kind == "quote" and quoted else [])}
            yield from replace(self.reader, own=own).read(status, self.span, self._where(number), at)
        elif at in self.span:
            yield from self._act(told, at, account, status, number)

    def _act(
        self,
        told: Json,
        at: datetime,
        account: Json,
        status: Json,
        number: int,
    ) -> Iterator[Record]:
        kind = str(told.get("type"))
        if kind in _FOLLOWS:
            yield from self.reader.act("follow", "follow", account, at)
        elif values.local_id(status.get("id")) is None:
            reason = f"a notification of {kind} without its status"
            yield bad("interaction", "has_identity", reason, self._where(number), told)
        elif kind in _EMOJI:
            emoji = reading.text(told.get("emoji") or told.get("emoji_reaction")) or None
            yield from self.reader.act("reaction", "emoji", account, at, status, emoji)
        elif kind == "reblog":
            yield from self.reader.act("share", "reblog", account, at, status)
        else:
            yield from self.reader.act("reaction", "favourite", account, at, status)

    def _where(self, item: int) -> str:
        return f"page {self.page} item {item}"


def _by_id(entities: list[Any]) -> dict[str, Json]:
    found = (reading.record(entity) for entity in entities)
    return {local: one for one in found if (local := values.local_id(one.get("id")))}
