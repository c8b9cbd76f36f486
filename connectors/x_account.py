"""Whose token it is, what it may read, and what X's refusals mean."""

import re
from dataclasses import dataclass
from typing import Any

from connectors import reading
from connectors import x_values as values
from connectors.errors import ConnectorError, Denied, Gone, Malformed
from connectors.http import Answer, HttpClient
from connectors.x_fields import PEOPLE, Spelling, spelling_of

ADVICE = "authorise the app again with `rapport connect x`, with every permission it names"
SCOPES = (
    ("/liking_users", "like.read"),
    ("/liked_tweets", "like.read"),
    ("/followers", "follows.read"),
    ("/dm_events", "dm.read"),
    ("/users/me", "users.read"),
    ("/2/", "tweet.read"),
)
"""Part of a path -> the permission that reading there needs beyond tweet.read; the first that fits counts."""
ALL_SCOPES = ("tweet.read", "users.read", "like.read", "follows.read", "dm.read", "offline.access")

_ID = re.compile(r"(?<=.)/[0-9]+(?=/|$)|(?<=/by/username)/[^/]+")


@dataclass(frozen=True, slots=True)
class Identity:
    """The account that is read, and by whose right."""

    id: str
    username: str
    spelling: Spelling | None
    """As the server's version has it; None when it names none."""
    is_app: bool = False
    """Read with the app's own token: X then shows neither likes, messages nor clicks."""


class OtherSpelling(Malformed):
    """The server does not know the names we asked for fields by."""


def kind_of(path: str) -> str:
    """Requests are counted by endpoint: the path without ids and names."""
    return _ID.sub("/:id", path)


def identify(client: HttpClient, handle: str) -> Identity:
    """Whose token signs the client's requests: an account's own, or the app's, for which `handle` says whom to read."""
    name = handle.removeprefix("@")
    answer = client.get("/2/users/me", PEOPLE["post"], accept=(403,))
    if answer.status == 403:
        if _problem(answer) != "unsupported-authentication":
            raise explain(answer) or Denied(f"{answer.what} is refused")
        if values.username(name) is None:
            raise Malformed(f"{handle!r} is no handle of X")
        answer = client.get(f"/2/users/by/username/{name}", PEOPLE["post"])
        return _identity(answer, is_app=True)
    found = _identity(answer, is_app=False)
    if found.username.casefold() != name.casefold():
        raise Denied(f"the token belongs to @{found.username}, not to {handle}")
    return found


def _identity(answer: Answer, *, is_app: bool) -> Identity:
    user = reading.record(answer.json_object().get("data"))
    native, name = values.native(user.get("id")), values.username(user.get("username"))
    if native is None or name is None:
        raise Malformed(f"{answer.what} answered without an account")
    return Identity(native, name, spelling_of(answer.headers.get("api-version")), is_app)


def scope_of(what: str) -> str:
    """The permission that a request ("GET /2/...") needs."""
    return next((scope for part, scope in SCOPES if part in what), "tweet.read")


def explain(answer: Answer) -> ConnectorError | None:
    """What a refusal means, where X's words say more than the status."""
    body, problem = _body(answer), _problem(answer)
    said = (reading.text(body.get("detail")) or reading.text(body.get("title")) or "")[:200]
    if answer.status == 429 and problem == "usage-capped":
        period = (reading.text(body.get("period")) or "monthly").lower()
        return Denied(
            f"the {period} cap of posts that this X app may read is used up: raise it, or wait for the next"
        )
    if answer.status == 400 and _names_other_fields(body):
        return OtherSpelling(f"{answer.what} does not know the fields by these names ({said})")
    if answer.status == 404 and problem == "resource-not-found":
        return Gone(f"X no longer shows this ({said})")
    return _denied(answer, body.get("reason") or problem, said) if answer.status in (401, 403) else None


def _denied(answer: Answer, problem: str, said: str) -> Denied:
    if answer.status == 401:
        return Denied(f"the token is refused ({said or 401}): {ADVICE}")
    if problem == "client-not-enrolled":
        return Denied("the X app stands in no project: attach it to one in the developer console")
    if problem == "unsupported-authentication":
        return Denied(f"{answer.what} answers to an account's own token only, and this one is the app's")
    return Denied(f"the token lacks the permission {scope_of(answer.what)} ({said or 403}): {ADVICE}")


def _names_other_fields(body: dict[str, Any]) -> bool:
    told = [
        body.get("detail"),
        *(reading.record(e).get("message") for e in reading.items(body.get("errors"))),
    ]
    return any(
        "is not one of" in t and (".fields" in t or "expansions" in t) for t in told if isinstance(t, str)
    )


def _problem(answer: Answer) -> str:
    """The last part of the problem's type, which is an address."""
    return (reading.text(_body(answer).get("type")) or "").rpartition("/")[2]


def _body(answer: Answer) -> dict[str, Any]:
    try:
        return reading.record(answer.json())
    except Malformed:
        return {}
