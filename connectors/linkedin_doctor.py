"""What `rapport doctor` asks of LinkedIn: page, token and its end, permissions, role, version, requests of the day."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from connectors.base import Check
from connectors.bearer import Renewed, Standing
from connectors.daily_budget import DailyBudgets
from connectors.doctor import EXPIRES_SOON, expiry_check, host_check
from connectors.errors import ConnectorError, Denied
from connectors.http import HttpClient
from connectors.linkedin_account import ADVICE, MEND, NEEDS, VERSION, Identity, NoSuchPage, missing, roles
from connectors.linkedin_auth import App, Facts, latest_end

ROLES = ("ADMINISTRATOR",)
"""What rw_organization_admin and everything the streams ask for needs of the token's member."""
FULL = 0.8
"""Share of the day's requests from which on the doctor warns."""


class Doctor:
    """The checks of one account. `app` may be asked about the token; `name` is what the token is kept under."""

    def __init__(
        self,
        client: HttpClient,
        auth: Standing | Renewed,
        app: App | None,
        identity: Callable[[], Identity],
        budgets: DailyBudgets,
        version: str,
        name: str,
        now: Callable[[], datetime],
    ) -> None:
        self._client, self._auth, self._app, self._identity = client, auth, app, identity
        self._budgets, self._version, self._name, self._now = budgets, version, name, now

    def checks(self) -> list[Check]:
        """Every check, up to the first that leaves nothing more to know."""
        checks = [host_check(self._client.service)]
        if not checks[0].is_ok:
            return checks
        try:
            known = self._identity()
            checks.append(Check("token", True, f"reads {known.name or 'the page'} (organisation {known.id})"))
            facts = self._facts()
            checks.append(self._end(facts))
            lacking = sorted(set(self._missing(known, facts)))
            told = (
                f"missing: {', '.join(lacking)}" if lacking else "everything the streams ask for can be read"
            )
            checks.append(Check("permissions", not lacking, told, ADVICE if lacking else ""))
            checks.append(self._role(known))
        except ConnectorError as error:
            name = "page" if isinstance(error, NoSuchPage) else "token" if len(checks) == 1 else "permissions"
            return [*checks, Check(name, False, str(error), _advice(error)), *self._day()]
        return [*checks, self._api(), *self._day()]

    def _facts(self) -> Facts | None:
        """What LinkedIn says of the token in use; None where no app is configured, or it does not say."""
        if self._app is None:
            return None
        pair = self._auth.pair() if isinstance(self._auth, Renewed) else None
        return self._app.facts(pair.access if pair else self._auth.key())

    def _end(self, facts: Facts | None) -> Check:
        """When somebody has to connect the page again."""
        pair = self._auth.pair() if isinstance(self._auth, Renewed) else None
        if isinstance(self._auth, Renewed):
            until = pair.refresh_expires_at if pair else None
            if until is not None:
                return expiry_check(datetime.fromtimestamp(until, UTC), self._now(), ADVICE)
            return Check("token expiry", True, "renewed by itself; LinkedIn does not say for how long")
        if facts is not None and facts.expires_at is not None:
            return expiry_check(facts.expires_at, self._now(), ADVICE)
        at = latest_end(self._name, self._auth.key(), self._now())
        if at is None:
            return Check(
                "token expiry",
                True,
                "not known: LinkedIn ends a token after 60 days",
                ADVICE,
                is_warning=True,
            )
        found = expiry_check(at, self._now(), ADVICE)
        told = f"{found.detail} at the latest (60 days after it was first seen here; `client_id` and "
        told += "`client_secret` let LinkedIn tell the day)"
        return Check(found.name, True, told, found.advice, is_warning=at - self._now() <= EXPIRES_SOON)

    def _missing(self, known: Identity, facts: Facts | None) -> Iterator[str]:
        """The permissions that the token lacks: as LinkedIn lists them, else by a small question each."""
        if facts is not None and facts.scopes:
            yield from (" or ".join(names) for names in NEEDS if not facts.scopes & set(names))
            return
        yield from missing(self._client, known.urn)

    def _role(self, known: Identity) -> Check:
        """Whether the token's member may see all that the page has."""
        held = roles(self._client, known.urn)
        if held is None:
            return Check("role", True, "LinkedIn does not tell the member's roles")
        told = f"the token's member is {', '.join(held) or 'nobody'} of the page"
        is_ok = bool(set(held) & set(ROLES))
        advice = (
            ""
            if is_ok
            else f"let an administrator of the page make them {ROLES[0]}: others see less, or nothing"
        )
        return Check("role", is_ok, told, advice)

    def _api(self) -> Check:
        """Which version is spoken, and from when on nobody promises that it is."""
        ends = datetime(int(self._version[:4]) + 1, min(max(int(self._version[4:]), 1), 12), 1, tzinfo=UTC)
        told = f"{self._version}, promised until {ends:%B %Y}"
        is_old = ends - self._now() <= EXPIRES_SOON
        advice = (
            f"update Rapport, or name a newer one by `api_version` (it knows {VERSION})" if is_old else ""
        )
        return Check("API version", True, told, advice, is_warning=is_old)

    def _day(self) -> Iterator[Check]:
        """Our own count: LinkedIn's answers name none."""
        left = self._budgets.of("").remaining
        used = self._budgets.limit - left
        told = f"{used} of {self._budgets.limit} requests of today (UTC) used, by our own count"
        is_near = used >= self._budgets.limit * FULL
        advice = "raise `daily_requests` if LinkedIn lets the app make more (its developer portal, Analytics)"
        yield Check("rate limit", left > 0, told, advice if is_near else "", is_warning=is_near)


def _advice(error: ConnectorError) -> str:
    if isinstance(error, NoSuchPage):
        return MEND
    return ADVICE if isinstance(error, Denied) else "try again later; check `service` and `handle`"
