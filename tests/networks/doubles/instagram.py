"""A double of Instagram's Graph API on loopback: both log-ins, over a community in memory.

It speaks the documented wire format over real HTTP: fields with expansions, edges with cursors and next addresses
that hold the token, nested edges with pages of their own, usage in percent, tokens that expire and are renewed,
permissions, the error envelope. Whatever the real API will not do on demand (HTML, a page cut short, a repeated
cursor) it does when told to. It is not Instagram: no media files, no ranking, no privacy of accounts.
"""

import json
from collections import defaultdict
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from graph_double import Fields, GraphDouble, Json, Query, Refusal, fields_of, gone, no_others, serving

ME, PAGE, APP_SCOPED = "17841400000000001", "900100", "26000000000000001"
TOKEN, FACEBOOK_TOKEN, PAGE_TOKEN = "IGAA-of-the-brand", "EAA-of-a-person", "EAA-of-the-page"
PERMISSIONS = ("basic", "manage_comments", "manage_insights", "manage_messages", "public_content")
MEDIA_FIELDS = frozenset(
    {
        "id", "caption", "media_type", "media_product_type", "timestamp", "permalink", "like_count", "comments_count",
        "username", "owner", "children", "comments",
    }
)  # fmt: skip
COMMENT_FIELDS = frozenset(
    {"id", "text", "timestamp", "username", "from", "like_count", "hidden", "parent_id", "replies", "media"}
)
MESSAGE_FIELDS = frozenset(
    {"id", "created_time", "from", "to", "message", "attachments", "shares", "story", "reactions", "is_unsupported"}
)  # fmt: skip
INSIGHTS = {
    "FEED": {"reach", "saved", "shares", "views", "total_interactions", "likes", "comments", "follows"},
    "REELS": {
        "reach", "saved", "shares", "views", "total_interactions", "likes", "comments",
        "ig_reels_video_view_total_time", "ig_reels_avg_watch_time",
    },
    "STORY": {"reach", "replies", "shares", "views", "total_interactions", "navigation", "follows"},
}  # fmt: skip


