"""LinkedIn's tokens: how they sign, when they end, how they are renewed and asked about."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from connectors import reading
from connectors.bearer import Renewed, Secret, Standing
from connectors.errors import ConnectorError, Denied, Malformed
from connectors.http import Answer, HttpClient
from connectors.linkedin_account import ADVICE
from connectors.secrets import can_be_kept
from connectors.tokens import Kept, Pair

LASTS = timedelta(days=60)
"""How long an access token lives ("Authorization Code Flow": all are issued with 60 days)."""
EARLY = timedelta(days=7).total_seconds()
"""Seconds before its end, when an access token is renewed."""


class Signing(Protocol):
    """An auth hook that can be told from others."""

    def headers(self) -> Mapping[str, str]: ...
    def renewed(self, answer: Answer) -> bool: ...
    def key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Versioned:
    """The auth hook: the token, and which version of the API and of Rest.li is spoken."""

    token: Signing
    version: str

    def headers(self) -> Mapping[str, str]:
        """What every request carries."""
        spoken = {"linkedin-version": self.version, "x-restli-protocol-version": "2.0.0"}
        return {**self.token.headers(), **spoken}

    def renewed(self, answer: Answer) -> bool:
        """See the protocol."""
        return self.token.renewed(answer)


@dataclass(frozen=True, slots=True)
class Facts:
    """What LinkedIn says of a token; times are UTC."""

    expires_at: datetime | None
    scopes: frozenset[str]
    status: str


class App:
    """The app that a member has authorised; `client` asks the host that gives tokens."""

    def __init__(self, client: HttpClient, client_id: str, secret: Secret) -> None:
        self._client = client
        self._id = client_id
        self._secret = secret

    def ask(self, form: dict[str, str], refresh: str = "") -> Pair:
        """See `bearer.Renewer`. LinkedIn gives the same refresh token again, whose year goes on."""
        answer = self._post("/oauth/v2/accessToken", form)
        body = answer.json_object()
        if answer.status >= 400:
            said = (
                reading.text(body.get("error_description"))
                or reading.text(body.get("error"))
                or answer.status
            )
            raise Denied(
                f"LinkedIn gives no new token ({self._client.secrets.redact(str(said))[:200]}): {ADVICE}"
            )
        access, fresh = (reading.text(body.get(key)) for key in ("access_token", "refresh_token"))
        lasts = reading.count(body.get("expires_in"))
        if not access or not lasts:
            raise Malformed(f"{answer.what} answered without a token and its time")
        for token in filter(None, (access, fresh)):
            self._client.secrets.add(token)
        now, left = time.time(), reading.count(body.get("refresh_token_expires_in"))
        scopes = _scopes(body.get("scope"))
        return Pair(access, fresh or refresh, now + lasts, now, scopes, now + left if left else None)

    def facts(self, token: str) -> Facts | None:
        """What LinkedIn says of `token` ("Token Introspection"); None when it does not say."""
        try:
            answer = self._post("/oauth/v2/introspectToken", {"token": self._client.secrets.add(token)})
            body = answer.json_object()
        except ConnectorError:
            return None
        if answer.status >= 400 or not isinstance(body.get("active"), bool):
            return None
        ends = reading.count(body.get("expires_at"))
        at = datetime.fromtimestamp(ends, UTC) if ends and ends < 1 << 33 else None
        return Facts(at, frozenset(_scopes(body.get("scope"))), reading.text(body.get("status")) or "")

    def _post(self, path: str, form: dict[str, str]) -> Answer:
        asked = form | {"client_id": self._id, "client_secret": self._client.secrets.add(self._secret())}
        return self._client.post(path, headers={}, accept=(400, 401, 403), form=asked)


def _scopes(value: object) -> tuple[str, ...]:
    return tuple((reading.text(value) or "").replace(",", " ").split())


def signing(
    client: HttpClient, refresh: tuple[str, Secret] | None, access: Secret, app: App | None
) -> Standing | Renewed:
    """By the refresh token, called by its name, where there is one and an app to renew it, else as the token stands."""
    if refresh is None or app is None:
        return Standing(client, access)
    name, first = refresh
    return Renewed(client, lambda: Kept.of(name, first()), first, app, EARLY)


def latest_end(name: str, token: str, now: datetime) -> datetime | None:
    """When a token that nobody tells of ends at the latest: 60 days after it was first seen here; None: not kept."""
    if not can_be_kept(name):
        return None
    kept = Kept.of(name, token)
    with kept.alone():
        known = kept.read()
        if known is None:
            known = Pair("", "", (now + LASTS).timestamp(), now.timestamp())
            kept.write(known)
    return datetime.fromtimestamp(known.expires_at, UTC)
