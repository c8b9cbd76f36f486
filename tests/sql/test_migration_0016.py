"""Migration 0016 on a warehouse of 0015 that has follows of Mastodon and of files in it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

ROWS = """
    insert into core.brand (brand, name, timezone) values ('acme', 'Acme', 'UTC');
    insert into core.account (brand, account, platform, handle) values
        ('acme', 'mastodon:@Tea@home.example', 'mastodon', '@Tea@home.example'),
        ('acme', 'mastodon:gone', 'mastodon', 'gone'), ('acme', 'export:@acme', 'export', '@acme'),
        ('acme', 'x:acme', 'x', 'acme');
    insert into core.member (brand, member_id) overriding system value values ('acme', 1), ('acme', 2), ('acme', 3);
    insert into core.profile (brand, profile_id, platform, native_id, member_id, handle, is_own)
    overriding system value values
        ('acme', 1, 'mastodon', 'home.example/900', 1, 'tea', true),
        ('acme', 2, 'mastodon', 'other.example/7', 2, 'tea', false),
        ('acme', 3, 'mastodon', 'home.example/1', 3, 'ann@far.example', false);
    insert into core.interaction (brand, interaction_id, platform, native_id, account, kind, direction, is_message,
        author_profile_id, thread_key, occurred_at, collected_at, content_hash)
    overriding system value
    select 'acme', n, platform, native_id, account, kind, 'inbound', false, 3, native_id,
           '2026-02-02 12:00+00', now(), ''
    from (values (1, 'mastodon', 'home.example/follow/1', 'mastodon:@Tea@home.example', 'follow'),
                 (2, 'mastodon', 'elsewhere.example/follow/1', 'mastodon:gone', 'follow'),
                 (3, 'instagram', 'follow/ann', 'export:@acme', 'follow'),
                 (4, 'x', 'follow/5/9', 'x:acme', 'follow'),
                 (5, 'mastodon', 'home.example/favourite/1/8', 'mastodon:@Tea@home.example', 'reaction')
    ) rows (n, platform, native_id, account, kind)
"""


@pytest.fixture
def migrated(migrated_from: Callable[..., Connection]) -> Connection:
    """A connection to a warehouse that was filled at 0015 and then brought up to date."""
    return migrated_from("0015", ROWS)


def test_known_follows_are_called_as_they_will_be_told_again(migrated: Connection) -> None:
    found = migrated.execute(
        text("select native_id, thread_key from core.interaction order by interaction_id")
    )
    ids = [native for native, thread in found if native == thread]
    assert ids == [
        "home.example/follow/1/900",
        "elsewhere.example/follow/1",  # whose account is not known: the old name stays
        "follow/ann/acme",
        "follow/5/9",
        "home.example/favourite/1/8",
    ]
