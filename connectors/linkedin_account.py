"""Which organisation a token reads, what it may read, and what LinkedIn's refusals mean."""

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from connectors import reading, restli
from connectors.daily_budget import DailyBudgets, next_midnight
from connectors.errors import ConnectorError, Denied, Malformed, RetryLater
from connectors.http import Answer, HttpClient

VERSION = "202607"
"""Of the Community Management API: the newest whose reference was read for every question asked here. A version lives
at least a year from its month on ("LinkedIn Marketing APIs: Versioning")."""
ADVICE = "connect the page again (`rapport connect linkedin`) with every permission it names"
MEND = "mend `handle` in rapport.toml: the last part of the page's address (linkedin.com/company/...), or its number"
SOCIAL = ("r_organization_social", "r_organization_social_feed")
ADMIN = ("rw_organization_admin", "r_organization_admin")
NEEDS = (SOCIAL, ADMIN)
"""What the streams need, each by the names it goes by: apps of the Community Management product say `_feed`."""
_OF_THE_PAGE = re.compile(
    r"GET /rest/(?:posts|(?:(?!organizationalEntityShare)organization\w*|networkSizes)(?:/.+)?)"
)
"""What is asked of the page itself: not of a post, and not its posts' statistics, which name posts."""
_SOCIAL_PATHS = ("/posts", "/socialActions", "/reactions")
_SHORT = 60.0
"""Seconds to wait when LinkedIn protects itself, and no daily limit is used up."""
_WHY = {65600: "it is not valid", 65601: "it was revoked", 65602: "it has expired"}


class NoSuchPage(Denied):
    """LinkedIn does not know the configured page. Not `Gone`: that would be believed of its windows for good."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The organisation (a page) whose conversations are read."""

    id: str
    name: str | None
    vanity: str | None

    @property
    def urn(self) -> str:
        """Its URN."""
        return f"urn:li:organization:{self.id}"


_known: dict[tuple[str, str, str], Identity] = {}
_lock = threading.Lock()


def identity_of(client: HttpClient, token: Callable[[], str], handle: str) -> Identity:
    """The organisation called `handle`, asked for once a process: a backfill makes many connectors."""
    key = (client.service, hashlib.sha256(token().encode()).hexdigest(), handle)
    with _lock:
        found = _known.get(key)
    if found is None:
        found = _identify(client, handle)
        with _lock:
            _known[key] = found
    return found


def _identify(client: HttpClient, handle: str) -> Identity:
    """By its number, its URN, or the last part of its page's address."""
    name = handle.removeprefix("@").removeprefix("urn:li:organization:")
    if re.fullmatch(r"[0-9]{1,20}", name):
        answer = client.get(f"/rest/organizations/{name}")
        given = answer.json_object()
    else:
        params: restli.Params = {"q": "vanityName", "vanityName": name}
        answer = client.get(restli.address("/rest/organizations", params))
        elements = answer.json_object().get("elements")
        if not isinstance(elements, list):
            raise Malformed(f"{answer.what} answered without a list")
        if not elements:
            raise NoSuchPage(f"LinkedIn knows no page called {handle!r}: {MEND}")
        given = reading.record(elements[0])
    native = reading.count(given.get("id"))
    if native is None:
        raise Malformed(f"{answer.what} answered without an organisation")
    texts = (reading.text(given.get(key)) or None for key in ("localizedName", "vanityName"))
    return Identity(str(native), *texts)


def kind_of(path: str) -> str:
    """Requests are limited by resource: the part of the path after /rest."""
    parts = path.strip("/").split("/")
    is_below = len(parts) > 2 and parts[-1] == "comments"
    return f"/{parts[1]}/comments" if is_below else f"/{parts[1]}" if len(parts) > 1 else path


def is_of_the_page(what: str) -> bool:
    """Whether a request ("GET /rest/posts") is about the page itself, and not about a post or comment."""
    return _OF_THE_PAGE.fullmatch(what) is not None


def permission(what: str) -> str:
    """The permission that a request ("GET /rest/posts") needs, by both its names."""
    path = what.partition(" ")[2].removeprefix("/rest")
    return " or ".join(SOCIAL if path.startswith(_SOCIAL_PATHS) else ADMIN)


@dataclass(frozen=True, slots=True)
class Explain:
    """Reads LinkedIn's error answers for the HTTP client; a daily limit that is used up is noted in `budgets`.

    "LinkedIn API Error Handling" and "Rate Limiting" of LinkedIn's documentation.
    """

    budgets: DailyBudgets
    now: Callable[[], datetime]

    def __call__(self, answer: Answer) -> ConnectorError | None:
        """The error named for the response to it; None leaves it to the general rules, by status."""
        said, code = _said(answer)
        if answer.status == 429:
            return self._later(answer, said)
        if answer.status == 401:
            return Denied(f"the access token is refused: {_WHY.get(code or 0, 'it is not valid')}: {ADVICE}")
        if answer.status == 403:
            return Denied(f"{answer.what}: the permission {permission(answer.what)} is missing, or the role of an "
                          f"administrator of the page: {ADVICE}")  # fmt: skip
        if answer.status in (404, 410) and is_of_the_page(answer.what):
            return NoSuchPage(f"{answer.what}: LinkedIn knows no such page: {MEND}")
        if answer.status == 426:
            return Denied("LinkedIn has ended this version of its API: update Rapport, or name a newer one by "
                          "`api_version`")  # fmt: skip
        return None

    def _later(self, answer: Answer, said: str) -> RetryLater | None:
        if " DAY limit" not in said:
            return (
                None if "retry-after" in answer.headers else RetryLater(_SHORT, f"{answer.what} answered 429")
            )
        self.budgets.end(kind_of(answer.what.partition(" ")[2]))
        now = self.now()
        whose = "the app's" if " MEMBER" not in said.replace("_MEMBER", " MEMBER") else "the member's"
        return RetryLater(
            (next_midnight(now) - now).total_seconds(), f"{answer.what}: {whose} limit of today is used up"
        )


def missing(client: HttpClient, urn: str) -> Iterator[str]:
    """The permissions that the token lacks, each found by one small question."""
    asked: tuple[restli.Params, ...] = (
        {"q": "author", "author": urn, "start": 0, "count": 1},
        {"q": "organizationalEntity", "organizationalEntity": urn},
    )
    for path, params in zip(("/rest/posts", "/rest/organizationalEntityShareStatistics"), asked, strict=True):
        answer = client.get(restli.address(path, params), accept=(403,))
        if answer.status == 403:
            yield permission(answer.what)


def roles(client: HttpClient, urn: str) -> list[str] | None:
    """The roles that the token's member has on the page, as far as LinkedIn tells; None: it does not."""
    params: restli.Params = {"q": "roleAssignee", "start": 0, "count": 100}
    answer = client.get(restli.address("/rest/organizationAcls", params), accept=(400, 403, 404))
    if answer.status >= 300:
        return None
    given = [reading.record(one) for one in reading.items(answer.json_object().get("elements"))]
    held = [one for one in given if urn in (one.get("organization"), one.get("organizationTarget"))]
    return [str(one.get("role")) for one in held if one.get("state") in (None, "APPROVED")]


def _said(answer: Answer) -> tuple[str, int | None]:
    try:
        body = reading.record(answer.json())
    except Malformed:
        return "", None
    return reading.text(body.get("message")) or "", reading.count(body.get("serviceErrorCode"))
