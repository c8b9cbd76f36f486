"""Migration 0010 on a warehouse of 0009 that has messages, replies and marts in it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, text

from tasks import marts
from tasks.steps.replies import check_piece

ROWS = """
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC');
    insert into core.account (brand, account, platform, handle) values ('acme', 'x:a', 'x', 'a');
    insert into core.member (brand, member_id) overriding system value values ('acme', 1), ('acme', 2);
    insert into core.profile (brand, profile_id, platform, native_id, member_id, is_own) overriding system value
    values ('acme', 1, 'x', 'p1', 1, true), ('acme', 2, 'x', 'p2', 2, false);
    insert into core.interaction (brand, interaction_id, platform, native_id, account, kind, direction, is_message,
        author_profile_id, thread_key, text, occurred_at, collected_at, content_hash, parent_id)
    overriding system value values
        ('acme', 1, 'x', '1', 'x:a', 'comment', 'inbound', true, 2, '1', 'Is the blue mug back in stock?',
         '2026-02-02 12:00+00', now(), '', null),
        ('acme', 2, 'x', '2', 'x:a', 'reply', 'outbound', true, 1, '1', 'The blue mug is back, forty of them.',
         '2026-02-02 13:00+00', now(), '', 1),
        ('acme', 3, 'x', '3', 'x:a', 'post', 'outbound', true, 1, '3', 'Good morning!',
         '2026-02-02 14:00+00', now(), '', null);
    insert into ops.mart_state (brand, computed_from, computed_through) values ('acme', '2026-02-02', '2026-02-09');
    insert into marts.metric_daily (brand, day, metric, value, definition_version)
    values ('acme', '2026-02-02', 'replies_sent', 7, 1)
"""


@pytest.fixture
def migrated(migrated_from: Callable[..., Connection]) -> Connection:
    """A connection to a warehouse that was filled at 0009 and then brought up to date."""
    return migrated_from("0009", ROWS)


def test_replies_of_before_wait_for_the_check_and_marts_are_made_anew(migrated: Connection) -> None:
    assert migrated.execute(text("select interaction_id from ops.unchecked_reply")).scalars().all() == [2]
    assert check_piece(migrated, "acme") == 1
    marts.recompute(migrated, "acme", datetime(2026, 2, 9, tzinfo=UTC))
    found = migrated.execute(
        text("""select metric, value from marts.metric_daily
                where metric in ('replies_sent', 'authenticity') and day = '2026-02-02' order by 1""")
    )
    assert [tuple(row) for row in found] == [("authenticity", 1.0), ("replies_sent", 1.0)]
