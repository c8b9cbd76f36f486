"""What `rapport doctor` asks of X: the token and its end, permissions, spelling, the monthly cap, the rate limits."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from connectors import reading
from connectors.base import Check
from connectors.bearer import Renewed, Standing
from connectors.doctor import budget_check, host_check
from connectors.errors import ConnectorError, Denied, RetryLater
from connectors.http import HttpClient
from connectors.x_account import ADVICE, ALL_SCOPES, Identity, scope_of

FULL = 0.8
"""Share of the monthly cap from which on the doctor warns."""


class Doctor:
    """The checks of one account; `app` asks with the app's own token, which alone may see the monthly cap."""

    def __init__(
        self,
        client: HttpClient,
        auth: Standing | Renewed,
        identity: Callable[[], Identity],
        app: HttpClient | None,
        spelling: str,
    ) -> None:
        self._client = client
        self._auth = auth
        self._identity = identity
        self._app = app
        self._spelling = spelling

    def checks(self) -> list[Check]:
        """Every check, up to the first that leaves nothing more to know."""
        checks = [host_check(self._client.service)]
        if not checks[0].is_ok:
            return checks
        try:
            identity = self._identity()
        except ConnectorError as error:
            return [*checks, Check("token", False, str(error), _advice(error))]
        whose = "the app's own, reading" if identity.is_app else "belongs to"
        checks.append(Check("token", True, f"{whose} @{identity.username} (id {identity.id})"))
        checks.append(self._end(identity))
        try:
            missing = sorted(set(self._missing(identity)))
        except ConnectorError as error:
            return [*checks, Check("permissions", False, str(error), _advice(error))]
        told = f"missing: {', '.join(missing)}" if missing else "everything the streams ask for can be read"
        checks.append(Check("permissions", not missing, told, ADVICE if missing else ""))
        return [*checks, self._names(identity), *self._cap(), budget_check(self._client)]

    def _end(self, identity: Identity) -> Check:
        """When the token ends, and who renews it."""
        if identity.is_app:
            told = "the app's token does not end; X shows it no likes, no messages and no clicks"
            return Check("token's end", True, told, "configure refresh_secret and client_id", is_warning=True)
        if not isinstance(self._auth, Renewed):
            told = "X ends an account's access token after two hours, and no refresh token is configured"
            return Check("token's end", True, told, "configure refresh_secret and client_id", is_warning=True)
        pair = self._auth.pair()
        if pair is None:
            return Check("token's end", True, "renewed by itself every two hours")
        until, at = (
            datetime.fromtimestamp(t, UTC).isoformat(timespec="minutes")
            for t in (pair.expires_at, pair.renewed_at)
        )
        told = f"renewed by itself every two hours, last at {at}, good until {until}"
        is_lasting = "offline.access" in pair.scopes or not pair.scopes
        return Check(
            "token's end", is_lasting, told, "" if is_lasting else f"missing: offline.access; {ADVICE}"
        )

    def _missing(self, identity: Identity) -> Iterator[str]:
        """The permissions that the token lacks: as X listed them at the last renewal, else by a small question each."""
        if identity.is_app:
            return
        pair = self._auth.pair() if isinstance(self._auth, Renewed) else None
        if pair is not None and pair.scopes:
            yield from (scope for scope in ALL_SCOPES if scope not in pair.scopes)
            return
        me = f"/2/users/{identity.id}"
        for path, most in (
            (f"{me}/mentions", 5),
            (f"{me}/liked_tweets", 5),
            (f"{me}/followers", 1),
            ("/2/dm_events", 1),
        ):
            answer = self._client.get(path, {"max_results": most}, accept=(403,))
            if answer.status == 403:
                yield scope_of(answer.what)

    def _names(self, identity: Identity) -> Check:
        """How the server names posts."""
        by = {"post": "post.fields (version 2.167 and newer)", "tweet": "tweet.fields (before version 2.167)"}
        if self._spelling != "auto":
            return Check("spelling", True, f"{by[self._spelling]}, as configured")
        told = (
            by[identity.spelling]
            if identity.spelling
            else "the server names no version: found out when asking"
        )
        return Check("spelling", True, told)

    def _cap(self) -> Iterator[Check]:
        """What of the month's posts is used up; only the app's own token may ask."""
        if self._app is None:
            return
        try:
            usage = reading.record(self._app.get("/2/usage/tweets").json_object().get("data"))
        except ConnectorError as error:
            yield Check("monthly cap", False, str(error), _advice(error))
            return
        cap, used, days = (_number(usage.get(k)) for k in ("project_cap", "project_usage", "cap_reset_day"))
        if cap is None or used is None:
            yield Check("monthly cap", True, "X names none")
            return
        again = "" if days is None else f"; it begins anew in {days} days"
        is_near = used >= cap * FULL
        advice = "collect fewer accounts or keywords, or raise the cap" if is_near else ""
        yield Check(
            "monthly cap", used < cap, f"{used:,} of {cap:,} posts read{again}", advice, is_warning=is_near
        )


def _number(value: object) -> int | None:
    """A number, which X also writes as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return reading.count(value)


def _advice(error: ConnectorError) -> str:
    if isinstance(error, RetryLater):
        return "try again later"
    return ADVICE if isinstance(error, Denied) else "check that `service` is X's API"
