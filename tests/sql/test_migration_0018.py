"""Migration 0018 on a warehouse of 0017 that has dropped words, windows and marts in it."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from tasks import marts

ROWS = """
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC');
    insert into core.account (brand, account, platform, handle) values ('acme', 'linkedin:a', 'linkedin', 'a');
    insert into core.member (brand, member_id) overriding system value values ('acme', 1);
    insert into core.profile (brand, profile_id, platform, native_id, member_id) overriding system value
    values ('acme', 1, 'linkedin', 'p1', 1);
    insert into core.interaction (brand, interaction_id, platform, native_id, account, kind, direction, is_message,
        author_profile_id, thread_key, text, occurred_at, collected_at, content_hash, parent_id, words_dropped_at)
    overriding system value values
        ('acme', 1, 'linkedin', '1', 'linkedin:a', 'comment', 'inbound', true, 1, '1', null,
         '2026-02-02 12:00+00', now(), '', null, now()),
        ('acme', 2, 'linkedin', '2', 'linkedin:a', 'comment', 'inbound', true, 1, '1', null,
         '2026-02-02 12:00+00', now(), '', 1, now()),
        ('acme', 3, 'linkedin', '3', 'linkedin:a', 'comment', 'inbound', true, 1, '1', 'Still there?',
         '2026-02-02 13:00+00', now(), '', null, null);
    insert into core.tier_in_force (brand, interaction_id, assignment_id, tier, is_human, engine, text_hash) values
        ('acme', 1, 1, 'T1', false, 'e', sha256(convert_to(('what it was'::text, null::bigint)::text, 'UTF8'))),
        ('acme', 2, 2, 'T4', false, 'e', sha256(convert_to((null::text, 1::bigint)::text, 'UTF8')));
    insert into ops.load_window (brand, account, stream, window_start, window_end, state, landing_ref, updated_at)
    values ('acme', 'linkedin:a', 'comments', '2026-02-02', '2026-02-03', 'merged', 'a/b', '2026-02-03 01:00+00');
    insert into ops.mart_state (brand, computed_from, computed_through) values ('acme', '2026-02-02', '2026-02-09');
    insert into marts.metric_daily (brand, day, metric, value, definition_version)
    values ('acme', '2026-02-02', 'sentiment_unknown', 7, 0)
"""


def test_dropped_words_pages_and_days_of_before_are_known_for_what_they_are(
    migrated_from: Callable[..., Connection],
) -> None:
    migrated = migrated_from("0017", ROWS)
    had = migrated.execute(text("select had_words from core.interaction order by interaction_id"))
    assert had.scalars().all() == [True, False, None]
    landed = migrated.execute(text("select landed_at from ops.load_window")).scalar_one()
    assert landed == datetime(2026, 2, 3, 1, tzinfo=UTC)
    # nothing was touched, but nobody knows by which definitions the marts were computed
    marts.recompute(migrated, "acme", datetime(2026, 2, 9, tzinfo=UTC))
    found = migrated.execute(
        text("""select denominator from marts.metric_daily
                where metric = 'sentiment_unknown' and dimension = 'all' and day = '2026-02-02'""")
    )
    assert found.scalars().all() == [2]
