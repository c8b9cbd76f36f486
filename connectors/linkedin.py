"""LinkedIn: a company's page, by the Community Management API (versioned, Rest.li 2.0).

An app needs LinkedIn's approval for it, in the name of a registered organisation. What the API gives, and what it
does not:

- People are an id that this app alone knows them by. Nobody's name is asked for: LinkedIn lets nobody keep it for more
  than a day, and the members' posts, comments and reactions for 48 hours ("Data Storage Requirements"): their words
  are dropped in time (tasks/steps/keeping.py); see docs/networks.md. So the same person in another account, or in an
  export, is another profile.
- Comments are nested one level deep, posts looked at are those of 14 days; what comes under older ones is notified.
- Mentions and reposts stand in notifications only, which are kept for 60 days.
- Who follows is not told, only how many.
- What vanishes is asked for again by id for 14 days. Undone reactions and reposts stay, as things that did happen.
- No answer names a rate limit, and limits end with the UTC day: requests are counted here (`daily_requests`).
- No private messages (that API is for chosen partners), no search.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from pydantic import SecretStr

from connectors.base import Check, Guide, Question, Stream
from connectors.bearer import Renewed, Standing
from connectors.config import Account, Brand
from connectors.daily_budget import DailyBudgets
from connectors.errors import ConfigError
from connectors.http import HttpClient, Patience, Timeouts
from connectors.linkedin_account import VERSION, Explain, Identity, identity_of, kind_of
from connectors.linkedin_auth import App, Versioned, signing
from connectors.linkedin_capabilities import CAPABILITIES
from connectors.linkedin_doctor import Doctor
from connectors.linkedin_fetch import PAGE, Collector
from connectors.linkedin_parse import PageParser
from connectors.linkedin_streams import FETCHERS, STREAMS
from connectors.memory import Memory
from connectors.records import Page, Record, Window

SERVICE = "https://api.linkedin.com"
TOKENS = "https://www.linkedin.com"
"""The host that gives tokens, where `service` is LinkedIn's own; any other gives its tokens itself."""


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class LinkedIn:
    """One page on LinkedIn.

    `secret` looks up the account's secrets by name, when they are needed. `page_size` is smaller in tests only.
    """

    platform = "linkedin"
    streams: tuple[Stream, ...] = STREAMS
    capabilities = CAPABILITIES
    guide = Guide(
        "LinkedIn: a company's page",
        (
            Question("handle", "The page: the last part of its address (linkedin.com/company/...), or its number"),
            Question("service", "The API's address", SERVICE),
            Question("client_id", "The app's client ID (developer portal, Auth); empty: none", is_optional=True),
            Question("client_secret", "The app's client secret; empty: none", "", "LINKEDIN_APP_SECRET", True),
            Question("refresh_secret", "The refresh token; empty: there is none", "", "LINKEDIN_REFRESH", True),
            Question("secret", "The access token; empty: there is a refresh token", "", "LINKEDIN_TOKEN", True),
        ),
        (
            "On https://www.linkedin.com/developers/apps make an app for the page {handle}, have the page verify it,"
            " and ask for the product Community Management API. LinkedIn reviews it, for registered companies only.",
            "An administrator of {handle} makes a token under 'OAuth 2.0 tools' (Token generator) with the permissions"
            " r_organization_social (or r_organization_social_feed) and rw_organization_admin.",
            "An access token lasts 60 days. Where LinkedIn gives the app refresh tokens, enter that instead: it renews"
            " itself for a year.",
        ),
    )  # fmt: skip

    def __init__(
        self,
        account: Account,
        brand: Brand,
        *,
        secret: Callable[[str], SecretStr],
        page_size: int = PAGE,
        now: Callable[[], datetime] = utc_now,
        patience: Patience | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self.account = account
        self._hashtags = brand.tracked_hashtags
        self._secret = secret
        self._page_size = page_size
        self._now = now
        self._collector: Collector | None = None
        service = account.service or SERVICE
        self._patience, self._timeouts = patience or Patience(), timeouts or Timeouts()
        self.budgets = DailyBudgets.shared(service, account.key, account.daily_requests, now)
        self.client = HttpClient(
            service,
            explain=Explain(self.budgets, now),
            patience=self._patience,
            timeouts=self._timeouts,
            budget_kind=kind_of,
            budgets=self.budgets,
            now=lambda: now().timestamp(),
        )
        self._tokens: HttpClient | None = None
        self._app = self._made_app()
        self.auth = self._auth()
        self.client.auth = Versioned(self.auth, account.api_version or VERSION)

    def fetch(self, stream: str, window: Window, cursor: str | None) -> Iterator[Page]:
        """Raw pages of `stream`; see the protocol. Raises RetryLater, Denied, Gone or Malformed."""
        memory = Memory.read(cursor, window.start)
        fetch = Collector(self.client, window, memory, self._now, self.identity(), self._page_size)
        self._collector = fetch
        yield from FETCHERS[stream](fetch)

    def next_cursor(self) -> str | None:
        """After `fetch`: since when the stream is tracked, and what to miss when it is gone."""
        return self._collector.cursor() if self._collector else None

    def parse(self, stream: str, page: Page, window: Window) -> Iterable[Record]:
        """The records of one page. Pure; never raises for bad content."""
        return PageParser(page, window, self._hashtags).records()

    def check(self) -> list[Check]:
        """Host, token and its end, every permission by name, the role, the version, what is left of the day."""
        version, name = self.account.api_version or VERSION, self.account.secret or ""
        return Doctor(
            self.client, self.auth, self._app, self.identity, self.budgets, version, name, self._now
        ).checks()

    def close(self) -> None:
        """Give back the connections."""
        self.client.close()
        if self._tokens is not None:
            self._tokens.close()

    def identity(self) -> Identity:
        """The page that is read."""
        return identity_of(self.client, self.auth.key, self.account.handle)

    def _made_app(self) -> App | None:
        """The app that the token was given to, where it is configured; asked at the host that gives tokens."""
        account = self.account
        if not account.client_id or not account.client_secret:
            return None
        service = TOKENS if account.service in (None, SERVICE) else self.client.service
        self._tokens = HttpClient(
            service, secrets=self.client.secrets, patience=self._patience, timeouts=self._timeouts
        )
        return App(self._tokens, account.client_id, self._named(account.client_secret))

    def _auth(self) -> Standing | Renewed:
        """By the refresh token where there is one, else by the access token."""
        account = self.account
        if account.refresh_secret and self._app is None:
            raise ConfigError(
                f"account {account.key}: `client_id` and `client_secret` are missing: only the app's secret renews"
            )
        if not account.refresh_secret and not account.secret:
            raise ConfigError(f"account {account.key}: `secret` or `refresh_secret` must name a token")
        refresh = (
            (account.refresh_secret, self._named(account.refresh_secret)) if account.refresh_secret else None
        )
        return signing(self.client, refresh, self._named(account.secret or ""), self._app)

    def _named(self, name: str) -> Callable[[], str]:
        return lambda: self._secret(name).get_secret_value()
