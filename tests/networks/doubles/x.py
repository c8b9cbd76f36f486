"""A double of X's API v2 on loopback: the questions the connector asks, over a community in memory.

It speaks the documented wire format in either spelling (`spelling`), gives only the fields and expansions that were
asked for, refuses parameters it does not know, counts requests by endpoint, ends access tokens and rotates refresh
tokens. It is not X: search knows the operators that the connector uses, and nothing is ranked.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from serving import Answering, Double, Query

BRAND = "900"
APP_TOKEN = "the-apps-own-token"
CLIENT = "client-of-the-app"
EPOCH = 1_288_834_974_657
SCOPES = ("tweet.read", "users.read", "like.read", "follows.read", "dm.read", "offline.access")
PROBLEMS = "https://api.x.com/2/problems/"
Json = dict[str, Any]

RENAMED = {
    "edit_history_tweet_ids": "edit_history_post_ids", "note_tweet": "note_post",
    "referenced_tweets": "referenced_posts", "retweet_count": "repost_count", "tweet_count": "post_count",
}  # fmt: skip
BY_EXPANSION = {
    "author_id": "author_id", "in_reply_to_user_id": "in_reply_to_user_id", "referenced_posts": "referenced_posts",
    "edit_history_post_ids": "edit_history_post_ids", "sender_id": "sender_id",
}  # fmt: skip
LISTS = {"tweets": 5, "mentions": 5, "recent": 10, "quote_tweets": 10, "retweets": 1, "liking_users": 1,
         "liked_tweets": 5, "followers": 1, "dm_events": 1}  # fmt: skip
"""Endpoint -> fewest items a page."""


class XDouble(Double):
    """The API and its community."""

    def __init__(self, begins: datetime) -> None:
        super().__init__(begins, _Handler)
        self.spelling, self.names_version = "post", True
        self.names = {BRAND: "brand"}
        self.posts: dict[str, Json] = {}
        self.chains: dict[str, list[str]] = {}
        self.media: dict[str, str] = {}
        self.polls: dict[str, list[str]] = {}
        self.likes: dict[str, list[str]] = defaultdict(list)
        self.followers: list[str] = []
        self.messages: list[Json] = []
        self.hidden: set[str] = set()
        self.scopes = set(SCOPES)
        self.access, self.refresh, self.renewals = "access-0", "refresh-0", 0
        self.used_refresh: set[str] = set()
        self.limit, self.resets = 300, datetime(2096, 1, 1, tzinfo=UTC)
        self.left: Counter[str] = Counter()
        self.cap, self.usage = "15000", "4200"
        self.is_capped = False
        self.today: datetime | None = None

    # ------------------------------------------------------------------ the community

    def person(self, name: str) -> str:
        """A member; the id."""
        native = str(1000 + len(self.names))
        self.names[native] = name
        return native

    def number(self) -> str:
        """An id of now, as X makes them."""
        return str((int(self.tick().timestamp() * 1000) - EPOCH << 22) + len(self.posts) + len(self.messages))

    def post(
        self, by: str, text: str, *, to: str | None = None, quote: str | None = None, photo: str = "",
        poll: tuple[str, ...] = (), long: str = "", **more: Any,
    ) -> str:  # fmt: skip
        """A post (an answer to `to`, a quote of `quote`); its id."""
        native = self.number()
        above = self.posts.get(to or "")
        references = [{"type": kind, "id": i} for kind, i in (("replied_to", to), ("quoted", quote)) if i]
        attachments: Json = {}
        if photo:
            self.media[f"3_{native}"] = photo
            attachments["media_keys"] = [f"3_{native}"]
        if poll:
            self.polls[native] = list(poll)
            attachments["poll_ids"] = [native]
        self.posts[native] = {
            "id": native, "author_id": by, "text": text, "created_at": _written(self.clock), "lang": "en",
            "conversation_id": above["conversation_id"] if above else native, "entities": self._entities(text),
            "edit_history_tweet_ids": [native],
            **({"in_reply_to_user_id": above["author_id"]} if above else {}),
            **({"referenced_tweets": references} if references else {}),
            **({"attachments": attachments} if attachments else {}),
            **({"note_tweet": {"text": long, "entities": self._entities(long)}} if long else {}),
        } | more  # fmt: skip
        self.chains[native] = [native]
        return native

    def _entities(self, text: str) -> Json:
        known = {name: native for native, name in self.names.items()}
        mentions = [{"username": n, "id": known.get(n, "1")} for n in re.findall(r"@(\w+)", text)]
        tags = [{"tag": tag} for tag in re.findall(r"#(\w+)", text)]
        urls = [
            {"url": u, "expanded_url": f"https://example.org/{u[-3:]}"}
            for u in re.findall(r"https://t\.co/\w+", text)
        ]
        found = {"mentions": mentions, "hashtags": tags, "urls": urls}
        return {
            kind: [{"start": 0, "end": 1, **one} for one in listed]
            for kind, listed in found.items()
            if listed
        }

    def edit(self, native: str, text: str) -> str:
        """Another version of a post, with an id of its own."""
        chain, number = self.chains[native], self.number()
        old = self.posts[chain[-1]]
        self.posts[number] = old | {
            "id": number, "text": text, "created_at": _written(self.clock), "entities": self._entities(text)
        }  # fmt: skip
        chain.append(number)
        self.chains[number] = chain
        for version in chain:
            self.posts[version]["edit_history_tweet_ids"] = list(chain)
        return number

    def delete(self, native: str) -> None:
        """Take a post away, with all its versions."""
        for version in self.chains[native]:
            self.posts.pop(version)

    def repost(self, by: str, native: str) -> str:
        """A repost; its id."""
        return self.post(
            by, f"RT {self.posts[native]['text']}", referenced_tweets=[{"type": "retweeted", "id": native}]
        )

    def like(self, by: str, native: str) -> None:
        """A like, which nobody dates."""
        self.likes[native].insert(0, by)

    def message(self, by: str, text: str, with_: str, **more: Any) -> str:
        """A private message between the brand and `with_`."""
        native, talk = self.number(), "-".join(sorted((BRAND, with_)))
        self.messages.append(
            {"id": native, "event_type": "MessageCreate", "text": text, "sender_id": by,
             "created_at": _written(self.clock), "dm_conversation_id": talk} | more
        )  # fmt: skip
        return native

    # ------------------------------------------------------------------ what it shows

    def user(self, native: str) -> Json:
        """A person."""
        metrics = {"followers_count": len(self.followers) if native == BRAND else 7, "following_count": 2,
                   "tweet_count": 5, "listed_count": 0}  # fmt: skip
        return {
            "id": native,
            "name": self.names[native].title(),
            "username": self.names[native],
            "public_metrics": metrics,
        }

    def view(self, native: str, is_account: bool) -> Json:
        """A post with its counts."""
        post = self.posts[native]
        of = set(self.chains[native])
        shown = [p for i, p in self.posts.items() if self.chains[i][-1] == i]
        refers = Counter(r["type"] for p in shown for r in p.get("referenced_tweets", ()) if r["id"] in of)
        metrics = {"like_count": sum(len(self.likes[i]) for i in of), "reply_count": refers["replied_to"],
                   "retweet_count": refers["retweeted"], "quote_count": refers["quoted"], "bookmark_count": 3,
                   "impression_count": 250}  # fmt: skip
        own = {"impression_count": 250, "url_link_clicks": 11, "user_profile_clicks": 4}
        is_own = is_account and post["author_id"] == BRAND
        return {**post, "public_metrics": metrics, **({"non_public_metrics": own} if is_own else {})}

    def newest(self, keep: Any) -> list[str]:
        """The posts to keep, in their last version, newest first."""
        return sorted(
            (i for i, p in self.posts.items() if self.chains[i][-1] == i and keep(p)), key=int, reverse=True
        )

    def found(self, query: str) -> list[str]:
        """What recent search finds: any of the words in parentheses, none of those that stand after a minus."""
        inside = re.match(r"\((.*)\)(.*)", query)
        assert inside, query
        wanted, without = inside[1].split(" OR "), [word[1:] for word in inside[2].split()]
        return self.newest(
            lambda p: any(self._fits(p, w) for w in wanted) and not any(self._fits(p, w) for w in without)
        )

    def _fits(self, post: Json, word: str) -> bool:
        kind, _, value = word.partition(":")
        if kind == "conversation_id":
            return bool(post["conversation_id"] == value)
        if kind == "from":
            return self.names[post["author_id"]] == value
        if word == "is:retweet":
            return any(r["type"] == "retweeted" for r in post.get("referenced_tweets", ()))
        return word.strip('"').casefold() in post["text"].casefold()

    def lists(self, path: list[str]) -> tuple[str, list[str]] | None:
        """What a list shows: the kind of its items, and their ids; None for another path."""
        match path:
            case ["users", me, "tweets"]:
                return "posts", self.newest(lambda p: p["author_id"] == me)
            case ["users", _, "mentions"]:
                return "posts", self.newest(
                    lambda p: any(m["username"] == "brand" for m in p["entities"].get("mentions", ()))
                    and p["author_id"] != BRAND and not p["text"].startswith("RT ")
                )  # fmt: skip
            case ["tweets", native, "quote_tweets" | "retweets" as what]:
                kind, of = (
                    ("quoted" if what == "quote_tweets" else "retweeted"),
                    set(self.chains.get(native, ())),
                )
                return "posts", self.newest(
                    lambda p: any(r["type"] == kind and r["id"] in of for r in p.get("referenced_tweets", ()))
                )
            case ["tweets", native, "liking_users"]:
                return "users", [who for version in self.chains[native] for who in self.likes[version]][:100]
            case ["users", me, "liked_tweets"]:
                return "posts", [i for i in reversed(self.posts) if me in self.likes[i]]
            case ["users", _, "followers"]:
                return "users", list(reversed(self.followers))
            case ["dm_events"]:
                return "messages", [m["id"] for m in reversed(self.messages)]
        return None


class _Handler(Answering):
    server: XDouble

    def answer(self, path: str, query: Query) -> tuple[int, Any, dict[str, str]]:
        double = self.server
        _, _, *parts = path.split("/")
        if parts == ["oauth2", "token"]:
            return *self._tokens(query), {}
        kind = re.sub(r"(?<=.)/[0-9]+", "/:id", path)
        double.left.setdefault(kind, double.limit)
        headers = {
            "x-rate-limit-limit": str(double.limit),
            "x-rate-limit-reset": str(int(double.resets.timestamp())),
        }
        headers |= (
            {"api-version": "2.167" if double.spelling == "post" else "2.159"} if double.names_version else {}
        )
        if double.left[kind] <= 0:
            return (
                429,
                _problem("about:blank", "Too Many Requests", 429),
                headers | {"x-rate-limit-remaining": "0"},
            )
        double.left[kind] -= 1
        headers["x-rate-limit-remaining"] = str(double.left[kind])
        refused = self._refused(parts) or self._wrong(parts, query)
        return (*(refused or self._true(parts, query)), headers)

    def _tokens(self, form: Query) -> tuple[int, Json]:
        """A new pair for the refresh token of now; a used one ends the chain."""
        double, given = self.server, form.get("refresh_token", [""])[0]
        if given in double.used_refresh:
            double.access = double.refresh = ""
        if not given or given != double.refresh or form.get("client_id") != [CLIENT]:
            return 400, {
                "error": "invalid_request",
                "error_description": "Value passed for the token was invalid.",
            }
        double.used_refresh.add(given)
        double.renewals += 1
        double.access, double.refresh = f"access-{double.renewals}", f"refresh-{double.renewals}"
        return 200, {"token_type": "bearer", "expires_in": 7200, "access_token": double.access,
                     "refresh_token": double.refresh, "scope": " ".join(sorted(double.scopes))}  # fmt: skip

    def _refused(self, path: list[str]) -> tuple[int, Json] | None:
        double, token = self.server, (self.headers.get("authorization") or "").removeprefix("Bearer ")
        is_app = token == APP_TOKEN
        if not token or token not in (double.access, APP_TOKEN):
            return 401, {
                "title": "Unauthorized",
                "type": "about:blank",
                "status": 401,
                "detail": "Unauthorized",
            }
        if double.is_capped:
            return 429, _problem("usage-capped", "UsageCapExceeded", 429) | {
                "period": "Monthly",
                "scope": "Product",
            }
        needs_account = path[-1] in ("me", "liking_users", "liked_tweets", "dm_events")
        if is_app == (path == ["usage", "tweets"]) and not (is_app and needs_account):
            needed = {"followers": "follows.read", "dm_events": "dm.read", "liking_users": "like.read",
                      "liked_tweets": "like.read", "me": "users.read"}  # fmt: skip
            if is_app or needed.get(path[-1], "tweet.read") in double.scopes:
                return None
            return 403, {"title": "Forbidden", "type": "about:blank", "status": 403, "detail": "Forbidden"}
        if is_app and not needs_account:
            return None
        return 403, _problem("unsupported-authentication", "Unsupported Authentication", 403)

    def _wrong(self, path: list[str], query: Query) -> tuple[int, Json] | None:
        """Parameters that this server does not know, and values out of bounds."""
        word = self.server.spelling
        fields = {f"{kind}.fields" for kind in (word, "user", "media", "poll", "dm_event", "usage")}
        known = fields | {"expansions", "ids", "max_results", "pagination_token", "start_time", "end_time", "exclude",
                          "query", "event_types"}  # fmt: skip
        for name in query.keys() - known:
            return _invalid(f"The query parameter [{name}] is not one of [{','.join(sorted(known))}]")
        expansions = set(",".join(query.get("expansions", [])).split(",")) - {""}
        other = {"post": {"referenced_tweets.id", "edit_history_tweet_ids"},
                 "tweet": {"referenced_posts", "edit_history_post_ids"}}[word]  # fmt: skip
        if expansions & other:
            return _invalid(
                f"The `expansions` query parameter value {sorted(expansions & other)} is not one of []"
            )
        most = int(query.get("max_results", ["10"])[0])
        if path[-1] in LISTS and not LISTS[path[-1]] <= most <= (1000 if path[-1] == "followers" else 100):
            return _invalid(f"The `max_results` query parameter value [{most}] is not valid")
        now = self.server.today or self.server.clock
        if path[-1] == "recent" and datetime.fromisoformat(query["start_time"][0]) < now - timedelta(days=7):
            return _invalid("Invalid 'start_time': must be on or after 7 days ago")
        return None

    def _true(self, path: list[str], query: Query) -> tuple[int, Any]:
        double = self.server
        match path:
            case ["users", "me"] | ["users", "by", "username", "brand"]:
                return 200, {"data": self._user(BRAND)}
            case ["usage", "tweets"]:
                return 200, {
                    "data": {"project_cap": double.cap, "project_usage": double.usage, "cap_reset_day": 9}
                }
            case ["tweets"]:
                return 200, self._by_id(query["ids"][0].split(","), query)
            case ["tweets", "search", "recent"]:
                return 200, self._page("posts", double.found(query["query"][0]), query)
            case ["tweets", native, *_] if native not in double.posts:
                return 200, {"errors": [_missing(native)]}
        listed = double.lists(path)
        if listed is None:
            return 404, _problem("about:blank", "Not Found", 404)
        return 200, self._page(*listed, query)

    def _by_id(self, ids: list[str], query: Query) -> Json:
        double = self.server
        found = [i for i in ids if i in double.posts and i not in double.hidden]
        errors = [_missing(i) for i in ids if i not in double.posts]
        errors += [
            _missing(i) | {"type": f"{PROBLEMS}not-authorized-for-resource"}
            for i in ids
            if i in double.hidden
        ]
        return {**self._shown(found, query), **({"errors": errors} if errors else {})}

    def _page(self, kind: str, ids: list[str], query: Query) -> Json:
        start, end = (query.get(name, [""])[0] for name in ("start_time", "end_time"))
        if kind == "posts" and (start or end):
            posts = self.server.posts
            ids = [
                i
                for i in ids
                if start[:19] <= posts[i]["created_at"][:19] and (not end or posts[i]["created_at"] < end)
            ]
            if query.get("exclude") == ["retweets"]:
                ids = [i for i in ids if not posts[i]["text"].startswith("RT ")]
        size = int(query.get("max_results", ["10"])[0])
        begin = int(query.get("pagination_token", ["page-token-00000000"])[0].rpartition("-")[2])
        page = ids[begin : begin + size]
        meta: Json = {"result_count": len(page)}
        if begin + size < len(ids):
            meta["next_token"] = f"page-token-{begin + size:08d}"
        shown = self._shown(page, query) if kind == "posts" else self._others(kind, page, query)
        return {**shown, "meta": meta}

    def _others(self, kind: str, page: list[str], query: Query) -> Json:
        if kind == "users":
            return {"data": [self._user(i) for i in page]} if page else {}
        events = [m for m in reversed(self.server.messages) if m["id"] in page]
        senders = dict.fromkeys(m["sender_id"] for m in events if "sender_id" in m)
        asked = set(query.get("dm_event.fields", ["id,text"])[0].split(",")) | (
            {"sender_id"} if self._is_new else set()
        )
        shown = [{k: v for k, v in event.items() if k in asked} for event in events]
        return {"data": shown, "includes": {"users": [self._user(i) for i in senders]}} if page else {}

    @property
    def _is_new(self) -> bool:
        return self.server.spelling == "post"

    def _user(self, native: str) -> Json:
        return self._spelled(self.server.user(native))

    def _spelled(self, value: Any) -> Any:
        """A body in the server's spelling."""
        if isinstance(value, list):
            return [self._spelled(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {RENAMED.get(k, k) if self._is_new else k: self._spelled(v) for k, v in value.items()}

    def _shown(self, ids: list[str], query: Query) -> Json:
        """Posts, cut to the fields asked for, with what the expansions include."""
        double = self.server
        if not ids:
            return {}
        expansions = set(query.get("expansions", [""])[0].split(","))
        below = list(dict.fromkeys(self._below(ids)))
        people = {double.posts[i]["author_id"] for i in ids} if "author_id" in expansions else set()
        people |= {r for i in ids if self._is_new and (r := double.posts[i].get("in_reply_to_user_id"))}
        keys = [key for i in ids for key in double.posts[i].get("attachments", {}).get("media_keys", ())]
        polls = [key for i in ids for key in double.posts[i].get("attachments", {}).get("poll_ids", ())]
        includes = {
            "users": [self._user(i) for i in sorted(people)],
            "posts" if self._is_new else "tweets": [self._cut(i, query) for i in below],
            "media": [{"media_key": key, "type": double.media[key]} for key in keys],
            "polls": [{"id": i, "options": [{"position": n, "label": o, "votes": 0} for n, o in
                       enumerate(double.polls[i], 1)]} for i in polls],
        }  # fmt: skip
        includes = {kind: listed for kind, listed in includes.items() if listed}
        return {"data": [self._cut(i, query) for i in ids], **({"includes": includes} if includes else {})}

    def _below(self, ids: list[str]) -> Iterator[str]:
        for native in ids:
            referred = [r["id"] for r in self.server.posts[native].get("referenced_tweets", ())]
            for other in (*referred, *self.server.chains[native]):
                if other in self.server.posts and other not in ids:
                    yield other

    def _cut(self, native: str, query: Query) -> Json:
        token = (self.headers.get("authorization") or "").removeprefix("Bearer ")
        post = self._spelled(self.server.view(native, token != APP_TOKEN))
        asked = set(query.get(f"{self.server.spelling}.fields", [""])[0].split(",")) | {"id", "text"}
        expansions = set(query.get("expansions", [""])[0].split(","))
        asked |= (
            {BY_EXPANSION[e] for e in expansions if e in BY_EXPANSION}
            if self._is_new
            else {"edit_history_tweet_ids"}
        )
        return {k: v for k, v in post.items() if k in asked}


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _problem(kind: str, title: str, status: int) -> Json:
    return {
        "type": kind if ":" in kind else PROBLEMS + kind,
        "title": title,
        "detail": title,
        "status": status,
    }


def _missing(native: str) -> Json:
    detail = f"Could not find tweet with ids: [{native}]."
    return {"type": f"{PROBLEMS}resource-not-found", "title": "Not Found Error", "resource_type": "tweet",
            "value": native, "resource_id": native, "parameter": "ids", "detail": detail}  # fmt: skip


def _invalid(message: str) -> tuple[int, Json]:
    return 400, _problem("invalid-request", "Invalid Request", 400) | {"errors": [{"message": message}]}
