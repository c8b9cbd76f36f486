"""A double of LinkedIn's Community Management API on loopback, over a page's community in memory.

It speaks the documented wire format over real HTTP: version and protocol headers, Rest.li 2.0 in paths and queries
(structure that comes escaped is refused), start and count with links, one comment under several URNs, notifications,
statistics, permissions and roles, tokens that end and are renewed, limits of the day. Whatever the real API will not do
on demand (HTML, a page cut short, a repeated place) it does when told to. It is not LinkedIn: no media, no ranking, no
visibility.
"""

import re
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from serving import Answering, Double, Query, serving

ORGANISATION = "2414183"
ME = f"urn:li:organization:{ORGANISATION}"
TOKEN, REFRESH, CLIENT, APP_SECRET = "AQV-access-0", "AQW-refresh", "77client", "app-secret"
SCOPES = ("r_organization_social", "rw_organization_admin")
ADMIN_ONLY = ("organizationalEntity", "organizationAcls", "networkSizes", "organizations")
KNOWN = {
    "posts": {"q", "author", "sortBy", "start", "count"},
    "comments": {"start", "count"},
    "reactions": {"q", "sort", "start", "count"},
    "organizationalEntityNotifications": {
        "q", "actions", "organizationalEntity", "timeRange", "start", "count"
    },
    "organizationalEntityShareStatistics": {"q", "organizationalEntity", "shares", "ugcPosts", "timeIntervals"},
    "organizationalEntityFollowerStatistics": {"q", "organizationalEntity", "timeIntervals"},
    "networkSizes": {"edgeType"},
    "organizations": {"q", "vanityName"},
    "organizationAcls": {"q", "start", "count"},
}  # fmt: skip
"""Parameters of each resource; what is not among them is refused."""

Json = dict[str, Any]


class Refusal(Exception):
    """An error of the API."""

    def __init__(self, status: int, said: str, code: int | None = None, name: str = "") -> None:
        super().__init__(said)
        self.status = status
        self.body: Json = {"message": said, "status": status}
        self.body |= {"serviceErrorCode": code} if code is not None else {}
        self.body |= {"code": name} if name else {}


