"""What cannot be known: the days of which something was not collected, as the marts keep them beside their figures."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors.registry import PLATFORMS, streams_of
from tasks.marts_models import Model, needs_of


def refresh(
    connection: Connection, brand: str, zone: str, days: Iterable[date], until: datetime
) -> set[date]:
    """Look again at what of `days` was collected up to `until`; the days of which something else is known now."""
    accounts = connection.execute(
        text("select account, platform from core.account where brand = :brand"), {"brand": brand}
    )
    declared = [
        (row.account, stream.name, feed)
        for row in accounts
        if row.platform in PLATFORMS
        for stream in streams_of(row.platform)
        for feed in stream.fed or (None,)
    ]
    bound = {
        "brand": brand,
        "zone": zone,
        "days": sorted(set(days)),
        "until_at": until,
        "accounts": [account for account, _, _ in declared],
        "streams": [stream for _, stream, _ in declared],
        "feeds": [feed for _, _, feed in declared],
    }
    return set(connection.execute(text(sql.load("metrics/store/unknown_days.sql")), bound).scalars())


def candidates(
    connection: Connection, brand: str, zone: str, span: tuple[date, date], seen_at: datetime | None
) -> set[date]:
    """The days of `span` of which something else may be known than at `seen_at` (None: never looked at)."""
    bound = {"brand": brand, "zone": zone, "seen_at": seen_at, "first_day": span[0], "last_day": span[1]}
    found = connection.execute(text(sql.load("metrics/store/unknown_candidates.sql")), bound)
    return set(found.scalars())


def needs(each: Model, grain: str) -> dict[str, Any]:
    """What the model's metrics need of the collecting, as the parameters that sql/metrics/store takes."""
    found = needs_of(each)
    days = [need.days(grain) for need in found]
    return {
        "need_metrics": [need.metric for need in found],
        "need_feeds": [need.feed for need in found],
        "need_since": [since for since, _ in days],
        "need_tracked": [tracked for _, tracked in days],
    }
