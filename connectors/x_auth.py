"""How requests to X are signed: by a token that stays, or by one that is renewed every two hours."""

import base64
import hashlib
import threading
import time
from urllib.parse import quote

from connectors import reading
from connectors.bearer import Renewed, Secret, Standing
from connectors.errors import Denied, Malformed
from connectors.http import HttpClient
from connectors.tokens import Pair
from connectors.x_account import ADVICE, Identity, identify

TOKEN = "/2/oauth2/token"  # noqa: S105 - a path
_known: dict[tuple[str, str], Identity] = {}
_lock = threading.Lock()


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
            clean = self._client.secrets.redact(str(said))[:200]
            raise Denied(f"X gives no new token ({clean}): {ADVICE}")
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
