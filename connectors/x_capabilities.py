"""What X gives, as declared to the contract suite and to docs/networks.md."""

from connectors.capabilities import Capabilities

CAPABILITIES = Capabilities(
    kinds={
        "comment": "dated",
        "reply": "dated",
        "mention": "dated",
        "ugc_post": "dated",
        "quote": "dated",
        "direct_message": "dated",
        "reaction": "seen",
        "share": "dated",
        "follow": "new",
    },
    own={"post": "dated", "reply": "dated", "direct_message": "dated", "share": "dated", "reaction": "seen"},
    listening="dated",
    edits="dated",
    has_first_text=True,
    edited=frozenset({"post", "comment", "reply", "mention", "ugc_post", "quote"}),
    deletions=frozenset({"post", "comment", "reply", "mention", "ugc_post", "quote"}),
    post_counts=frozenset({"reactions", "comments", "shares", "quotes", "clicks", "saves", "impressions"}),
    account_counts=frozenset({"followers", "following", "posts"}),
    people=frozenset({"handle", "display_name", "followers"}),
    has_compose=True,
    reaches_back="mentions: the newest 800; posts: 3,200; what needs searching: 7 days; messages: 30 days",
    access_ends="renewed by itself with a refresh token; else after two hours",
    notes={
        "comment": "without a mention of you, of the last 7 days",
        "listening": "of the last 7 days",
        "direct_message": "of the last 30 days; encrypted ones never",
        "reaction": "at most 100 a post",
        "deletions": "of the last 14 days, more rarely with age",
        "poll_vote": "they are anonymous",
    },
)
