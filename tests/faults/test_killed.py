"""Killed half-way, in any step: the next run ends where an undisturbed one would have."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from connectors import landing, warehouse
from tasks import marts
from tasks.steps import check, collect, merge, stage, tier

ROWS = [
    (
        str(n),
        str(n - 1) if n % 4 else "",
        "acme" if n % 4 == 2 else f"person{n % 7}",
        n % 4 == 2,
        f"2026-02-{1 + n % 9:02}T{n % 24:02}:00:00Z",
        f"Where is parcel {n}? It is late" if n % 4 != 2 else f"It is on its way, number {n}",
    )
    for n in range(4, 60)
]

CONTENT = {
    "interactions": """
        select i.native_id, i.thread_key, i.text, p.native_id as parent, t.tier
        from core.interaction i
        left join core.interaction p on p.brand = i.brand and p.interaction_id = i.parent_id
        left join core.tier_in_force t on t.brand = i.brand and t.interaction_id = i.interaction_id
        order by 1""",
    "answers": """
        select q.native_id, a.via, o.native_id, a.answered_at
        from core.answer a
        join core.interaction q on q.brand = a.brand and q.interaction_id = a.interaction_id
        join core.interaction o on o.brand = a.brand and o.interaction_id = a.answer_id
        order by 1, 2""",
    "assignments": "select count(*), count(distinct interaction_id) from core.tier_assignment",
    "metrics": "select day, metric, dimension, dimension_value, value from marts.metric_daily order by 1, 2, 3, 4",
    "windows": "select account, stream, window_start, state, inserted from ops.load_window order by 1, 2, 3",
    "left over": "select (select count(*) from staging.interaction), (select count(*) from ops.untiered)",
}

STEPS: dict[str, tuple[Any, str, int]] = {
    "extract, before its pages count": (landing.LandingWriter, "complete", 3),
    "extract, before they are noted": (collect, "_note", 2),
    "stage": (warehouse, "copy_rows", 2),
    "stage, before the next window": (stage, "_records", 4),
    "validate": (check, "_record", 1),
    "merge, half its statements run": (merge, "_link", 1),
    "merge, before the windows are marked": (merge, "_add_ids", 2),
    "tiers, before the first is assigned": (tier, "assign_tiers", 1),
    "tiers, in a piece": (tier, "_keep", 1),
    "metrics, before the first model": (marts, "recompute", 1),
    "metrics, between two models": (marts._Recompute, "_store", 4),
}


def content(community: Any) -> dict[str, list[tuple[Any, ...]]]:
    return {name: community.rows(query) for name, query in CONTENT.items()}


@pytest.mark.parametrize("step", STEPS)
def test_a_run_after_one_killed_in(
    step: str, community: Any, day: Callable[..., datetime], killed_at: Callable[..., None], undisturbed: Any
) -> None:
    community.write(ROWS)
    community.engine.dispose()  # a connection must not be shared with the process that is killed
    owner, name, call = STEPS[step]
    killed_at(lambda: community.bring_in(day(1), day(12)), owner, name, call)
    community.bring_in(day(1), day(12))
    assert content(community) == undisturbed


@pytest.fixture
def undisturbed(
    community: Any,
    day: Callable[..., datetime],
    database_url: str,
    postgres: Any,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """What an undisturbed run makes of the same rows, in a warehouse of its own."""
    from export_brands import Community
    from sqlalchemy import text

    with postgres.connect() as connection:
        name = f"calm_{postgres.url.database}_{abs(hash(str(tmp_path))) % 10**9}"
        connection.execute(text(f"create database {name} template template_rapport"))
    url = postgres.url.set(database=name).render_as_string(hide_password=False)
    folder = tmp_path / "calm"
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setenv("RAPPORT_DATABASE_URL", url)
        patch.setenv("RAPPORT_HOME", str(folder / "home"))
        calm = Community(folder, warehouse.engine(url))
        calm.write(ROWS)
        calm.bring_in(day(1), day(12))
        seen = content(calm)
    calm.engine.dispose()
    return seen
