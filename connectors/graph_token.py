"""Tokens of a Graph API: how they sign, when they expire, how they are renewed. Knows no platform.

Two kinds of log-in make two kinds of token. Those of Instagram's and Threads' own log-in are renewed with nothing
but themselves, once they are a day old; Facebook's need the app's secret, which has no place here: a person makes
a new one.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors import reading, secrets
from connectors.errors import ConfigError, ConnectorError, Malformed
from connectors.http import Answer, HttpClient
from connectors.tokens import Kept, Pair

log = logging.getLogger(__name__)

RENEW_AFTER = timedelta(days=7)
TRY_AGAIN = timedelta(hours=1)


class GraphToken:
    """The auth hook: a bearer token, so that no address holds it. `secret` is asked for when needed, and not kept."""

    def __init__(self, client: HttpClient, secret: Callable[[], str]) -> None:
        self._client = client
        self._secret = secret

    @property
    def configured(self) -> str:
        """The token that the configuration names."""
        return self._client.secrets.add(self._secret())

    def current(self) -> str:
        """The token that signs."""
        return self.configured

    def headers(self) -> Mapping[str, str]:
        """The bearer token."""
        return {"authorization": f"Bearer {self.current()}"}

    def renewed(self, answer: Answer) -> bool:
        """False: who is refused needs a person."""
        return False


@dataclass(slots=True)
class _Tried:
    """What this process knows of one token: it is looked at once, not for every connector that a backfill makes."""

    pair: Pair | None
    next_try: datetime


_tried: dict[tuple[str, str], _Tried] = {}
_lock = threading.Lock()


class RenewingToken(GraphToken):
    """A token that renews itself every week, by `grant` at /refresh_access_token, and is kept between runs.

    `name` is the secret's; a token that was renewed no longer stands under it (`connectors.tokens`).
    """

    def __init__(
        self,
        client: HttpClient,
        secret: Callable[[], str],
        *,
        name: str,
        grant: str,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(client, secret)
        self._name = name
        self._grant = grant
        self._now = now

    def current(self) -> str:
        """The newest token made of the configured one; renewed when that is due and the platform lets it."""
        pair = self.pair()
        return self._client.secrets.add(pair.access) if pair else self.configured

    def pair(self) -> Pair | None:
        """What was last renewed; None: nothing yet, so nobody can say when the configured token expires."""
        store = Kept.of(self._name, self.configured)
        key = (self._client.service, store.chain)
        with _lock:
            known = _tried.get(key) or self._known(store)
            if self._now() >= known.next_try:
                known = self._renew(store, known.pair)
            _tried[key] = known
            return known.pair

    def _known(self, store: Kept) -> _Tried:
        pair = store.read()
        due = datetime.fromtimestamp(pair.renewed_at, UTC) + RENEW_AFTER if pair else self._now()
        return _Tried(pair, due)

    def _renew(self, store: Kept, pair: Pair | None) -> _Tried:
        """Renew; what is there stays in use when that fails, as it does for a token of less than a day."""
        later = self._now() + TRY_AGAIN
        if not secrets.can_be_kept(self._name):
            return _Tried(pair, later)
        try:
            with store.alone():
                known = self._known(store)  # another process may have been here first
                if known.next_try > self._now():
                    return known
                renewed = self._asked(pair.access if pair else self.configured)
                store.write(renewed)
        except ConnectorError as error:
            log.info("the access token was not renewed: %s", error)
            return _Tried(pair, later)
        except (ConfigError, OSError) as error:
            log.warning("the access token was not renewed, for it cannot be kept: %s", error)
            return _Tried(pair, later)
        return _Tried(renewed, self._now() + RENEW_AFTER)

    def _asked(self, token: str) -> Pair:
        params = {"grant_type": self._grant, "access_token": self._client.secrets.add(token)}
        answer = self._client.get("/refresh_access_token", params, headers={})
        body = answer.json_object()
        fresh, seconds = reading.text(body.get("access_token")), reading.count(body.get("expires_in"))
        if not fresh or not seconds:
            raise Malformed(f"{answer.what} answered without a token and its time")
        at = self._now().timestamp()
        return Pair(self._client.secrets.add(fresh), "", at + seconds, at)


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What a token's own platform says of it."""

    expires_at: datetime | None
    """None: never."""
    scopes: frozenset[str]
    is_valid: bool


def facts_of(client: HttpClient, version: str, token: str) -> TokenFacts | None:
    """What /debug_token says of `token`, asked with the token itself; None when it does not say.

    The platform answers a token of one of the app's own people. Access to data ends by itself after 90 days without
    a log-in: the earlier of both ends counts.
    """
    try:
        answer = client.get(f"/{version}/debug_token", {"input_token": client.secrets.add(token)})
        data = reading.record(answer.json_object().get("data"))
    except ConnectorError as error:
        log.info("nobody says when the token expires: %s", error)
        return None
    ends = [reading.count(data.get(key)) or 0 for key in ("expires_at", "data_access_expires_at")]
    known = [datetime.fromtimestamp(end, UTC) for end in ends if 0 < end < 1 << 33]  # 0: never
    scopes = frozenset(scope for scope in reading.items(data.get("scopes")) if isinstance(scope, str))
    return TokenFacts(min(known, default=None), scopes, data.get("is_valid") is not False)
