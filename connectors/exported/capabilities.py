"""What files give, as declared to the contract suite and to docs/networks.md: at most; a format may lack any of it."""

from connectors.capabilities import Capabilities

CAPABILITIES = Capabilities(
    kinds={
        "comment": "dated",
        "reply": "dated",
        "mention": "dated",
        "ugc_post": "dated",
        "quote": "dated",
        "review": "dated",
        "direct_message": "dated",
        "survey_answer": "dated",
        "live_chat": "dated",
        "poll_vote": "dated",
        "reaction": "counted",
        "share": "counted",
        "follow": "dated",
    },
    own={"post": "dated", "reply": "dated", "direct_message": "dated"},
    edits="undated",
    edited=frozenset({"post", "comment", "reply", "mention", "ugc_post", "quote", "direct_message"}),
    post_counts=frozenset(
        {
            "reactions",
            "comments",
            "shares",
            "quotes",
            "clicks",
            "saves",
            "impressions",
            "reach",
            "seconds_spent",
        }
    ),
    account_counts=frozenset({"followers", "following"}),
    people=frozenset({"handle", "display_name", "followers", "lang"}),
    reaches_back="as far as the file",
    access_ends="there is none",
    notes={
        "comment": "inboxes of tools; a platform's own download has only yours",
        "mention": "as the file has them",
        "direct_message": "inboxes, archives",
        "follow": "Instagram, LinkedIn connections",
        "poll_vote": "Zoom",
        "survey_answer": "Google Forms, Typeform",
        "live_chat": "Zoom",
        "share": "own reposts of X one by one",
        "edits": "a changed file, with the text it has now",
        "post_counts": "as the tool counts them",
        "has_links": "in the file, or by a `permalink` template",
    },
)
