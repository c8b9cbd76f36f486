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
    columns = {
        "rules": [choice.rule for choice in choices],
        "whats": [choice.what for choice in choices],
        "evidences": [choice.evidence for choice in choices],
        "metrics": [choice.measure.metric for choice in choices],
        "dimensions": [choice.measure.dimension for choice in choices],
        "dimension_values": [choice.measure.dimension_value for choice in choices],
        "aims": [choice.aim for choice in choices],
        "numerators": [choice.rate.numerator for choice in choices],
        "denominators": [choice.rate.denominator for choice in choices],
    }
    bound = {"brand": brand.slug, "week": week, "proposed_at": as_of, **columns}
    connection.execute(text(sql.load("board/proposal_add.sql")), bound)