class LinkedInDouble(Double):
    """The API and its community; everything that happens takes one second of `clock`."""

    def __init__(self, begins: datetime) -> None:
        super().__init__(begins, _Handler)
        self.posts: dict[str, Json] = {}
        self.comments: dict[str, Json] = {}
        self.reactions: dict[tuple[str, str], Json] = {}
        self.notified: list[Json] = []
        self.statistics: dict[str, Json] = {}
        self.by_day: dict[str, Json] = defaultdict(
            lambda: {"impressionCount": 20, "uniqueImpressionsCount": 8}
        )
        self.followers = 1200
        self.number = 0
        self.name, self.vanity = "Acme", "acme"
        self.scopes, self.roles = set(SCOPES), ["ADMINISTRATOR"]
        self.access, self.expires_at = TOKEN, begins + timedelta(days=60)
        self.refresh_ends, self.renewals = begins + timedelta(days=365), 0
        self.versions = {"202607", "202606"}
        self.left: int | None = None
        self.decorates, self.links = True, True
        self.old_edge, self.hidden = False, set[str]()

    # ------------------------------------------------------------------ the community

    def person(self, name: str) -> str:
        """Somebody; their URN as this app knows it."""
        return f"urn:li:person:{name}-{len(name)}"

    def post(self, text: str = "", by: str = ME, kind: str = "share", **more: Any) -> str:
        """A post; its URN. `more` are fields of it."""
        at = self._now()
        number = self._number(at)
        urn = f"urn:li:{kind}:{number}"
        self.posts[urn] = {
            "id": urn, "author": by, "commentary": text, "createdAt": at, "publishedAt": at, "lastModifiedAt": at,
            "lifecycleState": "PUBLISHED", "visibility": "PUBLIC", "isReshareDisabledByAuthor": False,
            "lifecycleStateInfo": {"isEditedByAuthor": False}, "activity": f"urn:li:activity:{number + 1}",
            "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": []},
        } | more  # fmt: skip
        return urn

    def comment(self, by: str, text: str, on: str, to: str | None = None, **more: Any) -> str:
        """A comment on a post, or a reply to a comment on it; its native id as Rapport has it."""
        at = self._now()
        number = str(self._number(at))
        thread = self.posts[on]["activity"]
        stamp = {"actor": by, "time": at}
        self.comments[number] = {
            "id": number, "commentUrn": f"urn:li:comment:({thread},{number})", "actor": by, "object": thread,
            "message": {"attributes": [], "text": text}, "created": stamp, "lastModified": dict(stamp), "on": on,
            "to": to.rpartition(":")[2] if to else None,
        } | more  # fmt: skip
        self._notify(
            "ADMIN_COMMENT" if by == ME else "COMMENT", on, self._short(number), self._decorated(number)
        )
        return f"comment:{number}"

    def react(self, by: str, on: str, kind: str = "LIKE") -> str:
        """A reaction to a post or a comment; its native id."""
        entity = self.comments[on.rpartition(":")[2]]["commentUrn"] if on.startswith("comment:") else on
        at = self._now()
        self.reactions[by, entity] = {
            "id": f"urn:li:reaction:({by},{entity})", "reactionType": kind, "root": entity,
            "created": {"actor": by, "time": at}, "lastModified": {"actor": by, "time": at},
        }  # fmt: skip
        if on in self.posts and by != ME:
            activity = self.posts[on]["activity"].removeprefix("urn:li:")
            self._notify("LIKE", on, f"urn:li:like:({by.removeprefix('urn:li:')},{activity})", {})
        return f"reaction:{by}:{on}"

    def mention(self, by: str, text: str) -> str:
        """Somebody's post that mentions the page."""
        urn = self.post(text, by)
        shown = {"share": {"entity": urn, "owner": by, "text": text, "mediaCategory": "NONE"}}
        self._notify("SHARE_MENTION", urn, urn, shown)
        return urn

    def repost(self, by: str, post: str, text: str = "") -> str:
        """Somebody's repost of the page's post, with words of their own or without."""
        urn = self.post(text, by, reshareContext={"parent": post, "root": post})
        shown: Json = {"entity": urn, "owner": by} | ({"text": text} if text else {})
        self._notify("SHARE", post, urn, {"share": shown})
        return urn

    def edit(self, native: str, text: str) -> None:
        """Another text."""
        at = self._now()
        if native in self.posts:
            edited = {"lifecycleStateInfo": {"isEditedByAuthor": True}}
            self.posts[native] |= {"commentary": text, "lastModifiedAt": at, **edited}
            return
        number = native.rpartition(":")[2]
        self.comments[number]["message"]["text"] = text
        self.comments[number]["lastModified"]["time"] = at
        self._notify(
            "COMMENT_EDIT", self.comments[number]["on"], self._short(number), self._decorated(number)
        )

    def delete(self, native: str) -> None:
        """Take away a post with all below it, or a comment with its replies."""
        if native in self.posts:
            self.posts.pop(native)
            below = [number for number, one in self.comments.items() if one["on"] == native]
        else:
            number = native.rpartition(":")[2]
            below = [number, *(key for key, one in self.comments.items() if one["to"] == number)]
            self._notify("COMMENT_DELETE", self.comments[number]["on"], self._short(number), {})
        for number in below:
            self.comments.pop(number, None)

    def _now(self) -> int:
        return round(self.tick().timestamp() * 1000)

    def _number(self, at: int) -> int:
        """An id: time in its upper bits."""
        self.number += 2
        return (at << 22) + self.number

    def _short(self, number: str) -> str:
        """A comment's URN as notifications name it."""
        one = self.comments[number]
        return f"urn:li:comment:({one['object'].removeprefix('urn:li:')},{number})"

    def _decorated(self, number: str) -> Json:
        one = self.comments[number]
        shown = {"entity": one["commentUrn"], "owner": one["actor"], "object": one["object"]}
        above = self.comments.get(one["to"] or "")
        parent = {"parentComment": above["commentUrn"]} if above else {}
        return {"comment": shown | {"text": one["message"]["text"]} | parent}

    def _notify(self, action: str, on: str, generated: str, shown: Json) -> None:
        post = self.posts[on]
        told: Json = {
            "notificationId": 5_000_000 + len(self.notified), "organizationalEntity": ME, "action": action,
            "sourcePost": post["activity"], "generatedActivity": generated, "subscriber": "urn:li:person:admin",
            "lastModifiedAt": round(self.clock.timestamp() * 1000),
            "decoratedSourcePost": {"entity": on, "owner": post["author"], "text": post["commentary"]},
        }  # fmt: skip
        decorated = {"decoratedGeneratedActivity": shown} if shown and self.decorates else {}
        self.notified.append(told | decorated)

    # ------------------------------------------------------------------ what things look like

    def shown_comment(self, number: str) -> Json:
        """A comment as it is listed."""
        one = self.comments[number]
        below = sum(other["to"] == number for other in self.comments.values())
        liked = sum(entity == one["commentUrn"] for _, entity in self.reactions)
        found = {key: value for key, value in one.items() if key not in ("on", "to")}
        found["likesSummary"] = {"aggregatedTotalLikes": liked, "totalLikes": liked, "selectedLikes": []}
        if below:
            found["commentsSummary"] = {"totalFirstLevelComments": below, "aggregatedTotalComments": below}
        if one["to"]:
            found["parentComment"] = f"urn:li:comment:({one['object']},{one['to']})"
        return found

    def statistics_of(self, urn: str) -> Json:
        """The counts of one post."""
        counted = {
            "likeCount": sum(entity == urn for _, entity in self.reactions),
            "commentCount": sum(one["on"] == urn for one in self.comments.values()),
            "shareCount": sum(one.get("reshareContext", {}).get("parent") == urn for one in self.posts.values()),
            "clickCount": 14, "impressionCount": 250, "uniqueImpressionsCount": 180, "engagement": 0.1,
        }  # fmt: skip
        return counted | self.statistics.get(urn, {})


