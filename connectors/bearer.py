"""How requests are signed with an OAuth 2.0 token: one that stays, or one that is renewed. Knows no platform."""

import time
from collections.abc import Callable, Mapping
from typing import Protocol

from connectors.http import Answer, HttpClient
from connectors.tokens import Kept, Pair

EARLY = 120.0
"""Seconds before an access token ends, when it is renewed ahead of the next request."""

Secret = Callable[[], str]


class Renewer(Protocol):
    """Who is asked for tokens: the platform, in the name of the app that an account has authorised."""

    def ask(self, form: dict[str, str], refresh: str = "") -> Pair:
        """A pair of tokens for `form`; `refresh` is kept when no other comes. Denied when the platform refuses."""


class Standing:
    """The auth hook for a token that is not renewed: an app's own, or an account's for as long as it lasts."""

    def __init__(self, client: HttpClient, token: Secret) -> None:
        self._client = client
        self._token = token

    def headers(self) -> Mapping[str, str]:
        """The bearer token."""
        return {"authorization": f"Bearer {self._client.secrets.add(self._token())}"}

    def renewed(self, answer: Answer) -> bool:
        """False: who gave the token must give another."""
        return False

    def key(self) -> str:
        """What tells this token from others."""
        return self._token()


class Renewed:
    """The auth hook for an account whose access token ends and is renewed.

    A service may take every refresh token once, and give another with the access token. The newest pair is kept
    (`Kept`), renewed by one at a time, and only when the access token is about to end: `early` seconds before.
    """

    def __init__(
        self,
        client: HttpClient,
        kept: Callable[[], Kept],
        first: Secret,
        app: Renewer,
        early: float | None = None,
    ) -> None:
        self._client = client
        self._kept = kept
        self._first = first
        self._app = app
        self._early = early
        self._used = ""

    def headers(self) -> Mapping[str, str]:
        """The bearer token, renewed before it ends. Denied when the refresh token is taken no more."""
        pair = self._kept().read()
        if pair is None or self._is_ending(pair):
            pair = self._renew(pair.access if pair else "")
        self._used = self._client.secrets.add(pair.access)
        return {"authorization": f"Bearer {self._used}"}

    def renewed(self, answer: Answer) -> bool:
        """True after an access token that was refused before its time has been replaced."""
        if answer.status != 401:
            return False
        self._used = self._renew(self._used).access
        return True

    def key(self) -> str:
        """What tells this chain of tokens from others."""
        return self._first()

    def pair(self) -> Pair | None:
        """The newest pair, for the doctor."""
        return self._kept().read()

    def _is_ending(self, pair: Pair) -> bool:
        return pair.expires_at - (EARLY if self._early is None else self._early) < time.time()

    def _renew(self, stale: str) -> Pair:
        """A pair whose access token is not `stale`: the one that somebody got meanwhile, else a new one."""
        kept = self._kept()
        with kept.alone():
            newest = kept.read()
            if newest is not None and newest.access != stale and not self._is_ending(newest):
                return newest
            refresh = self._client.secrets.add(newest.refresh if newest else self._first())
            # Asking uses the token up, so what cannot be kept must not be asked for: tried with what is there.
            kept.write(newest or Pair("", refresh, 0, 0))
            pair = self._app.ask({"grant_type": "refresh_token", "refresh_token": refresh}, refresh)
            kept.write(pair)
            return pair
