"""Migration 0008 on a warehouse of 0007 that has snapshots and marts in it."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, text

ROWS = """
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC');
    insert into core.account (brand, account, platform, handle) values ('acme', 'x:a', 'x', 'a');
    insert into core.member (brand, member_id) overriding system value values ('acme', 1);
    insert into core.profile (brand, profile_id, platform, native_id, member_id, is_own) overriding system value
    values ('acme', 1, 'x', 'me', 1, true);
    insert into core.post (brand, post_id, platform, native_id, account, author_profile_id, kind, is_own, published_at,
                           collected_at, content_hash) overriding system value
    values ('acme', 1, 'x', 'p', 'x:a', 1, 'post', true, '2026-02-02 12:00Z', now(), '');
    insert into core.post_snapshot (brand, post_id, captured_at, reactions)
    values ('acme', 1, '2026-02-02 14:00Z', 10), ('acme', 1, '2026-02-03 14:00Z', 14),
           ('acme', 1, '2026-02-04 14:00Z', 2), ('acme', 1, '2026-02-20 14:00Z', 5);
    insert into ops.mart_state values ('acme', '2026-02-02', '2026-02-05 00:00Z')
"""
SPAN = {
    "since": datetime(2026, 2, 1, tzinfo=UTC),
    "until_at": datetime(2026, 3, 1, tzinfo=UTC),
}


def gains(connection: Connection) -> list[tuple[object, ...]]:
    """What counters gained, by moment."""
    query = (
        "select captured_at, gained from core.counter_gain('acme', :since, :until_at) order by captured_at"
    )
    return [tuple(row) for row in connection.execute(text(query), SPAN)]


def test_gains_are_what_they_were_and_all_marts_are_computed_again(
    migrated_from: Callable[..., Connection],
) -> None:
    before: list[tuple[object, ...]] = []
    migrated = migrated_from("0007", ROWS, look=lambda connection: before.extend(gains(connection)))
    assert [gained for _, gained in gains(migrated)] == [10, 4, 0, None]
    assert gains(migrated) == before
    assert migrated.execute(text("select count(*) from ops.mart_state")).scalar_one() == 0
