"""X (formerly Twitter), by its API v2, in both spellings: tweets, and posts since version 2.167 of its specification.

Reads with an access token of the brand's account, renewed by itself where a refresh token is configured; or with the
app's own token, which X shows less. What the API gives, and what it does not:

- Recent search (replies without a mention, hashtags, keywords) reaches back 7 days, private messages 30: windows of
  before are `unavailable`. Timelines end at the newest 3,200 posts and 800 mentions.
- An edit is a new version with an id of its own: all versions are one row, named by the first, with its text and the
  last one's.
- Deleted posts vanish. Each stream of posts remembers what it saw in the last 14 days (at most 1,000) and asks for it
  again: in the first day by every run, then at 2, 4, 7 and 14 days, because every post that X hands out is counted.
- Likes, the brand's own too, and follows carry no date: they are of the look that sees them first. Of likes X shows
  100 a post. Undone, likes, reposts and follows stay, as things that did happen.
- Votes in polls are anonymous: a poll's options are read as part of its text, its votes are not.
- Encrypted messages (X Chat), and those that were deleted, are not given.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from pydantic import SecretStr

from connectors.base import Check, Guide, Question, Stream
from connectors.bearer import Renewed, Standing
from connectors.budgets import shared_budgets
from connectors.config import Account, Brand
from connectors.errors import ConfigError
from connectors.http import HttpClient, Patience, Timeouts
from connectors.http_rules import BudgetHeaders
from connectors.memory import Memory
from connectors.midway import patient
from connectors.records import Page, Record, Window
from connectors.tokens import Kept
from connectors.x_account import Identity, explain, kind_of
from connectors.x_auth import App, identity_of
from connectors.x_capabilities import CAPABILITIES
from connectors.x_doctor import Doctor
from connectors.x_fetch import Collector
from connectors.x_parse import PageParser
from connectors.x_streams import FETCHERS, STREAMS, search

SERVICE = "https://api.x.com"
BUDGET = BudgetHeaders("x-rate-limit-remaining", "x-rate-limit-reset", "x-rate-limit-limit")


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class X:
    """One account on X.

    `secret` looks up the account's secrets by name, when they are needed. `page_size` is smaller in tests only.
    """

    platform = "x"
    streams: tuple[Stream, ...] = STREAMS
    capabilities = CAPABILITIES
    guide = Guide(
        "X (formerly Twitter)",
        (
            Question("handle", "The account, such as @acme"),
            Question("service", "The API's address", SERVICE),
            Question(
                "client_id", "The app's OAuth 2.0 client ID (developer console: your app, Keys and tokens)"
            ),
            Question("refresh_secret", "The refresh token", suffix="X_REFRESH_TOKEN"),
            Question(
                "client_secret", "The app's client secret; empty: it has none", "", "X_CLIENT_SECRET", True
            ),
            Question(
                "app_secret",
                "The app's bearer token, for its monthly cap; empty: none",
                "",
                "X_APP_TOKEN",
                True,
            ),
        ),
        (
            "In the developer console, under the user authentication settings of the app {client_id}: allow reading "
            "and Direct Messages. Rapport never writes, but X gives messages to no other kind of app.",
            "Authorise the app as {handle}, with X's own tool `xurl` or any OAuth 2.0 client, for the scopes "
            "tweet.read users.read like.read follows.read dm.read offline.access; copy the refresh token.",
            "Give that token to no other program: X takes each refresh token once, and ends all of them when one "
            "comes twice.",
        ),
    )

    def __init__(
        self,
        account: Account,
        brand: Brand,
        *,
        secret: Callable[[str], SecretStr],
        page_size: int = 100,
        now: Callable[[], datetime] = utc_now,
        patience: Patience | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self.account = account
        self._hashtags = brand.tracked_hashtags
        self._secret = secret
        self._page_size = page_size
        self._now = now
        self._patience, self._timeouts = patience or Patience(), timeouts or Timeouts()
        self._collector: Collector | None = None
        self.client = self._client(account.handle)
        self.auth = self._auth()
        self.client.auth = self.auth

    def fetch(self, stream: str, window: Window, cursor: str | None) -> Iterator[Page]:
        """Raw pages of `stream`; see the protocol. Raises RetryLater, Denied, Gone or Malformed."""
        spelling = None if self.account.spelling == "auto" else self.account.spelling
        memory = Memory.read(cursor, window.start)
        fetch = Collector(self.client, window, memory, self._now, self.identity(), spelling, self._page_size)
        self._collector = fetch
        is_search = stream == "search"
        yield from patient(
            self.client,
            search(fetch, self._hashtags, self.account.keywords) if is_search else FETCHERS[stream](fetch),
        )

    def next_cursor(self) -> str | None:
        """After `fetch`: since when the stream is tracked, and which posts to miss when they are gone."""
        return self._collector.cursor() if self._collector else None

    def parse(self, stream: str, page: Page, window: Window) -> Iterable[Record]:
        """The records of one page. Pure; never raises for bad content."""
        return PageParser(page, window, self._hashtags, self.account.keywords).records()

    def check(self) -> list[Check]:
        """Host, token and its end, every permission by name, the spelling, the monthly cap, the rate limits."""
        app = None
        if self.account.app_secret:
            app = self._client(f"app of {self.account.handle}")
            app.auth = Standing(app, self._named(self.account.app_secret))
        return Doctor(self.client, self.auth, self.identity, app, self.account.spelling).checks()

    def replaced(self) -> dict[str, SecretStr]:
        """The refresh token that X gave when the configured one was used, by the name of that."""
        pair = self.auth.pair() if isinstance(self.auth, Renewed) else None
        name = self.account.refresh_secret
        return {name: SecretStr(pair.refresh)} if name and pair else {}

    def close(self) -> None:
        """Give back the connections."""
        self.client.close()

    def identity(self) -> Identity:
        """Whose token it is."""
        return identity_of(self.client, self.auth, self.account.handle)

    def _client(self, who: str) -> HttpClient:
        service = self.account.service or SERVICE
        return HttpClient(
            service,
            budget_headers=BUDGET,
            explain=explain,
            patience=self._patience,
            timeouts=self._timeouts,
            budget_kind=kind_of,
            budgets=shared_budgets(service, f"{self.platform}:{who}"),
        )

    def _auth(self) -> Standing | Renewed:
        """By the refresh token where there is one, else by the account's access token, else by the app's own."""
        account = self.account
        if account.refresh_secret:
            if not account.client_id:
                raise ConfigError(
                    f"account {account.key}: `client_id` is missing: the app that the token was given to"
                )
            name = account.refresh_secret
            first = self._named(name)
            app = App(
                self.client,
                account.client_id,
                self._named(account.client_secret) if account.client_secret else None,
            )
            return Renewed(self.client, lambda: Kept.of(name, first()), first, app)
        name = account.secret or account.app_secret or ""
        if not name:
            raise ConfigError(
                f"account {account.key}: `refresh_secret`, `secret` or `app_secret` must name a token"
            )
        return Standing(self.client, self._named(name))

    def _named(self, name: str) -> Callable[[], str]:
        return lambda: self._secret(name).get_secret_value()
