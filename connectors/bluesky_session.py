"""A Bluesky session: logs in with an app password, signs requests, renews what expired.

Tokens live in memory only, shared by every connector of this process for the same account: the network
allows no more than 300 log-ins a day, and a backfill makes many connectors.
"""

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from connectors.errors import ConnectorError, Denied, Gone, Malformed
from connectors.http import Answer, HttpClient

ADVICE = "check the handle, and make a new app password under Settings, Privacy and security, App passwords"

_DENIED = {
    "ExpiredToken": "the session has expired and could not be renewed",
    "InvalidToken": "the session was refused",
    "AuthMissing": "the session was refused",
    "AuthenticationRequired": f"handle or app password is wrong: {ADVICE}",
    "AuthFactorTokenRequired": "the account asks for a second factor: use an app password",
    "AccountTakedown": "the account has been taken down",
    "AccountDeactivated": "the account is deactivated",
    "AccountSuspended": "the account is suspended",
}
_GONE = frozenset(
    {"NotFound", "RecordNotFound", "RepoNotFound", "BlockedActor", "BlockedByActor", "ActorNotFound"}
)
_STALE = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing"})


@dataclass(slots=True)
class _Tokens:
    """What one account's session consists of; empty before the first log-in."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    access: str = field(default="", repr=False)
    refresh: str = field(default="", repr=False)
    did: str = ""


_all_tokens: dict[tuple[str, str, str], _Tokens] = {}
_all_lock = threading.Lock()


def kind_of(path: str) -> str:
    """Log-ins and renewals are limited by themselves, all other requests together."""
    return path if path.startswith("/xrpc/com.atproto.server.") else ""


def error_name(answer: Answer) -> str:
    """The `error` word of an XRPC error body, or ""."""
    try:
        body = answer.json()
    except Malformed:
        return ""
    name = body.get("error") if isinstance(body, dict) else None
    return name if isinstance(name, str) else ""


def explain(answer: Answer) -> ConnectorError | None:
    """XRPC's error words, where they say more than the status (an expired token is a 400)."""
    if answer.status >= 500 or answer.status == 429:
        return None
    name = error_name(answer)
    if name in _DENIED:
        return Denied(f"Bluesky: {_DENIED[name]} ({name})")
    if name in _GONE:
        return Gone(f"Bluesky no longer gives this ({name})")
    return None


class Session:
    """The auth hook for one account's client. `password` is asked for when it is needed, and not kept."""

    def __init__(self, client: HttpClient, identifier: str, password: Callable[[], str]) -> None:
        self._client = client
        self._identifier = identifier
        self._password = password
        self._shared: _Tokens | None = None
        self._used = ""

    @property
    def did(self) -> str:
        """The account's DID; logs in when there is no session yet."""
        return self._session().did

    def headers(self) -> Mapping[str, str]:
        """The bearer token; logs in when there is no session yet. Denied when the network refuses."""
        self._used = self._session().access
        return {"authorization": f"Bearer {self._used}"}

    def renewed(self, answer: Answer) -> bool:
        """True after a stale session was refreshed, or replaced by a new one."""
        if answer.status not in (400, 401) or error_name(answer) not in _STALE:
            return False
        tokens = self._session()
        with tokens.lock:
            if tokens.access == self._used and not self._refresh(tokens):
                self._log_in(tokens, self._password())
        return True

    def _session(self) -> _Tokens:
        if self._shared is None:
            password = self._client.secrets.add(self._password())
            key = (self._client.service, self._identifier, hashlib.sha256(password.encode()).hexdigest())
            with _all_lock:
                self._shared = _all_tokens.setdefault(key, _Tokens())
        with self._shared.lock:
            if not self._shared.access:
                self._log_in(self._shared, self._password())
        self._client.secrets.add(self._shared.access)
        self._client.secrets.add(self._shared.refresh)
        return self._shared

    def _log_in(self, tokens: _Tokens, password: str) -> None:
        body = {"identifier": self._identifier, "password": password}
        self._keep(tokens, self._client.post("/xrpc/com.atproto.server.createSession", body, headers={}))

    def _refresh(self, tokens: _Tokens) -> bool:
        """False when the refresh token is refused too: it lives for some weeks only."""
        headers = {"authorization": f"Bearer {tokens.refresh}"}
        try:
            answer = self._client.post("/xrpc/com.atproto.server.refreshSession", headers=headers)
        except Denied:
            return False
        self._keep(tokens, answer)
        return True

    def _keep(self, tokens: _Tokens, answer: Answer) -> None:
        body = answer.json_object()
        access, refresh, did = (body.get(name) for name in ("accessJwt", "refreshJwt", "did"))
        if not (isinstance(access, str) and isinstance(refresh, str) and isinstance(did, str)):
            raise Malformed(f"{answer.what} answered without a session")
        tokens.access = self._client.secrets.add(access)
        tokens.refresh = self._client.secrets.add(refresh)
        tokens.did = did
