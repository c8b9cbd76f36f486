"""Keeps what a weekly review proposed, so that the next one can say what became of it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.core.digest.proposals import Choice, Measure
from tasks.core.digest.rates import Rate


def read_proposals(connection: Connection, brand: Brand, week: date, as_of: datetime) -> tuple[Choice, ...]:
    """What the review of the week from the Monday `week` had proposed by `as_of` (aware), in its order."""
    bound = {"brand": brand.slug, "week": week, "as_of": as_of}
    return tuple(
        Choice(
            row.rule, row.what, row.evidence, Measure(row.metric, row.dimension, row.dimension_value), row.aim,
            Rate(row.numerator, row.denominator),
        )
        for row in connection.execute(text(sql.load("board/proposals.sql")), bound)
    )  # fmt: skip


def keep_proposals(
    connection: Connection, brand: Brand, week: date, as_of: datetime, choices: Sequence[Choice]
) -> None:
    """Remember `choices` for the week from the Monday `week`, as of `as_of` (aware).

    What was kept for the week already stays: readers have it. The same again changes nothing.
    """
    rows = [
        {
            "brand": brand.slug, "week": week, "place": place, "rule": choice.rule, "what": choice.what,
            "evidence": choice.evidence, "metric": choice.measure.metric, "dimension": choice.measure.dimension,
            "dimension_value": choice.measure.dimension_value, "aim": choice.aim,
            "numerator": choice.rate.numerator, "denominator": choice.rate.denominator, "proposed_at": as_of,
        }
        for place, choice in enumerate(choices, 1)
    ]  # fmt: skip
    if rows:
        connection.execute(text(sql.load("board/proposal_add.sql")), rows)
