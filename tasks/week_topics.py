"""Reads what a week was about from the warehouse: topics found in its messages, who waits, how people sound.

Read when a review is written, and kept nowhere: the week's own messages and those of the eight weeks before it, of
which a fixed sample of people when there are many. How moods go together is counted over all of them, in SQL. So a
review costs the same whatever the history, and a scan nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.core.digest.clock import Clock
from tasks.core.digest.rates import Rate
from tasks.core.digest.week_topics import Mood, Quote, Topic, Waiting, WeekTopics
from tasks.core.topics.moods import MoodDesigns, Sums, mood_designs
from tasks.core.topics.telling import Heard, Told, told
from tasks.core.topics.terms import own_names

WEEKS_BEFORE = 8
WEEK_MOST, BEFORE_MOST = 20_000, 12_000
"""Messages read of the week, and of the weeks before it; of more, those of a sample of the people."""
PEOPLE_STEPS = 1024
WAITING_SHOWN = 3
MOODS = ("positive", "neutral", "negative", "unknown")


def read_topics(connection: Connection, brand: Brand, start: date, as_of: datetime) -> WeekTopics:
    """The week from the Monday `start` in the brand's calendar, as things stood at its end.

    `as_of` (aware): who waits is as of then, and what was deleted or blocked by then is not quoted. Of a week that is
    not over by then, what was said up to it.
    """
    clock = Clock(brand.zone, brand.locale, as_of)
    span: dict[str, object] = {
        "since": clock.start_of_day(start - timedelta(weeks=WEEKS_BEFORE)),
        "week_start": clock.start_of_day(start),
        "at": min(clock.start_of_day(start + timedelta(weeks=1)) - timedelta(microseconds=1), as_of),
    }
    volume = _rows(connection, brand, "topic_volume", **span)[0]
    kept = {
        "kept_week": _kept(volume["week"], WEEK_MOST),
        "kept_before": _kept(volume["before"], BEFORE_MOST),
    }
    gaps = _gaps(connection, brand, start)
    heard = [each for each in _heard(connection, brand, as_of, span | kept) if each.week not in gaps]
    names = own_names(brand.name, (account.handle for account in brand.accounts))
    spoken = told(heard, start, names, brand.topics)
    del heard
    designs = _designs(connection, brand, start, span)
    shown = [topic for one in spoken for topic in one.topics]
    voices = _Voices(connection, brand, span["week_start"], as_of, shown)
    return WeekTopics(
        languages=tuple(
            replace(one.language, topics=tuple(voices.heard(topic) for topic in one.topics)) for one in spoken
        ),
        moods=_moods(connection, brand, start, designs),
        mood_designs=designs.weeks,
        sampled=kept["kept_week"] / PEOPLE_STEPS,
        weeks_left_out=len(gaps),
    )


def _gaps(connection: Connection, brand: Brand, start: date) -> set[date]:
    """The weeks before the one from `start` that were not wholly collected."""
    span = {"first_day": start - timedelta(weeks=WEEKS_BEFORE), "last_day": start - timedelta(days=1)}
    return {row["week"] for row in _rows(connection, brand, "topic_gaps", **span)}


def _kept(messages: int, most: int) -> int:
    """How many of PEOPLE_STEPS people are read, so that there are about `most` messages or fewer."""
    return PEOPLE_STEPS if messages <= most else max(PEOPLE_STEPS * most // messages, 1)


def _heard(connection: Connection, brand: Brand, as_of: datetime, span: Mapping[str, object]) -> list[Heard]:
    rows = _rows(connection, brand, "topic_messages", zone=brand.timezone, as_of=as_of, **span)
    own = brand.language.partition("-")[0].lower()
    return [Heard(**{**row, "language": row["language"] or own}) for row in rows]


def _designs(connection: Connection, brand: Brand, start: date, span: Mapping[str, object]) -> MoodDesigns:
    """Of all messages, those of weeks that topics leave out too: of a sample of people threads have few each."""
    bound = {"zone": brand.timezone, "start": start, "since": span["since"], "at": span["at"]}
    return mood_designs(Sums(**row) for row in _rows(connection, brand, "topic_moods", **bound))


class _Voices:
    """Who wrote the messages of the topics that are told, and which of them wait."""

    def __init__(
        self, connection: Connection, brand: Brand, since: object, as_of: datetime, topics: Iterable[Told]
    ) -> None:
        topics = list(topics)
        ids = sorted({number for topic in topics for number in topic.messages})
        rows = _rows(connection, brand, "topic_waiting", since=since, as_of=as_of, ids=ids) if ids else []
        self._waiting = {row["interaction_id"]: row["occurred_at"] for row in rows}
        shown = {number for topic in topics for number in (*dict(topic.quotes), *self._longest(topic))}
        rows = _rows(connection, brand, "topic_voices", as_of=as_of, ids=sorted(shown)) if shown else []
        self._who = {row["interaction_id"]: row for row in rows}

    def heard(self, told_: Told) -> Topic:
        """The topic with its quotes and who waits."""
        return replace(
            told_.topic,
            quotes=tuple(self._quote(number, words) for number, words in told_.quotes),
            waiting=tuple(self._waits(number) for number in self._longest(told_)),
            waiting_count=sum(number in self._waiting for number in told_.messages),
        )

    def _longest(self, topic: Told) -> list[int]:
        waiting = set(topic.messages)
        return [number for number in self._waiting if number in waiting][:WAITING_SHOWN]

    def _quote(self, number: int, words: str) -> Quote:
        who = self._who[number]
        return Quote(
            number, words, who["member_name"], who["member_handle"], who["platform"], who["permalink"]
        )

    def _waits(self, number: int) -> Waiting:
        who = self._who[number]
        return Waiting(
            who["member_name"], who["member_handle"], who["platform"], who["occurred_at"], who["permalink"]
        )


def _moods(connection: Connection, brand: Brand, start: date, designs: MoodDesigns) -> tuple[Mood, ...]:
    """How the week's messages sound, by the marts; nothing where they do not hold the week."""
    names = [f"sentiment_{name}" for name in MOODS]
    bound = {"metrics": names, "first_week": start - timedelta(weeks=WEEKS_BEFORE), "last_week": start}
    rows = [row for row in _rows(connection, brand, "figures_weekly", **bound) if row["dimension"] == "all"]
    moods = []
    for name in MOODS:
        mine = [row for row in rows if row["metric"] == f"sentiment_{name}"]
        week = _added(row for row in mine if row["day"] == start)
        before = _added(row for row in mine if row["day"] < start)
        moods.append(
            Mood(
                name,
                replace(week, design=designs.weeks.get((name, "all", "all", start), 1.0)),
                replace(before, design=designs.before.get(name, 1.0)),
            )
        )
    return tuple(moods) if moods[0].week.denominator or moods[0].week.is_unknown else ()


def _added(rows: Iterable[Mapping[str, Any]]) -> Rate:
    """The weeks together, those left out of which too little was collected; it says why."""
    found = list(rows)
    known = [row for row in found if row["why_unknown"] is None or row["value"] is not None]
    numerator, denominator = (
        sum(int(row[side] or 0) for row in known or found) for side in ("numerator", "denominator")
    )
    gap = next((row["why_unknown"] for row in found if row["why_unknown"]), "")
    return Rate(numerator, denominator, gap, is_unknown=bool(found) and not known)


def _rows(connection: Connection, brand: Brand, model: str, **bound: object) -> list[dict[str, Any]]:
    result = connection.execute(text(sql.load(f"board/{model}.sql")), {"brand": brand.slug, **bound})
    return [dict(row) for row in result.mappings()]
