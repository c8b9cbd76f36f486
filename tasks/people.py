"""Two profiles are one person: what somebody who knows them says, and takes back.

Nothing of it is guessed: names alone are no proof, and a wrong merge shows one person's words as another's. Every
metric and every list reads members by `core.profile`, so a merge is a change of it, put down in core.member_merge.
Who is one member is a judgement of now: a replay of before sees it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

import sql
from tasks.steps.merge import only_one


class NoSuchPerson(ValueError):
    """A name means nobody, or more than one; the message says which."""


class NoSuchMerge(ValueError):
    """There is nothing to undo under that number; the message says why."""


@dataclass(frozen=True, slots=True)
class Person:
    """A profile and the member it belongs to; `shown` is the name it goes by."""

    profile_id: int
    member_id: int
    shown: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge in force: the profiles that were `moved` (platform:handle), and those they are one member with."""

    merge_id: int
    merged_at: datetime
    merged_by: str
    moved: Sequence[str]
    joined: Sequence[str]


def merge(engine: Engine, brand: str, names: tuple[str, str], by: str, now: datetime) -> int:
    """Let the people behind the two names (platform:handle, or platform:id) be one; returns the merge's number.

    All profiles of the first become the second's. Raises NoSuchPerson, and ValueError when they are one already.
    """
    with engine.begin() as connection:
        only_one(connection, brand)
        first, second = (_find(connection, brand, name) for name in names)
        if first.member_id == second.member_id:
            raise ValueError(f"{names[0]} and {names[1]} are one person already")
        members = {"from_member": first.member_id, "into_member": second.member_id}
        _touch(connection, brand, list(members.values()))
        values: dict[str, Any] = {"brand": brand, "by": by, "now": now} | members
        merge_id: int = connection.execute(text(sql.load("triage/people_merge.sql")), values).scalar_one()
    return merge_id


def split(engine: Engine, brand: str, merge_id: int, now: datetime) -> int:
    """Undo a merge; returns how many profiles are another's again. Raises NoSuchMerge."""
    with engine.begin() as connection:
        only_one(connection, brand)
        values = {"brand": brand, "merge_id": merge_id, "now": now}
        row = connection.execute(text(sql.load("triage/people_split.sql")), values).one_or_none()
        if row is None:
            raise NoSuchMerge(
                f"no merge {merge_id} can be undone: see `rapport triage merges`; later ones come first"
            )
        _touch(connection, brand, [row.from_member, row.into_member])
        moved: int = row.profiles
    return moved


def merges(engine: Engine, brand: str) -> list[Merge]:
    """The merges in force, the newest first."""
    with engine.connect() as connection:
        rows = connection.execute(text(sql.load("triage/people_list.sql")), {"brand": brand}).mappings()
        return [Merge(**row) for row in rows]


def _find(connection: Connection, brand: str, name: str) -> Person:
    platform, _, handle = name.partition(":")
    values = {"brand": brand, "platform": platform, "name": handle}
    found = [
        Person(**row)
        for row in connection.execute(text(sql.load("triage/people_find.sql")), values).mappings()
    ]
    if not found:
        raise NoSuchPerson(
            f"nobody is known as {name!r}: name them platform:handle, such as mastodon:ada@example.social"
        )
    if len(found) > 1:
        who = ", ".join(person.shown for person in found)
        raise NoSuchPerson(f"{name!r} may be any of {who}: name them platform:id")
    return found[0]


def _touch(connection: Connection, brand: str, members: list[int]) -> None:
    values = {"brand": brand, "member_ids": members}
    connection.execute(text(sql.load("triage/people_touch.sql")), values)
