"""The layers that brands taught, in the warehouse: learned, let in or not, listed, rolled back.

A layer changes no assignment by itself: the next run sees that the engine's version is another one and assigns the
brand's newest messages again, housekeeping the others (people's rulings stay). A replay of the past sees what the
engine of today says, as with every engine: an automatic tier holds from the message on, whenever it was computed. So
layers need no history of their own beyond which one is in force.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.artifact import shipped_model
from tasks.core.digest.rates import Rate, rate_words
from tasks.core.items import Message
from tasks.core.tiers.gate import FEWEST_PEOPLE, FEWEST_RULINGS, Figures
from tasks.core.tiers.teaching import MOST_RULINGS, MOST_UNRULED, Ruling, Taught, teach
from tasks.engines import active_layer, check_set
from tasks.steps.tier import read_messages

State = Literal["active", "retired", "rejected"]


class NotTaught(ValueError):
    """There is nothing to learn; the message says what is missing."""


class TooFewRulings(NotTaught):
    """So few rulings that held-out figures would say nothing."""


class NoSuchLayer(ValueError):
    """The version that was asked for cannot be in force; the message says why."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of learning for a brand."""

    brand: str
    version: int | None
    """Under which it was kept; None: a dry run."""
    in_force: str
    """The engine that the new layer was held against, such as learned-1+brand-2."""
    people: int
    """Who wrote the messages that were ruled on."""
    taught: Taught

    @property
    def engine(self) -> str:
        """The engine's version from now on, without the brand's rules; a dry run changes nothing."""
        is_new = self.version is not None and self.taught.verdict.is_adopted
        return f"{shipped_model().version}+brand-{self.version}" if is_new else self.in_force

    def table(self) -> list[tuple[str, str, str, str]]:
        """What was measured, and by the shipped engine, the one in force and the new one: each with its n."""
        return [
            row
            for where, figures in (
                ("held-out rulings", self.taught.rulings),
                ("check set", self.taught.check),
            )
            for row in _rows(where, figures)
        ]

    def summary(self) -> dict[str, Any]:
        """Everything but the weights, as plain data."""
        return {
            "brand": self.brand,
            "version": self.version,
            "is_adopted": self.taught.verdict.is_adopted,
            "engine": self.engine,
            "in_force_before": self.in_force,
            "people": self.people,
            "words": len(self.taught.layer.words),
            **_figures(self.taught),
        }


@dataclass(frozen=True, slots=True)
class Version:
    """One layer of a brand; moments are UTC, `figures` those of the gate with its reasons."""

    version: int
    model: str
    state: State
    state_at: datetime
    learned_at: datetime
    rulings: int
    through_id: int
    figures: dict[str, Any]

    @property
    def is_of_this_model(self) -> bool:
        """False: it corrects a model that is no longer the shipped one, and is not used."""
        return self.model == shipped_model().version


def learn(connection: Connection, brand: Brand, now: datetime, *, dry_run: bool = False) -> Learned:
    """Learn the brand's layer anew from all rulings in force, and let it in if it passes the gate.

    Kept with its figures either way; a `dry_run` keeps nothing. Raises NotTaught when there is nothing to learn
    from, or no ruling since the last time.
    """
    _lock(connection, brand.slug)
    model = shipped_model()
    in_force = active_layer(connection, brand.slug)
    known = [each for each in versions(connection, brand.slug) if each.is_of_this_model]
    active = next((each.through_id for each in known if each.state == "active"), 0)
    rulings, through_id = _rulings(connection, brand, active)
    _refuse_too_few(brand, rulings)
    if not dry_run and known and known[0].through_id >= through_id:
        raise NotTaught(f"{brand.slug}: nobody has ruled since version {known[0].version} was learned")
    unruled = _messages(connection, brand, _ids(connection, brand, "unruled", MOST_UNRULED))
    taught = teach(model, in_force, rulings, list(unruled.values()), check_set())
    return Learned(
        brand=brand.slug,
        version=None if dry_run else _keep(connection, brand.slug, len(rulings), through_id, taught, now),
        in_force=model.version if in_force is None else f"{model.version}+{in_force.version}",
        people=len({ruling.person for ruling in rulings}),
        taught=taught,
    )


def versions(connection: Connection, brand: str) -> list[Version]:
    """All layers of the brand, the newest first."""
    rows = connection.execute(text(sql.load("tiers/layers/versions.sql")), {"brand": brand}).mappings()
    return [Version(**row) for row in rows]


