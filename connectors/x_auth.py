"""How requests to X are signed: by a token that stays, or by one that is renewed every two hours."""

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote

from connectors import reading
from connectors.errors import Denied, Malformed
from connectors.http import Answer, HttpClient
from connectors.tokens import Kept, Pair
from connectors.x_account import ADVICE, Identity, identify

TOKEN = "/2/oauth2/token"  # noqa: S105 - a path
EARLY = 120.0
"""Seconds before an access token ends, when it is renewed ahead of the next request."""

_known: dict[tuple[str, str], Identity] = {}
_lock = threading.Lock()

Secret = Callable[[], str]


class Standing:
    """The auth hook for a token that is not renewed: the app's own, or an account's for as long as it lasts."""

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
    """The auth hook for an account whose access token lasts two hours.

    X takes every refresh token once, and gives another with the access token; who sends a used one loses both. The
    newest pair is kept (`Kept`), renewed by one at a time, and only when the access token has ended.
    """

    def __init__(self, client: HttpClient, kept: Callable[[], Kept], first: Secret, app: "App") -> None:
        self._client = client
        self._kept = kept
        self._first = first
        self._app = app
        self._used = ""

    def headers(self) -> Mapping[str, str]:
        """The bearer token, renewed before it ends. Denied when X takes the refresh token no more."""
        pair = self._kept().read()
        if pair is None or pair.expires_at - EARLY < time.time():
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

    def _renew(self, stale: str) -> Pair:
        """A pair whose access token is not `stale`: the one that somebody got meanwhile, else a new one."""
        kept = self._kept()
        with kept.alone():
            newest = kept.read()
            if newest is not None and newest.access != stale and newest.expires_at - EARLY > time.time():
                return newest
            refresh = self._client.secrets.add(newest.refresh if newest else self._first())
            pair = self._app.ask({"grant_type": "refresh_token", "refresh_token": refresh}, refresh)
            kept.write(pair)
            return pair


class App:
    """The app that an account has authorised: asks X for tokens. `secret` is None for a public client."""

    def __init__(self, client: HttpClient, client_id: str, secret: Secret | None) -> None:
        self._client = client
        self._id = client_id
        self._secret = secret

    def ask(self, form: dict[str, str], refresh: str = "") -> Pair:
        """A pair of tokens for `form`. Denied when X refuses; `refresh` is kept when X gives no other."""
        headers = {}
        if self._secret is not None:
            both = f"{quote(self._id, safe='')}:{quote(self._secret(), safe='')}"
            coded = self._client.secrets.add(base64.b64encode(both.encode()).decode())
            headers = {"authorization": f"Basic {coded}"}
        answer = self._client.post(
            TOKEN, headers=headers, accept=(400, 401, 403), form=form | {"client_id": self._id}
        )
        body = answer.json_object()
        if answer.status >= 400:
            said = (
                reading.text(body.get("error_description"))
                or reading.text(body.get("error"))
                or answer.status
            )
            raise Denied(f"X gives no new token ({said}): {ADVICE}")
        access, fresh = reading.text(body.get("access_token")), reading.text(body.get("refresh_token"))
        lasts = reading.count(body.get("expires_in"))
        if not access or not (fresh or refresh):
            raise Malformed(f"{answer.what} answered without tokens")
        for token in (access, fresh or refresh):
            self._client.secrets.add(token)
        scopes = tuple((reading.text(body.get("scope")) or "").split())
        now = time.time()
        return Pair(access, fresh or refresh, now + (7200 if lasts is None else lasts), now, scopes)


def identity_of(client: HttpClient, auth: Standing | Renewed, handle: str) -> Identity:
    """Whose token it is, asked once a process: a backfill makes many connectors."""
    key = (client.service, hashlib.sha256(f"{handle} {auth.key()}".encode()).hexdigest())
    with _lock:
        found = _known.get(key)
    if found is None:
        found = identify(client, handle)
        with _lock:
            _known[key] = found
    return found
