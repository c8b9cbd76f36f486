"""The engine of a brand: the shipped model, what the brand taught it, and the brand's rules above both."""

import csv
import io
from functools import cache
from importlib import resources

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.artifact import shipped_model
from tasks.core.items import TIERS, Message, Tier
from tasks.core.tiers.layer import Layer, LayerError
from tasks.core.tiers.learned import LearnedEngine
from tasks.core.tiers.rules import RulesEngine


@cache
def check_set() -> tuple[tuple[Message, Tier], ...]:
    """The shipped check set: messages of our own making with their tiers, which no model ever learns from."""
    table = resources.files("tasks.shipped").joinpath("check.csv").read_text(encoding="utf-8")
    return tuple(
        (Message(number, row["kind"], row["text"], row["lang"]), _tier(row["tier"]))
        for number, row in enumerate(csv.DictReader(io.StringIO(table, newline="")), start=1)
    )


def active_layer(connection: Connection, brand: str) -> Layer | None:
    """The brand's layer over the shipped model; None: it has none, or one for another model.

    Raises LayerError with what to do when the one that is stored cannot be read.
    """
    model = shipped_model()
    values = {"brand": brand, "model": model.version}
    row = connection.execute(text(sql.load("tiers/layers/active.sql")), values).one_or_none()
    if row is None:
        return None
    try:
        layer = Layer.from_json(row.layer, f"brand-{row.version}")
        if layer.dense_names != model.dense_names:
            raise LayerError(f"it was learned for other signals than those of {model.version}")
    except LayerError as error:
        raise LayerError(
            f"layer {row.version} of {brand} cannot be used: {error}; "
            f"`rapport tiers rollback shipped --brand {brand}` goes on without"
        ) from error
    return layer


def engine_of(connection: Connection, brand: Brand) -> RulesEngine:
    """The engine that a run for `brand` uses now. Its version names the model, the brand's layer and its rules."""
    engine = LearnedEngine(shipped_model(), active_layer(connection, brand.slug))
    return RulesEngine(engine, brand.rules, brand.topics, brand.timezone)


def _tier(name: str) -> Tier:
    return next(tier for tier in TIERS if tier == name)
