"""Whose token it is, what it may read, and what a Mastodon server's refusals mean."""

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connectors import mastodon_values as values
from connectors import reading
from connectors.config import Account
from connectors.errors import ConfigError, ConnectorError, Denied, Malformed
from connectors.http import Answer, HttpClient

ADVICE = "make a new access token under Preferences, Development, New application, with the scope read"
SCOPES = (
    ("/verify_credentials", "read:accounts"),
    ("/followers", "read:accounts"),
    ("/notifications", "read:notifications"),
    ("/favourites", "read:favourites"),
    ("/follow_requests", "read:follows"),
    ("/search", "read:search"),
    ("/api/", "read:statuses"),
)
"""Part of a path -> the permission that reading there needs; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The account that a token belongs to."""

    local: str
    """Its id on its own server."""
    acct: str
    has_web: bool
    """Whether the server has Mastodon's web pages: told by the address it gives the account."""


_known: dict[tuple[str, str], Identity] = {}
_lock = threading.Lock()


class Token:
    """The auth hook for one account's client. `secret` is asked for when it is needed, and not kept."""

    def __init__(self, client: HttpClient, secret: Callable[[], str]) -> None:
        self._client = client
        self._secret = secret

    def headers(self) -> Mapping[str, str]:
        """The bearer token."""
        return {"authorization": f"Bearer {self._client.secrets.add(self._secret())}"}

    def renewed(self, answer: Answer) -> bool:
        """False: a token is good until a person revokes it, and then only a person can make another."""
        return False

    def identity(self) -> Identity:
        """Whose token it is, asked once a process: a backfill makes many connectors."""
        key = (self._client.service, hashlib.sha256(self._secret().encode()).hexdigest())
        with _lock:
            found = _known.get(key)
        if found is None:
            found = _identity(self._client.get("/api/v1/accounts/verify_credentials"))
            with _lock:
                _known[key] = found
        return found


def _identity(answer: Answer) -> Identity:
    body = answer.json_object()
    local, acct = values.local_id(body.get("id")), values.handle(body.get("acct"))
    if local is None or acct is None:
        raise Malformed(f"{answer.what} answered without an account")
    _, _, page = (values.web_address(body.get("url")) or "").partition("://")
    return Identity(local, acct, local.isdigit() and page.partition("/")[2] == f"@{acct}")


def service_of(account: Account) -> str:
    """The account's server: `service`, else the host in its handle. ConfigError when neither names one."""
    _, _, host = account.handle.removeprefix("@").partition("@")
    if account.service or host:
        return account.service or f"https://{host}"
    raise ConfigError(
        f'account {account.key}: which server? expected service = "https://..." or a handle such as you@example.org'
    )


def is_whose(identity: Identity, handle: str) -> bool:
    """Whether the token belongs to `handle` (`user` or `user@host`, with or without @)."""
    return identity.acct.casefold() == handle.removeprefix("@").partition("@")[0].casefold()


def scope_of(what: str) -> str:
    """The permission that a request ("GET /api/v1/...") needs."""
    return next((scope for part, scope in SCOPES if part in what), "read")


def explain(answer: Answer) -> ConnectorError | None:
    """What a refusal means, where the server's words say more than the status."""
    if answer.status not in (401, 403, 422):
        return None
    said = _said(answer)
    if answer.status == 401:
        return Denied(f"the access token is refused ({said or 401}): {ADVICE}")
    if "scope" in said.lower() or "insufficient_scope" in answer.headers.get("www-authenticate", ""):
        return Denied(f"the access token lacks the permission {scope_of(answer.what)}: {ADVICE}")
    if "authenticated user" in said:
        return Denied(f"the token is an application's, not an account's: {ADVICE}")
    return None


def _said(answer: Answer) -> str:
    try:
        return (reading.text(reading.record(answer.json()).get("error")) or "")[:200]
    except Malformed:
        return ""