class InstagramDouble(GraphDouble):
    """The API and its community; everything that happens takes one second of `clock`."""

    def __init__(self, begins: datetime, *, by_facebook: bool = False) -> None:
        super().__init__(begins, PERMISSIONS)
        self.by_facebook = by_facebook
        self.names = {ME: "brand"}
        self.media: dict[str, Json] = {}
        self.comments: dict[str, Json] = {}
        self.messages: dict[str, Json] = {}
        self.threads: dict[str, str] = {}
        self.tagged: list[str] = []
        self.searched: dict[str, str] = {}
        self.figures: dict[str, Json] = defaultdict(dict)
        self.by_day: dict[str, int] = {"reach": 10, "views": 25}
        self.expires = dict.fromkeys((TOKEN, FACEBOOK_TOKEN, PAGE_TOKEN))
        self.young = False
        self.nested, self.hashtag_place = 2, 0

    @property
    def token(self) -> str:
        """What the connector signs with."""
        return FACEBOOK_TOKEN if self.by_facebook else TOKEN

    # ------------------------------------------------------------------ the community

    def person(self, name: str) -> str:
        """Somebody; their id as the account sees it."""
        native = self.new_id("55")
        self.names[native] = name
        return native

    def post(self, caption: str = "", by: str = ME, **more: Any) -> str:
        """A media; a photo in the feed unless `more` says otherwise. Its id."""
        native, at = self.new_id("180"), self.tick()
        link = f"https://www.instagram.com/p/{native}/"
        self.media[native] = {
            "id": native, "caption": caption, "media_type": "IMAGE", "media_product_type": "FEED", "timestamp": at,
            "permalink": link, "like_count": 3, "by": by, "children": [],
        } | more  # fmt: skip
        return native

    def reel(self, caption: str = "") -> str:
        """A reel of the brand's."""
        return self.post(caption, media_type="VIDEO", media_product_type="REELS")

    def album(self, caption: str = "") -> str:
        """An album of the brand's: a photo and a video."""
        parts = [{"id": self.new_id("181"), "media_type": kind} for kind in ("IMAGE", "VIDEO")]
        return self.post(caption, media_type="CAROUSEL_ALBUM", children=parts)

    def story(self) -> str:
        """A story of the brand's."""
        return self.post("", media_product_type="STORY")

    def comment(self, by: str, text: str, on: str, to: str | None = None, **more: Any) -> str:
        """A comment on a media, or a reply to a comment on it; its id."""
        native, at = self.new_id("178"), self.tick()
        self.comments[native] = {
            "id": native, "text": text, "timestamp": at, "by": by, "on": on, "to": to, "like_count": 1, "hidden": False,
        } | more  # fmt: skip
        return native

    def tag(self, by: str, caption: str = "") -> str:
        """A post of somebody who tags the brand in it."""
        native = self.post(caption, by)
        self.tagged.append(native)
        return native

    def message(self, by: str, text: str, to: str | None = None, **more: Any) -> str:
        """A private message: of somebody to the brand, or of the brand to `to`."""
        other = to if by == ME else by
        thread = self.threads.setdefault(str(other), self.new_id("aWdfT"))
        native, at = self.new_id("aWdfM"), self.tick()
        self.messages[native] = {
            "id": native, "created_time": at, "by": by, "other": other, "message": text, "thread": thread,
        } | more  # fmt: skip
        return native

    def mentions_webhook(self, media: str, comment: str | None = None) -> str:
        """What Meta sends to a webhook when somebody mentions the brand, as one line."""
        value = {"media_id": media} | ({"comment_id": comment} if comment else {})
        changes = [{"field": "mentions", "value": value}]
        entry = {"id": ME, "time": int(self.clock.timestamp()), "changes": changes}
        return json.dumps({"object": "instagram", "entry": [entry]}) + "\n"

    def edit(self, native: str, caption: str) -> None:
        """Another caption."""
        self.media[native]["caption"] = caption

    def delete(self, native: str) -> None:
        """Take away a media, a comment with its replies, or a message."""
        for kept in (self.media, self.comments, self.messages):
            kept.pop(native, None)
        for reply in [key for key, one in self.comments.items() if native in (one["to"], one["on"])]:
            self.comments.pop(reply)

    # ------------------------------------------------------------------ what things look like

    def who(self, native: str) -> Json:
        """A person in a comment or message."""
        return {"id": native, "username": self.names[native]}

    def shown_media(self, native: str, fields: Fields, *, nobody: bool = False) -> Json:
        """A media's fields; with `nobody` as a hashtag shows it, without its author."""
        one = self.media[native]
        known = MEDIA_FIELDS - ({"username", "owner", "media_product_type"} if nobody else set())
        no_others(fields, known)
        under = [c for c in self.comments.values() if c["on"] == native]
        found = {key: one[key] for key in fields if key in one and key != "children"}
        found |= {"comments_count": len(under)} if "comments_count" in fields else {}
        if "username" in fields:
            found["username"] = self.names[one["by"]]
        if "owner" in fields and one["by"] == ME:
            found["owner"] = {"id": ME}
        if "children" in fields and one["children"]:
            found["children"] = {
                "data": [{k: c[k] for k in ("id", *fields["children"][1])} for c in one["children"]]
            }
        return {key: value for key, value in found.items() if value not in ("", None)} | {"id": native}

    def shown_comment(self, native: str, fields: Fields) -> Json:
        """A comment's fields, replies as the first page of their own edge."""
        no_others(fields, COMMENT_FIELDS)
        one = self.comments[native]
        found = {key: one[key] for key in fields if key in one} | {"id": native}
        if "username" in fields:
            found["username"] = self.names[one["by"]]
        if "from" in fields:
            found["from"] = self.who(one["by"])
        if "parent_id" in fields and one["to"]:
            found["parent_id"] = one["to"]
        if "media" in fields:
            found["media"] = self.shown_media(one["on"], fields["media"][1])
        if "replies" in fields and (replies := self.replies(native)):
            inner = fields["replies"][1]
            page = self.paged(replies, {"limit": str(self.nested)}, f"{native}/replies")
            found["replies"] = page | {"data": [self.shown_comment(i, inner) for i in page["data"]]}
        return found

    def replies(self, native: str) -> list[str]:
        """The replies to a comment, oldest first."""
        return [key for key, one in self.comments.items() if one["to"] == native]

    def shown_message(self, native: str, fields: Fields) -> Json:
        """A message's fields."""
        no_others(fields, MESSAGE_FIELDS)
        one = self.messages[native]
        is_ours = one["by"] == ME
        found = {key: one[key] for key in fields if key in one} | {"id": native}
        return found | {
            "from": self.who(one["by"]),
            "to": {"data": [self.who(one["other"] if is_ours else ME)]},
        }

    def shown_thread(self, native: str, fields: Fields) -> Json:
        """A conversation: its people and newest messages."""
        said = [key for key, one in reversed(self.messages.items()) if one["thread"] == native]
        other = next(key for key, thread in self.threads.items() if thread == native)
        found: Json = {"id": native}
        if "updated_time" in fields and said:
            found["updated_time"] = self.messages[said[0]]["created_time"]
        if "participants" in fields:
            found["participants"] = {"data": [self.who(ME), self.who(other)]}
        if "messages" in fields:
            arguments, inner = fields["messages"]
            limit = int(arguments.get("limit", "20"))
            found["messages"] = {"data": [self.shown_message(i, inner) for i in said[:limit]]}
        return found

    # ------------------------------------------------------------------ its answers

    def answer(self, path: list[str], query: Query, token: str) -> Any:
        """The body of an answer; a Refusal for what is refused."""
        fields = fields_of(query.get("fields", ""))
        if path[0] in ("refresh_access_token", "debug_token", "me", "ig_hashtag_search"):
            return self.of_root(path, query, fields, token)
        match path:
            case [native, "recent_media"]:
                return self.of_hashtag(native, query, fields)
            case ["17841400000000001" | "900100" as whose, *rest]:
                return self.of_account(whose, rest, query, fields, token)
            case [native, *rest] if native in self.media:
                return self.of_media(native, rest, query, fields)
            case [native, *rest] if native in self.comments:
                self.needs("manage_comments")
                if rest == ["replies"]:
                    return self.edge(
                        self.replies(native), query, f"{native}/replies", self.shown_comment, fields
                    )
                return self.shown_comment(native, fields)
            case [native] if native in self.messages or native in self.threads.values():
                self.of_inbox(token)
                return (self.shown_message if native in self.messages else self.shown_thread)(native, fields)
        raise gone(path[0])

    def of_root(self, path: list[str], query: Query, fields: Fields, token: str) -> Json:
        """What is no thing's own: tokens, whose they are, and the search."""
        match path:
            case ["refresh_access_token"]:
                return self.renewed(query)
            case ["debug_token"]:
                return self.debugged(query["input_token"])
            case ["me", "accounts"] if self.by_facebook:
                if token == PAGE_TOKEN:
                    raise Refusal(
                        100, "(#100) Tried accessing nonexisting field (accounts) on node type (Page)"
                    )
                return {"data": [self.page(fields)]}
            case ["me"] if self.by_facebook:
                return self.page(fields)
            case ["me"]:
                return {"user_id": ME, "username": "brand", "id": APP_SCOPED}
            case ["ig_hashtag_search"]:
                self.needs("public_content")
                return {"data": [{"id": self.searched.setdefault(query["q"], self.new_id("179"))}]}
        raise gone(path[0])

    def of_account(self, whose: str, rest: list[str], query: Query, fields: Fields, token: str) -> Json:
        """The account's node and edges."""
        match rest:
            case []:
                return self.node(fields)
            case ["media"]:
                since, until = int(query.get("since", "0")), int(query.get("until", "9999999999"))
                ours = [
                    key for key, one in reversed(self.media.items())
                    if one["by"] == ME and one["media_product_type"] != "STORY" and since <= _seconds(one) <= until
                ]  # fmt: skip
                return self.edge(ours, query, f"{ME}/media", self.shown_media, fields)
            case ["stories"]:
                day = (self.clock - timedelta(days=1)).timestamp()
                told = [key for key, one in self.media.items() if one["media_product_type"] == "STORY"]
                live = [key for key in told if _seconds(self.media[key]) > day]
                return self.edge(live, query, f"{ME}/stories", self.shown_media, fields)
            case ["tags"]:
                self.needs("manage_comments")
                tagged = [key for key in reversed(self.tagged) if key in self.media]
                return self.edge(tagged, query, f"{ME}/tags", self.shown_media, fields)
            case ["insights"]:
                self.needs("manage_insights")
                return {"data": [
                    {"name": name, "period": "day", "total_value": {"value": self.by_day[name]}, "id": f"{ME}/{name}"}
                    for name in query["metric"].split(",") if name in self.by_day
                ]}  # fmt: skip
            case ["conversations"]:
                self.of_inbox(token)
                if query.get("platform") != "instagram" or (whose == PAGE) != self.by_facebook:
                    raise gone(whose)
                last = dict.fromkeys(one["thread"] for one in reversed(self.messages.values()))
                return self.edge(list(last), query, f"{whose}/conversations", self.shown_thread, fields)
        raise gone(whose)

    def node(self, fields: Fields) -> Json:
        """The account, and what mentions it."""
        found: Json = {"id": ME, "username": "brand", "name": "The Brand", "followers_count": 1200,
                       "follows_count": 12, "media_count": len(self.media)}  # fmt: skip
        shown = {key: found[key] for key in fields if key in found} | {"id": ME}
        for name, (arguments, inner) in fields.items():
            if name in ("mentioned_media", "mentioned_comment"):
                self.needs("manage_comments")
                native = next(iter(arguments.values()))
                if native not in self.media and native not in self.comments:
                    raise gone(native)
                show = self.shown_media if name == "mentioned_media" else self.shown_comment
                shown[name] = show(native, inner)
        return shown

    def of_media(self, native: str, rest: list[str], query: Query, fields: Fields) -> Json:
        """A media of the brand's, its comments, its insights."""
        if self.media[native]["by"] != ME:
            raise gone(native)
        match rest:
            case []:
                return self.shown_media(native, fields)
            case ["comments"]:
                self.needs("manage_comments")
                top = [k for k, c in reversed(self.comments.items()) if c["on"] == native and not c["to"]]
                return self.edge(top, query, f"{native}/comments", self.shown_comment, fields)
            case ["insights"]:
                self.needs("manage_insights")
                product = self.media[native]["media_product_type"]
                asked = query["metric"].split(",")
                if wrong := [name for name in asked if name not in INSIGHTS[product]]:
                    raise Refusal(100, f"(#100) The Media Insights API does not support the {', '.join(wrong)} metric "
                                       "for this media product type.")  # fmt: skip
                if product == "STORY" and self.figures[native].get("reach", 5) < 5:
                    raise Refusal(10, "(#10) Not enough viewers for the media to show insights")
                return {"data": [
                    {"name": name, "period": "lifetime", "values": [{"value": self.figures[native][name]}]}
                    for name in asked if name in self.figures[native]
                ]}  # fmt: skip
        raise gone(native)

    def of_inbox(self, token: str) -> None:
        """Conversations are the page's own, where there is a page."""
        self.needs("manage_messages")
        if self.by_facebook and token != PAGE_TOKEN:
            raise Refusal(190, "This method must be called with a Page Access Token", 2069032)

    def of_hashtag(self, native: str, query: Query, fields: Fields) -> Json:
        """Public posts of the last day with a hashtag. The cursor is the same on every page, and leads on."""
        tag = next(name for name, one in self.searched.items() if one == native)
        day = (self.clock - timedelta(days=1)).timestamp()
        found = [
            key
            for key, one in self.media.items()
            if f"#{tag}" in one["caption"].lower() and _seconds(one) > day
        ]
        size, start = int(query["limit"]), self.hashtag_place if "after" in query else 0
        data = [self.shown_media(i, fields, nobody=True) for i in found[start : start + size]]
        if start + size >= len(found):
            return {"data": data}
        self.hashtag_place = start + size
        return {"data": data, "paging": {"cursors": {"after": "same"}, "next": f"{self.url}/x"}}

    def page(self, fields: Fields) -> Json:
        """The Facebook page that the account is linked to."""
        found: Json = {"id": PAGE, "access_token": PAGE_TOKEN,
                       "instagram_business_account": {"id": ME, "username": "brand"}}  # fmt: skip
        return {key: found[key] for key in ("id", *fields)}

    def renewed(self, query: Query) -> Json:
        """A new token for one that is at least a day old."""
        old = query.get("access_token", "")
        if self.by_facebook or query.get("grant_type") != "ig_refresh_token" or old not in self.expires:
            raise Refusal(190, "Error validating access token", 463)
        if self.young:
            raise Refusal(100, "The access token is not old enough to be refreshed")
        fresh = f"{TOKEN}-{len(self.expires)}"
        self.expires[fresh] = self.clock + timedelta(days=60)
        return {"access_token": fresh, "token_type": "bearer", "expires_in": 60 * 86_400}


def _seconds(media: Json) -> float:
    return datetime.fromisoformat(media["timestamp"]).timestamp()


def running(begins: datetime, *, by_facebook: bool = False) -> AbstractContextManager[InstagramDouble]:
    """A double that answers for as long as the block lasts."""
    return serving(InstagramDouble(begins, by_facebook=by_facebook))
