"""Why one open item stands before another: the order of the digests, with each priority and what it adds up from."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from connectors.config import Brand
from tasks.board import MOST_ITEMS, read_open_items
from tasks.core.office import brand_spans
from tasks.core.priority import rank
from tasks.triage import EVERYTHING, OPEN, Only, TriageItem, list_items


def list_by_priority(
    engine: Engine, brand: Brand, as_of: datetime, only: Only = EVERYTHING, most: int = 50
) -> list[TriageItem]:
    """The open items of `brand` as of `as_of` (aware), the most pressing first, with deadline, priority and parts.

    What is not ranked (reactions and the like, tier none, what is beyond the digests' MOST_ITEMS) comes last.
    """
    since = as_of - timedelta(days=brand.stale_after_days)
    with engine.connect() as connection:
        items, _ = read_open_items(connection, brand, as_of)
    spans = brand_spans(brand, as_of.date() - timedelta(days=10), as_of.date() + timedelta(days=40))
    ranked = rank(items, brand.deadlines, spans, as_of, brand.priority)
    found = {
        item.interaction_id: item
        for item in list_items(engine, brand.slug, since, as_of, OPEN, only, 2 * MOST_ITEMS)
    }
    weighed = [
        replace(item, due_at=r.deadline.due_at, priority=r.priority, parts=r.parts)
        for r in ranked
        if (item := found.pop(r.item.interaction_id, None)) is not None
    ]
    return [*weighed, *found.values()][:most]
