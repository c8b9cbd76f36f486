"""What Instagram gives, as declared to the contract suite and to docs/networks.md."""

from connectors.capabilities import Capabilities

CAPABILITIES = Capabilities(
    kinds={
        "comment": "dated",
        "reply": "dated",
        "mention": "dated",
        "ugc_post": "dated",
        "direct_message": "dated",
        "story_reply": "dated",
        "reaction": "counted",
        "share": "counted",
        "follow": "counted",
    },
    own={"post": "dated", "reply": "dated", "direct_message": "dated"},
    listening="dated",
    is_nested=False,
    edits="undated",
    edited=frozenset({"post"}),
    deletions=frozenset({"post", "comment", "reply", "mention", "direct_message"}),
    blocks="as deleted",
    post_counts=frozenset(
        {"reactions", "comments", "shares", "saves", "impressions", "reach", "seconds_spent"}
    ),
    account_counts=frozenset({"followers", "following", "posts", "reach", "impressions"}),
    people=frozenset({"handle"}),
    reaches_back="posts: about the newest 10,000; messages: 20 a conversation; figures and hashtags: no",
    access_ends="after 60 days: renewed by itself; by a Facebook log-in: said 14 days ahead",
    notes={
        "own": "reels, albums, stories",
        "comment": "posts of 14 days; older ones when they grow",
        "mention": "as webhooks told; stories as messages",
        "direct_message": "the newest 20 of a conversation at a look",
        "listening": "hashtags of the last 24 hours, without the author; by a Facebook log-in only",
        "edits": "captions of your posts only",
        "deletions": "of the last 14 days",
        "post_counts": "stories while they last",
    },
)
