"""Reads what of a week cannot be known, for the weekly review."""

from datetime import date, timedelta

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.core.digest.week_quality import Gap, WeekQuality
from tasks.week_trends import SUMMED


def read_quality(connection: Connection, brand: Brand, start: date) -> WeekQuality:
    """What was not collected of the week from the Monday `start`, and the metrics that cannot be known for it."""
    week = {"brand": brand.slug, "first_day": start, "last_day": start + timedelta(days=6)}
    gaps = connection.execute(text(sql.load("board/week_unknown_days.sql")), week).all()
    metrics = connection.execute(
        text(sql.load("board/week_unknown_metrics.sql")),
        {"brand": brand.slug, "week": start, "summed": SUMMED},
    ).all()
    return WeekQuality(
        gaps=tuple(
            Gap(
                account="" if row.account == "*" else row.account,
                cause=row.cause,
                reason=row.reason,
                first=row.first_day,
                last=row.last_day,
                days=row.days,
                feeds=tuple(row.feeds),
            )
            for row in gaps
        ),
        unknown=tuple(row.metric for row in metrics if not row.is_known),
        partly=tuple(row.metric for row in metrics if row.is_known),
    )
