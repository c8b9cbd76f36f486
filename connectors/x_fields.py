"""What is asked of X, in either spelling: the fields and expansions of every request. Plain data.

Only what the parser reads is asked for: every post and person that X hands out is counted, by most plans also paid.
From version 2.167 on the references of a post (its author, what it answers) are given by expansions alone.
"""

import re
from typing import Literal

Spelling = Literal["tweet", "post"]
Asked = dict[str, str]

RENAMED = (2, 167)
"""The version of X's specification in which tweets became posts."""

_USER = {"user.fields": "id,name,public_metrics,username"}
_ATTACHED = {"media.fields": "media_key,type", "poll.fields": "id,options"}
_TWEET_FIELDS = (
    "attachments,author_id,conversation_id,created_at,edit_history_tweet_ids,entities,id,in_reply_to_user_id,lang,"
    "note_tweet,public_metrics,referenced_tweets,text"
)
_POST_FIELDS = "attachments,conversation_id,created_at,entities,id,lang,note_post,public_metrics,text"

POSTS: dict[Spelling, Asked] = {
    "tweet": {
        "tweet.fields": _TWEET_FIELDS,
        "expansions": (
            "attachments.media_keys,attachments.poll_ids,author_id,edit_history_tweet_ids,referenced_tweets.id"
        ),
        **_USER,
        **_ATTACHED,
    },
    "post": {
        "post.fields": _POST_FIELDS,
        "expansions": (
            "attachments.media_keys,attachments.poll_ids,author_id,edit_history_post_ids,in_reply_to_user_id,"
            "referenced_posts"
        ),
        **_USER,
        **_ATTACHED,
    },
}
"""Posts with their authors, attachments, versions and what they refer to."""

COUNTED: dict[Spelling, Asked] = {
    "tweet": POSTS["tweet"] | {"tweet.fields": f"{_TWEET_FIELDS},non_public_metrics"},
    "post": POSTS["post"] | {"post.fields": f"{_POST_FIELDS},non_public_metrics"},
}
"""The same of the account's own posts, with what only it may know (for 30 days, by an account's own token)."""

PEOPLE: dict[Spelling, Asked] = {"tweet": _USER, "post": _USER}

_DM_FIELDS = "attachments,created_at,dm_conversation_id,entities,event_type,id,text"
_DM = {"event_types": "MessageCreate", "expansions": "attachments.media_keys,sender_id", **_USER}
MESSAGES: dict[Spelling, Asked] = {
    "tweet": _DM | {"dm_event.fields": f"{_DM_FIELDS},sender_id", "media.fields": "media_key,type"},
    "post": _DM | {"dm_event.fields": _DM_FIELDS, "media.fields": "media_key,type"},
}
"""Private messages with who sent them and what is attached."""

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,6})")


def spelling_of(version: str | None) -> Spelling | None:
    """The spelling of the API version that an answer's header names; None when it names none."""
    found = _VERSION.fullmatch((version or "").strip())
    if found is None:
        return None
    return "post" if (int(found[1]), int(found[2])) >= RENAMED else "tweet"
