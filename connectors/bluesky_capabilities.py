"""What Bluesky gives, as declared to the contract suite and to docs/networks.md."""

from connectors.capabilities import Capabilities

CAPABILITIES = Capabilities(
    kinds={
        "comment": "dated",
        "reply": "dated",
        "mention": "dated",
        "ugc_post": "dated",
        "quote": "dated",
        "reaction": "dated",
        "share": "dated",
        "follow": "dated",
    },
    own={"post": "dated", "reply": "dated", "share": "dated", "reaction": "dated"},
    listening="dated",
    edits="undated",
    edited=frozenset({"post", "comment", "reply", "mention", "ugc_post", "quote"}),
    deletions=frozenset({"post", "comment", "reply", "mention", "ugc_post", "quote"}),
    blocks="told",
    post_counts=frozenset({"reactions", "comments", "shares", "quotes", "saves"}),
    account_counts=frozenset({"followers", "following", "posts"}),
    people=frozenset({"handle", "display_name", "followers", "is_bot"}),
    has_compose=True,
    reaches_back="as far as the network keeps",
    access_ends="never; sessions renew themselves",
    notes={
        "direct_message": "they are another service",
        "edits": "where a post is read again",
        "deletions": "of the last 14 days",
        "poll_vote": "there are no polls",
    },
)
