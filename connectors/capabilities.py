"""What a network gives of what happens on it: declared by each connector, held to by the contract suite.

A connector declares `capabilities` beside its streams. The suite in tests/contract plays one week into a double of each
network and asserts that everything declared arrives, and that nothing arrives which is not declared;
docs/networks.md prints the declarations as one table. Knows no platform.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from connectors.records import InteractionKind

How = Literal["dated", "seen", "new", "counted", "no"]
"""How one kind of thing is given:

- `dated`: one by one, each with who and when;
- `seen`: one by one, without a time: it is of the look that first sees it;
- `new`: as `seen`, but only what came since the look before;
- `counted`: a number, and nobody's name;
- `no`: not at all.
"""

Edits = Literal["dated", "undated", "no"]
Blocks = Literal["told", "as deleted", "unnoticed"]
"""Of what somebody wrote who then blocked the brand: marked as such, not told from a deletion, or left as it was."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one connector gives. `notes` says, by the name of a field or kind, what a word does not."""

    kinds: Mapping[InteractionKind, How]
    """What members do; a kind that is not named is not given."""
    own: Mapping[InteractionKind, How]
    """What the brand itself does."""
    listening: How = "no"
    """Posts of people who do not mention the brand, by hashtag or keyword."""
    is_nested: bool = True
    """Whether replies stand below replies as deep as they go; else each stands below the comment, one level deep."""
    has_roots: bool = True
    """Whether each message names the post that its thread begins with; else the warehouse finds it by the parents."""
    has_media: bool = True
    """Whether it is told what is attached to a message."""
    edits: Edits = "no"
    has_first_text: bool = False
    """Whether the text before an edit is given, too, when the edit came before the first look."""
    edited: frozenset[InteractionKind] = frozenset()
    """What can be edited. Empty: nothing."""
    deletions: frozenset[InteractionKind] = frozenset()
    """Of what a deletion is noticed."""
    blocks: Blocks = "unnoticed"
    post_counts: frozenset[str] = frozenset()
    """Fields of `PostSnapshot`."""
    account_counts: frozenset[str] = frozenset()
    """Fields of `AudienceSnapshot`."""
    people: frozenset[str] = frozenset()
    """Fields of `Profile` that are told of a member, beside who it is."""
    has_links: bool = True
    """Whether each message has the address where its conversation opens."""
    has_compose: bool = False
    """Whether there is a link that opens a place to write in, with a draft in it."""
    words_kept: timedelta | None = None
    """For how long members' words may be kept once they were collected, by the platform's rule; None: as one likes."""
    reaches_back: str = ""
    """How far a backfill reaches, in words."""
    access_ends: str = ""
    """When the token or password ends, in words."""
    notes: Mapping[str, str] = field(default_factory=dict)
