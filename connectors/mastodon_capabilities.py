"""What Mastodon gives, as declared to the contract suite and to docs/networks.md."""

from connectors.capabilities import Capabilities

CAPABILITIES = Capabilities(
    kinds={
        "comment": "dated",
        "reply": "dated",
        "mention": "dated",
        "ugc_post": "dated",
        "quote": "dated",
        "direct_message": "dated",
        "reaction": "dated",
        "share": "dated",
        "follow": "dated",
    },
    own={"post": "dated", "reply": "dated", "direct_message": "dated", "share": "dated", "reaction": "seen"},
    listening="dated",
    edits="dated",
    has_first_text=True,
    edited=frozenset({"post", "comment", "reply", "mention", "ugc_post", "quote", "direct_message"}),
    deletions=frozenset({"post", "comment", "reply", "mention", "ugc_post", "quote", "direct_message"}),
    blocks="as deleted",
    post_counts=frozenset({"reactions", "comments", "shares", "quotes"}),
    account_counts=frozenset({"followers", "following", "posts"}),
    people=frozenset({"handle", "display_name", "followers", "is_bot"}),
    has_compose=True,
    reaches_back="as far as your server keeps",
    notes={
        "follow": "requests, too",
        "listening": "keywords where the server searches texts",
        "deletions": "of the last 14 days",
        "poll_vote": "they are anonymous",
    },
)