class _Handler(Answering):
    server: LinkedInDouble

    def named(self, path: str) -> str:
        """Faults wait by resource, those of comments under "comments"."""
        return _resource(path)

    def do_GET(self) -> None:
        """Queries stay as they were written: what is escaped in them is part of a value."""
        parts = urlsplit(self.path)
        pairs = (pair.partition("=") for pair in parts.query.split("&") if pair)
        self._give(parts.path, {name: [value] for name, _, value in pairs})

    def answer(self, path: str, query: Query) -> tuple[int, Any, dict[str, str]]:
        given = {name: values[0] for name, values in query.items()}
        try:
            return (
                200,
                self._of_tokens(path, given) if path.startswith("/oauth/") else self._of(path, given),
                {},
            )
        except Refusal as refused:
            return refused.status, refused.body, {}

    def _of_tokens(self, path: str, form: dict[str, str]) -> Json:
        double = self.server
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, APP_SECRET):
            refused = Refusal(401, "Client authentication failed")
            refused.body = {"error": "invalid_client", "error_description": "Client authentication failed"}
            raise refused
        ends = int(double.expires_at.timestamp())
        if path.endswith("introspectToken"):
            is_active = form.get("token") == double.access and ends > double.clock.timestamp()
            return {"active": is_active, "client_id": CLIENT, "status": "active" if is_active else "expired",
                    "expires_at": ends, "scope": ",".join(sorted(double.scopes)), "auth_type": "3L"}  # fmt: skip
        if form.get("refresh_token") != REFRESH or double.refresh_ends <= double.clock:
            refused = Refusal(400, "refused")
            refused.body = {
                "error": "invalid_grant",
                "error_description": "The provided refresh token is expired",
            }
            raise refused
        double.renewals += 1
        double.access = f"AQV-access-{double.renewals}"
        left = int(double.refresh_ends.timestamp() - time.time())
        return {"access_token": double.access, "expires_in": 5_184_000, "refresh_token": REFRESH,
                "refresh_token_expires_in": left, "scope": ",".join(sorted(double.scopes))}  # fmt: skip

    def _of(self, path: str, query: dict[str, str]) -> Any:
        self._signed()
        resource = _resource(path)
        parts = path.strip("/").split("/")[1:]
        extra = set(query) - KNOWN.get(resource, set())
        if extra:
            raise Refusal(400, f"Query parameters {sorted(extra)} are not allowed", name="ILLEGAL_ARGUMENT")
        is_admins = resource.startswith(ADMIN_ONLY)
        scope = "rw_organization_admin" if is_admins else "r_organization_social"
        if not {scope, f"{scope}_feed"} & self.server.scopes:
            raise Refusal(403, f"Not enough permissions to access: {resource}", 100, "ACCESS_DENIED")
        match parts:
            case ["posts"]:
                return self._page(self._posts(query), query, path)
            case ["posts", urn]:
                return self._post(unquote(urn))
            case ["socialActions", entity, "comments"]:
                shown = [self.server.shown_comment(number) for number in self._below(unquote(entity))]
                return self._page(shown, query, path)
            case ["socialActions", entity, "comments", number]:
                if number not in self._below(unquote(entity)):
                    raise _missing(number)
                return self.server.shown_comment(number)
            case ["reactions", key]:
                return self._page(self._reactions(key, query), query, path)
            case _:
                return self._of_page(resource, parts, query)

    def _of_page(self, resource: str, parts: list[str], query: dict[str, str]) -> Any:
        """What is the page's own: notifications, figures, roles."""
        double = self.server
        if resource == "organizations":
            shown = {"id": int(ORGANISATION), "localizedName": double.name, "vanityName": double.vanity}
            if len(parts) == 2:
                return shown if parts[1] == ORGANISATION else self._none(parts[1])
            return {"elements": [shown] if query["vanityName"] == double.vanity else []}
        if resource == "organizationAcls":
            held = [{"organization": ME, "role": role, "state": "APPROVED"} for role in double.roles]
            return self._page(held, query, "/rest/organizationAcls")
        if resource == "networkSizes":
            if unquote(parts[1]) != ME or query.get("edgeType") != self._edge():
                raise Refusal(400, "Invalid edge type", name="ILLEGAL_ARGUMENT")
            return {"firstDegreeSize": double.followers}
        if unquote(query.get("organizationalEntity", "")) != ME:
            raise Refusal(400, "organizationalEntity is missing or not escaped", name="PARAM_INVALID")
        if resource == "organizationalEntityNotifications":
            return self._page(self._notifications(query), query, f"/rest/{resource}")
        if resource == "organizationalEntityShareStatistics":
            return {"elements": list(self._shares(query))}
        if resource == "organizationalEntityFollowerStatistics":
            gains = {"organicFollowerGain": 2, "paidFollowerGain": 0}
            return {
                "elements": [
                    {"timeRange": day, "followerGains": gains} for day in _days(query["timeIntervals"])
                ]
            }
        return self._none(resource)

    def _signed(self) -> None:
        double, headers = self.server, self.headers
        version = headers.get("linkedin-version")
        if headers.get("x-restli-protocol-version") != "2.0.0":
            raise Refusal(400, "The protocol's version is missing")
        if version is None:
            raise Refusal(400, "A version must be present", name="VERSION_MISSING")
        if version not in double.versions:
            raise Refusal(426, f"Requested version {version}01 is not active", name="NONEXISTENT_VERSION")
        token = (headers.get("authorization") or "").removeprefix("Bearer ")
        if token != double.access:
            raise Refusal(401, "Invalid access token", 65600, "INVALID_ACCESS_TOKEN")
        if double.expires_at <= double.clock:
            raise Refusal(401, "The token used in the request has expired", 65602, "EXPIRED_ACCESS_TOKEN")
        if double.left is not None:
            if double.left <= 0:
                said = "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached."
                raise Refusal(429, said, 101, "TOO_MANY_REQUESTS")
            double.left -= 1

    def _edge(self) -> str:
        return "CompanyFollowedByMember" if self.server.old_edge else "COMPANY_FOLLOWED_BY_MEMBER"

    def _none(self, what: str) -> Any:
        raise _missing(what)

    def _posts(self, query: dict[str, str]) -> list[Json]:
        if query.get("q") != "author" or unquote(query.get("author", "")) != ME or ":" in query["author"]:
            raise Refusal(400, "author is missing or not escaped", name="PARAM_INVALID")
        ours = [one for one in self.server.posts.values() if one["author"] == ME]
        key = "lastModifiedAt" if query.get("sortBy") == "LAST_MODIFIED" else "createdAt"
        return [_cut(one) for one in sorted(ours, key=lambda one: -int(one[key]))]

    def _post(self, urn: str) -> Json:
        double = self.server
        if urn in double.hidden:
            raise Refusal(403, f"Not enough permissions to access {urn}", 100, "ACCESS_DENIED")
        if urn not in double.posts:
            raise _missing(urn)
        return _cut(double.posts[urn])

    def _below(self, entity: str) -> list[str]:
        """The comments directly below a post (by any of its names) or a comment, oldest first."""
        double = self.server
        found = re.fullmatch(r"urn:li:comment:\((urn:li:\w+:\d+),(\d+)\)", entity)
        post = found[1] if found else entity
        urn = next((key for key, one in double.posts.items() if post in (key, one["activity"])), None)
        if urn is None or (found and found[2] not in double.comments):
            raise _missing(entity)
        above = found[2] if found else None
        return [key for key, one in double.comments.items() if one["on"] == urn and one["to"] == above]

    def _reactions(self, key: str, query: dict[str, str]) -> list[Json]:
        found = re.fullmatch(r"\(entity:([^(),:]+)\)", key)
        if not found or query.get("q") != "entity" or query.get("sort") != "(value:REVERSE_CHRONOLOGICAL)":
            raise Refusal(400, f"the key {key!r} is not written as Rest.li writes it", name="PARAM_INVALID")
        entity = unquote(found[1])
        given = [one for (_, on), one in self.server.reactions.items() if on == entity]
        return sorted(given, key=lambda one: -int(one["created"]["time"]))

    def _notifications(self, query: dict[str, str]) -> list[Json]:
        span = re.fullmatch(r"\(start:(\d+),end:(\d+)\)", query.get("timeRange", ""))
        actions = re.fullmatch(r"List\(([A-Z_,]+)\)", query.get("actions", ""))
        if not span or not actions or query.get("q") != "criteria":
            raise Refusal(
                400, "timeRange or actions is not written as Rest.li writes it", name="PARAM_INVALID"
            )
        wanted = set(actions[1].split(","))
        begin, end = int(span[1]), int(span[2])
        found = [
            one
            for one in self.server.notified
            if one["action"] in wanted and begin <= one["lastModifiedAt"] <= end
        ]
        return found[::-1]

    def _shares(self, query: dict[str, str]) -> Iterator[Json]:
        double = self.server
        if "timeIntervals" in query:
            for day in _days(query["timeIntervals"]):
                name = f"{datetime.fromtimestamp(day['start'] / 1000, double.clock.tzinfo):%Y-%m-%d}"
                yield {
                    "organizationalEntity": ME,
                    "timeRange": day,
                    "totalShareStatistics": double.by_day[name],
                }
            return
        for name, kind in (("shares", "share"), ("ugcPosts", "ugcPost")):
            listed = re.fullmatch(r"List\(([^():]+)\)", query.get(name, "List(x)"))
            if not listed:
                raise Refusal(400, f"{name} is not written as Rest.li writes it", name="PARAM_INVALID")
            for urn in map(unquote, listed[1].split(",")):
                if urn in double.posts and f":{kind}:" in urn:
                    counted = double.statistics_of(urn)
                    yield {"organizationalEntity": ME, kind: urn, "totalShareStatistics": counted}
        if not {"shares", "ugcPosts"} & query.keys():
            yield {"organizationalEntity": ME, "totalShareStatistics": {"impressionCount": 5000}}

    def _page(self, listed: list[Json], query: dict[str, str], path: str) -> Json:
        start, count = int(query.get("start", "0")), int(query.get("count", "10"))
        if not 1 <= count <= 100:
            raise Refusal(400, "count is out of bounds", name="PARAM_INVALID")
        paging: Json = {"start": start, "count": count, "links": []}
        if self.server.links:
            if start + count < len(listed):
                asked = {**query, "start": str(start + count)}
                href = (
                    f"{path}?{'&'.join(f'{name}={quote(unquote(value))}' for name, value in asked.items())}"
                )
                paging["links"] = [{"type": "application/json", "rel": "next", "href": href}]
        else:
            paging["total"] = len(listed)
        return {"paging": paging, "elements": listed[start : start + count]}


def _resource(path: str) -> str:
    parts = path.strip("/").split("/")
    return "comments" if "comments" in parts else parts[1] if len(parts) > 1 else path


def _cut(post: Json) -> Json:
    return {key: value for key, value in post.items() if key != "activity"}


def _missing(what: str) -> Refusal:
    return Refusal(404, f"Entity {what} does not exist", name="RESOURCE_NOT_FOUND")


def _days(interval: str) -> Iterator[Json]:
    """The days of a time interval, as Rest.li writes it."""
    found = re.fullmatch(r"\(timeRange:\(start:(\d+),end:(\d+)\),timeGranularityType:DAY\)", interval)
    if not found:
        raise Refusal(400, "timeIntervals is not written as Rest.li writes it", name="PARAM_INVALID")
    day = 86_400_000
    for start in range(int(found[1]), int(found[2]), day):
        yield {"start": start, "end": start + day}


@contextmanager
def running(begins: datetime) -> Iterator[LinkedInDouble]:
    """A double that answers for as long as the block lasts."""
    with serving(LinkedInDouble(begins)) as server:
        yield server