def roll_back(connection: Connection, brand: str, to: int | Literal["shipped"] | None, now: datetime) -> str:
    """Put the layer `to`, or none, in force; None: the one before the active one, or none if it is the first.

    Returns the engine's version from now on, without the brand's rules. Raises NoSuchLayer.
    """
    _lock(connection, brand)
    known = {each.version: each for each in versions(connection, brand)}
    active = next((each.version for each in known.values() if each.state == "active"), None)
    target = _before(known, active) if to is None else None if to == "shipped" else to
    if target is not None:
        _refuse_unusable(brand, target, known.get(target))
    if target != active:
        connection.execute(text(sql.load("tiers/layers/retire.sql")), {"brand": brand, "at": now})
        if target is not None:
            values = {"brand": brand, "version": target, "at": now}
            connection.execute(text(sql.load("tiers/layers/activate.sql")), values)
    shipped = shipped_model().version
    return shipped if target is None else f"{shipped}+brand-{target}"


def _before(known: dict[int, Version], active: int | None) -> int | None:
    if active is None:
        raise NoSuchLayer("no layer is in force: there is nothing to roll back")
    usable = (v for v, each in known.items() if each.state == "retired" and each.is_of_this_model)
    return max((version for version in usable if version < active), default=None)


def _refuse_unusable(brand: str, target: int, found: Version | None) -> None:
    if found is None:
        raise NoSuchLayer(f"{brand} has no version {target}; `rapport tiers versions` lists them")
    if found.state == "rejected":
        raise NoSuchLayer(f"version {target} was rejected and its weights were not kept")
    if not found.is_of_this_model:
        raise NoSuchLayer(
            f"version {target} corrects {found.model}, and this is {shipped_model().version}: learn it again"
        )


def _rulings(connection: Connection, brand: Brand, known_through: int) -> tuple[list[Ruling], int]:
    """The newest rulings, oldest first, and the id of the newest of them (0: there is none)."""
    query = text(sql.load("tiers/layers/rulings.sql"))
    rows = connection.execute(query, {"brand": brand.slug, "most": MOST_RULINGS}).all()[::-1]
    messages = _messages(connection, brand, [row.interaction_id for row in rows])
    rulings = [
        Ruling(messages[row.interaction_id], row.tier, row.member_id, row.assignment_id <= known_through)
        for row in rows
    ]
    return rulings, max((row.assignment_id for row in rows), default=0)


def _refuse_too_few(brand: Brand, rulings: Sequence[Ruling]) -> None:
    people = len({ruling.person for ruling in rulings})
    if len(rulings) >= FEWEST_RULINGS and people >= FEWEST_PEOPLE:
        return
    raise TooFewRulings(
        f"{brand.slug} has {len(rulings)} rulings on messages of {people} people; {FEWEST_RULINGS} on those of "
        f"{FEWEST_PEOPLE} are needed. `rapport triage retier` makes one; one that confirms the tier counts, too"
    )


def _messages(connection: Connection, brand: Brand, ids: Sequence[int]) -> dict[int, Message]:
    return {message.interaction_id: message for message in read_messages(connection, brand, ids)}


def _ids(connection: Connection, brand: Brand, model: str, most: int) -> list[int]:
    query = text(sql.load(f"tiers/layers/{model}.sql"))
    return list(connection.execute(query, {"brand": brand.slug, "most": most}).scalars())


def _keep(
    connection: Connection, brand: str, rulings: int, through_id: int, taught: Taught, now: datetime
) -> int:
    is_adopted = taught.verdict.is_adopted
    if is_adopted:
        connection.execute(text(sql.load("tiers/layers/retire.sql")), {"brand": brand, "at": now})
    values = {
        "brand": brand,
        "model": shipped_model().version,
        "state": "active" if is_adopted else "rejected",
        "at": now,
        "rulings": rulings,
        "through_id": through_id,
        "figures": json.dumps(_figures(taught)),
        "layer": taught.layer.to_json() if is_adopted else None,
    }
    return int(connection.execute(text(sql.load("tiers/layers/add.sql")), values).scalar_one())


def _figures(taught: Taught) -> dict[str, Any]:
    return {
        "rulings": asdict(taught.rulings),
        "check": asdict(taught.check),
        "reasons": list(taught.verdict.reasons),
    }


def _rows(where: str, figures: Figures) -> list[tuple[str, str, str, str]]:
    scores = (figures.shipped, figures.in_force, figures.new)
    right = [rate_words(Rate(score.right, figures.n)) for score in scores]
    found = [rate_words(Rate(score.t1_found, figures.t1)) for score in scores]
    return [
        (f"{where}: right", right[0], right[1], right[2]),
        (f"{where}: T1 found", found[0], found[1], found[2]),
    ]


def _lock(connection: Connection, brand: str) -> None:
    connection.execute(text(sql.load("tiers/layers/lock.sql")), {"brand": brand})
