"""Which Instagram account a token reads, by which of the two log-ins, and what it may read."""

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from connectors import reading
from connectors.config import Account
from connectors.errors import ConnectorError, Denied
from connectors.graph_errors import UNKNOWN_FIELD, error_in, raise_for
from connectors.graph_pages import GraphPages
from connectors.graph_token import GraphToken, RenewingToken
from connectors.http import HttpClient

VERSION = "v25.0"
"""Of the Graph API: the newest whose reference was read for every question asked here. A version lives two years."""
SERVICE = "https://graph.instagram.com"
FACEBOOK_TOKENS = "EAA"
"""What tokens of Facebook's log-in begin with."""
ADVICE = "connect the account again (`rapport connect instagram`) and allow everything it asks for"
NEEDS = (
    ("/comments", "manage_comments"),
    ("/replies", "manage_comments"),
    ("/tags", "manage_comments"),
    ("/insights", "manage_insights"),
    ("/conversations", "manage_messages"),
)
"""End of a path -> what of the account has to be allowed; everything else is the account's basics."""


def service_of(account: Account) -> str:
    """The account's Graph API: by Instagram's own log-in unless the configuration says otherwise."""
    return account.service or SERVICE


def is_by_facebook(service: str, token: str) -> bool:
    """Whether the API is the one of Facebook's log-in: by its host; at other hosts by what the token looks like."""
    host = urlsplit(service).hostname or ""
    if host.endswith(("facebook.com", "instagram.com")):
        return host.endswith("facebook.com")
    return token.startswith(FACEBOOK_TOKENS)


def token_of(
    client: HttpClient, account: Account, secret: Callable[[], str], now: Callable[[], datetime]
) -> GraphToken:
    """How the account's requests are signed."""
    if is_by_facebook(client.service, secret()):
        return GraphToken(client, secret)
    return RenewingToken(client, secret, name=account.secret or "", grant="ig_refresh_token", now=now)


def permission(what: str, *, by_facebook: bool) -> str:
    """The name of the permission that a request ("GET /v25.0/17/comments") needs."""
    if "/ig_hashtag_search" in what or "/recent_media" in what:
        return "Instagram Public Content Access (a feature of the app)"
    if what.endswith("/me/accounts"):
        return "pages_show_list"
    needed = next((need for end, need in NEEDS if what.endswith(end)), "basic")
    return f"instagram_{needed}" if by_facebook else f"instagram_business_{needed}"


@dataclass(frozen=True, slots=True)
class Identity:
    """The account that a token reads. `page`: the Facebook page it is linked to, with the page's own token."""

    me: str
    username: str
    by_facebook: bool
    page: str = ""
    page_token: str = field(default="", repr=False)

    @property
    def inbox(self) -> str:
        """Whose conversations are the account's."""
        return self.page or self.me

    @property
    def inbox_headers(self) -> Mapping[str, str] | None:
        """What signs questions about conversations; None: the account's own token."""
        return {"authorization": f"Bearer {self.page_token}"} if self.page_token else None


_known: dict[tuple[str, str, str], Identity] = {}
_lock = threading.Lock()


def identity(client: HttpClient, token: GraphToken, handle: str) -> Identity:
    """Which account `token` reads, asked once a process. Denied when it is not `handle`."""
    wanted = handle.removeprefix("@").casefold()
    key = (client.service, hashlib.sha256(token.configured.encode()).hexdigest(), wanted)
    with _lock:
        found = _known.get(key)
    if found is None:
        by_facebook = is_by_facebook(client.service, token.configured)
        reached = list(_by_facebook(client) if by_facebook else _by_instagram(client))
        found = next((one for one in reached if one.username.casefold() == wanted), None)
        if found is None:
            names = ", ".join(f"@{one.username}" for one in reached)
            why = (
                f"reads {names}" if names else "reads no Instagram account that is linked to a Facebook page"
            )
            raise Denied(f"the access token {why}, not {handle}: {ADVICE}")
        with _lock:
            _known[key] = found
    if found.page_token:
        client.secrets.add(found.page_token)
    return found


def _by_instagram(client: HttpClient) -> Iterator[Identity]:
    answer = client.get(f"/{VERSION}/me", {"fields": "user_id,username"})
    body = answer.json_object()
    me, username = _id(body.get("user_id")), reading.text(body.get("username"))
    if me and username:
        yield Identity(me, username, by_facebook=False)


def _by_facebook(client: HttpClient) -> Iterator[Identity]:
    """The accounts of the pages that a person's (or system user's) token manages; or of the page it belongs to."""
    path, fields = f"/{VERSION}/me/accounts", "id,access_token,instagram_business_account{id,username}"
    params = {"fields": fields, "limit": 100}
    first = client.get(path, params, accept=(400,))
    error = error_in(first) if first.status >= 300 else None
    if error is not None and error.code == UNKNOWN_FIELD:  # a page's own token: a page has no `accounts`
        page = client.get(f"/{VERSION}/me", {"fields": "id,instagram_business_account{id,username}"})
        yield from _of_page(page.json_object())
        return
    raise_for(client, first)
    for answer in (first, *GraphPages().pages(client.get, path, params, first.json_object())):
        for listed in reading.items(answer.json_object().get("data")):
            yield from _of_page(reading.record(listed))


def _of_page(page: dict[str, object]) -> Iterator[Identity]:
    linked = reading.record(page.get("instagram_business_account"))
    me, username, of = _id(linked.get("id")), reading.text(linked.get("username")), _id(page.get("id"))
    if me and username and of:
        token = reading.text(page.get("access_token")) or ""
        yield Identity(me, username, by_facebook=True, page=of, page_token=token)


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and value.isdigit() else None


def missing(client: HttpClient, known: Identity) -> Iterator[str]:
    """The permissions that the token lacks, each found by one small question."""
    me = f"/{VERSION}/{known.me}"
    media = reading.items(client.get(f"{me}/media", {"fields": "id", "limit": 1}).json_object().get("data"))
    first = _id(reading.record(media[0]).get("id")) if media else None
    asked: list[tuple[str, Mapping[str, object], Mapping[str, str] | None]] = [
        (f"{me}/tags", {"fields": "id", "limit": 1}, None),
        (f"{me}/insights", {"metric": "reach", "period": "day"}, None),
        (
            f"/{VERSION}/{known.inbox}/conversations",
            {"platform": "instagram", "limit": 1},
            known.inbox_headers,
        ),
    ]
    if first:
        asked.append((f"/{VERSION}/{first}/comments", {"fields": "id", "limit": 1}, None))
    for path, params, headers in asked:
        answer = client.get(path, params, accept=(400, 403), headers=headers)
        error = error_in(answer) if answer.status >= 300 else None
        if error is not None and error.is_permission:
            yield permission(answer.what, by_facebook=known.by_facebook)
        elif error is None or error.code != UNKNOWN_FIELD:  # nothing to tell of is no missing permission
            raise_for(client, answer)


def advice_for(error: ConnectorError) -> str:
    """What a person does about what doctor met."""
    if isinstance(error, Denied):
        return ADVICE
    return "try again later; check `service`"
