"""What LinkedIn gives, as declared to the contract suite and to docs/networks.md."""

from datetime import timedelta

from connectors.capabilities import Capabilities

CAPABILITIES = Capabilities(
    kinds={
        "comment": "dated",
        "reply": "dated",
        "mention": "dated",
        "quote": "dated",
        "share": "dated",
        "reaction": "dated",
        "follow": "counted",
    },
    own={"post": "dated", "reply": "dated", "reaction": "dated"},
    is_nested=False,
    edits="dated",
    edited=frozenset({"post", "comment", "reply"}),
    deletions=frozenset({"post", "comment", "reply", "mention", "quote", "share"}),
    blocks="as deleted",
    post_counts=frozenset({"reactions", "comments", "shares", "clicks", "impressions", "reach"}),
    account_counts=frozenset({"followers", "reach", "impressions"}),
    words_kept=timedelta(hours=48),
    reaches_back="posts as far as the API lists them, with all below them; mentions and reposts: 60 days",
    access_ends="after 60 days, said 14 days ahead; with a refresh token renewed by itself for a year",
    notes={
        "people": "nobody's name: LinkedIn lets nobody keep it",
        "mention": "in posts; in comments only below your own",
        "reaction": "of posts and comments of the last 14 days; of older ones as notified",
        "deletions": "of the last 14 days; of other people's posts more rarely with age",
        "direct_message": "the API for pages' messages is another, for chosen partners",
    },
)
