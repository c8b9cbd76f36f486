"""Contests in the warehouse: entries as of a moment, lists put down before the seed is known, draws kept for good.

Lists and draws are only ever added. A second draw stands beside the first, for everybody to see; the same draw again is
the same row. Nobody is written to.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from connectors.config_campaigns import Contest
from connectors.errors import ConfigError
from tasks.core.contest import Candidate, Entry, Terms, digest, draw, entrants, judge


class NotYet(Exception):
    """What was asked for has to wait; the message says for what."""


@dataclass(frozen=True, slots=True)
class EntrantList:
    """The list of a contest's entrants as it was put down."""

    list_id: int
    contest: str
    opens_at: datetime
    closes_at: datetime
    as_of: datetime
    entrants: tuple[str, ...]
    digest: str
    listed_by: str
    listed_at: datetime


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw from a list: the same seed, list and number of winners always give the same."""

    draw_id: int
    list_id: int
    contest: str
    digest: str
    seed: str
    seed_source: str | None
    winners: int
    drawn: tuple[str, ...]
    drawn_by: str
    drawn_at: datetime


def contest_named(brand: Brand, name: str) -> Contest:
    """The contest called `name`, whatever the case; ConfigError names the ones there are."""
    for contest in brand.contests:
        if contest.name.casefold() == name.casefold():
            return contest
    known = ", ".join(repr(contest.name) for contest in brand.contests) or "none"
    raise ConfigError(f"no contest {name!r} among [[brands.{brand.slug}.contests]]; there are: {known}")


def read_entries(
    connection: Connection, brand: Brand, contest: Contest, as_of: datetime
) -> tuple[Entry, ...]:
    """Everything that may be an entry of `contest` as of `as_of`, judged, in order of time."""
    opens_at, closes_at = contest.span(brand.zone)
    rows = connection.execute(
        text(sql.load("contest/entries.sql")),
        {
            "brand": brand.slug,
            "hashtag": contest.hashtag.lower() if contest.hashtag else None,
            "post": contest.post,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "as_of": as_of,
        },
    ).mappings()
    candidates = {row["interaction_id"]: Candidate(**row) for row in rows}
    terms = Terms(opens_at, closes_at, contest.must_follow, contest.excluded)
    return judge(tuple(candidates.values()), terms)


def behind(
    connection: Connection, brand: Brand, contest: Contest, as_of: datetime
) -> dict[str, datetime | None]:
    """Accounts that have not been collected up to the closing, with how far they were (None: not at all)."""
    rows = connection.execute(
        text(sql.load("ops/last_window_ends.sql")), {"brand": brand.slug, "as_of": as_of}
    )
    ends: dict[str, datetime] = {}
    for row in rows:
        ends[row.account] = max(row.last_end, ends.get(row.account, row.last_end))
    _, closes_at = contest.span(brand.zone)
    reached = {account.key: ends.get(account.key) for account in brand.accounts}
    return {account: end for account, end in reached.items() if end is None or end < closes_at}


def put_down(connection: Connection, brand: Brand, contest: Contest, by: str, as_of: datetime) -> EntrantList:
    """Put down the list of those who take part, as things stand at `as_of`; NotYet while the contest is open.

    The same list again (no entry came, went or changed its verdict) is the one there is.
    """
    opens_at, closes_at = contest.span(brand.zone)
    if as_of < closes_at:
        raise NotYet(
            f"{contest.name!r} closes on {closes_at.astimezone(brand.zone):%Y-%m-%d %H:%M}: no list before that"
        )
    ids = entrants(read_entries(connection, brand, contest, as_of))
    before = read_lists(connection, brand, as_of, contest.name)
    if (
        before
        and before[-1].entrants == ids
        and (before[-1].opens_at, before[-1].closes_at) == (opens_at, closes_at)
    ):
        return before[-1]
    connection.execute(
        text(sql.load("contest/list_add.sql")),
        {
            "brand": brand.slug,
            "contest": contest.name,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "rules": json.dumps(contest.model_dump(mode="json")),
            "as_of": as_of,
            "entrants": list(ids),
            "digest": digest(ids),
            "by": by,
            "now": as_of,
        },
    )
    return read_lists(connection, brand, as_of, contest.name)[-1]


def draw_winners(
    connection: Connection,
    brand: Brand,
    contest: Contest,
    winners: int,
    seed: str,
    by: str,
    now: datetime,
    *,
    source: str | None = None,
) -> Draw:
    """Draw from the newest list of `contest`, and keep the draw. NotYet without a list, or when nobody takes part.

    `source`: where the seed came from, in words. Raises ValueError as `tasks.core.contest.draw` does.
    """
    lists = read_lists(connection, brand, now, contest.name)
    if not lists:
        raise NotYet(
            f"the list of {contest.name!r} has not been put down: `rapport contest close` comes first"
        )
    newest = lists[-1]
    drawn = draw(newest.entrants, seed, winners)
    if not drawn:
        raise NotYet(f"nobody takes part in {contest.name!r}: there is nothing to draw")
    bound: dict[str, Any] = {"list_id": newest.list_id, "seed": seed, "source": source, "winners": winners}
    connection.execute(
        text(sql.load("contest/draw_add.sql")),
        bound | {"brand": brand.slug, "drawn": list(drawn), "by": by, "now": now},
    )
    return next(
        each
        for each in read_draws(connection, brand, now, contest.name)
        if (each.list_id, each.seed, each.winners) == (newest.list_id, seed, winners)
    )


def read_lists(
    connection: Connection, brand: Brand, as_of: datetime, contest: str | None = None
) -> tuple[EntrantList, ...]:
    """The lists put down up to `as_of`, oldest first; of one contest or of all."""
    return tuple(
        EntrantList(**{**row, "entrants": tuple(row["entrants"])})
        for row in _rows(connection, "lists", brand, as_of, contest)
    )


def read_draws(
    connection: Connection, brand: Brand, as_of: datetime, contest: str | None = None
) -> tuple[Draw, ...]:
    """The draws up to `as_of`, oldest first; of one contest or of all."""
    return tuple(
        Draw(**{**row, "drawn": tuple(row["drawn"])})
        for row in _rows(connection, "draws", brand, as_of, contest)
    )


def _rows(
    connection: Connection, model: str, brand: Brand, as_of: datetime, contest: str | None
) -> list[dict[str, Any]]:
    bound = {"brand": brand.slug, "contest": contest, "as_of": as_of}
    return [dict(row) for row in connection.execute(text(sql.load(f"contest/{model}.sql")), bound).mappings()]
