"""Mastodon and what speaks its client API: GoToSocial, and Pleroma, Akkoma, Pixelfed as far as they do.

Reads with an access token of the brand's account, always from the account's own server (`service`), which shows
what reached it. What the API gives, and what it does not:

- Deleted statuses simply vanish. Each stream of messages remembers what it saw in the last 14 days (at most
  1,000) and asks again for what is missing: "not found" is told as a `Deletion`. A server says the same of the
  statuses of someone who blocked the brand: the two cannot be told apart.
- Edits carry their time; of a status that was edited before it was first seen, the history gives the first text.
- Favourites, boosts and follows are dated by notifications only, which reach back to the account's beginning
  unless someone cleared them. Undone, they vanish without a trace: they stay, as things that did happen. Their
  native ids are made of who and what, so that groups (API version 2) and single notifications are one row.
- Votes in polls are anonymous: a poll's options are read as part of its text, its votes are not.
- Statuses that never reached the brand's server (replies to others, quotes elsewhere) are not known to it.
- A hidden content filter or a notification policy of the account hides nothing here.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from pydantic import SecretStr

from connectors import secrets
from connectors.base import Check, Guide, Question, Stream
from connectors.budgets import shared_budgets
from connectors.config import Account, Brand
from connectors.doctor import budget_check, host_check
from connectors.errors import ConnectorError, Denied, Malformed, RetryLater
from connectors.http import HttpClient, Patience, Timeouts
from connectors.http_rules import BudgetHeaders
from connectors.mastodon_account import ADVICE, Identity, Token, explain, is_whose, scope_of, service_of
from connectors.mastodon_capabilities import CAPABILITIES
from connectors.mastodon_fetch import NOTIFICATIONS, Collector
from connectors.mastodon_parse import PageParser
from connectors.mastodon_streams import FETCHERS, STREAMS, hashtags, search
from connectors.memory import Memory
from connectors.midway import patient
from connectors.records import Page, Record, Window

BUDGET = BudgetHeaders("x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-limit", "moment")


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Mastodon:
    """One account on Mastodon or a server that speaks its client API.

    `secret` looks up the access token by the account's `secret`, when it is needed. `page_size` is smaller in
    tests only.
    """

    platform = "mastodon"
    streams: tuple[Stream, ...] = STREAMS
    capabilities = CAPABILITIES
    guide = Guide(
        "Mastodon, or a server that speaks its client API",
        (
            Question("handle", "The account, as you@your.server"),
            Question("service", "Its server", "https://{handle_host}"),
            Question("secret", "The access token", suffix="MASTODON_TOKEN"),
        ),
        (
            "Sign in on {service} as {handle}, and open {service}/settings/applications (GoToSocial: its settings).",
            "Make a new application: any name, and of the scopes only `read`. Rapport never writes.",
            "Open it again and copy what stands behind 'Your access token'.",
        ),
    )

    def __init__(
        self,
        account: Account,
        brand: Brand,
        *,
        secret: Callable[[str], SecretStr],
        page_size: int = NOTIFICATIONS,
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
        service = service_of(account)
        self.client = HttpClient(
            service,
            budget_headers=BUDGET,
            budgets=shared_budgets(service, account.key),
            explain=explain,
            patience=patience or Patience(),
            timeouts=timeouts or Timeouts(),
        )
        self.token = Token(self.client, self._access_token)
        self.client.auth = self.token

    def fetch(self, stream: str, window: Window, cursor: str | None) -> Iterator[Page]:
        """Raw pages of `stream`; see the protocol. Raises RetryLater, Denied, Gone or Malformed."""
        memory = Memory.read(cursor, window.start)
        fetch = Collector(self.client, window, memory, self._now, self._identity(), self._page_size)
        self._collector = fetch
        yield from patient(self.client, self._pages(stream, fetch))

    def next_cursor(self) -> str | None:
        """After `fetch`: since when the stream is tracked, and which statuses to miss when they are gone."""
        return self._collector.cursor() if self._collector else None

    def parse(self, stream: str, page: Page, window: Window) -> Iterable[Record]:
        """The records of one page. Pure; never raises for bad content."""
        return PageParser(page, window, self._hashtags, self.account.keywords).records()

    def check(self) -> list[Check]:
        """Host, token, every permission by name, and what is left of the rate limit; stops where no more is known."""
        checks = [host_check(self.client.service)]
        if not checks[0].is_ok:
            return checks
        try:
            identity = self._identity()
            checks.append(Check("token", True, f"belongs to @{identity.acct} (id {identity.local})"))
            missing = sorted(set(self._missing(identity)))
        except ConnectorError as error:
            name = "token" if len(checks) == 1 else "permissions"
            return [*checks, Check(name, False, str(error), _advice(error))]
        told = f"missing: {', '.join(missing)}" if missing else "everything the streams ask for can be read"
        return [*checks, Check("permissions", not missing, told, ADVICE), budget_check(self.client)]

    def close(self) -> None:
        """Give back the connections."""
        self.client.close()

    def _pages(self, stream: str, fetch: Collector) -> Iterator[Page]:
        if stream == "hashtags":
            return hashtags(fetch, self._hashtags)
        if stream == "search":
            return search(fetch, self.account.keywords)
        return FETCHERS[stream](fetch)

    def _missing(self, identity: Identity) -> Iterator[str]:
        """The permissions that the token lacks, each found by one small question."""
        me = f"/api/v1/accounts/{identity.local}"
        asked = [f"{me}/statuses", f"{me}/followers", "/api/v1/notifications", "/api/v1/favourites"]
        for path in [
            *asked,
            "/api/v1/follow_requests",
            *(["/api/v2/search"] if self.account.keywords else []),
        ]:
            params = {"limit": 1, **({"q": "a", "type": "statuses"} if path.endswith("/search") else {})}
            answer = self.client.get(path, params, accept=(403, 404))
            if answer.status == 403:
                if not isinstance(explain(answer), Denied):
                    raise Denied(f"{answer.what} is forbidden to this account")
                yield scope_of(answer.what)

    def _identity(self) -> Identity:
        identity = self.token.identity()
        if not is_whose(identity, self.account.handle):
            raise Denied(f"the access token belongs to @{identity.acct}, not to {self.account.handle}")
        return identity

    def _access_token(self) -> str:
        return secrets.of_account(self.account, self._secret)


def _advice(error: ConnectorError) -> str:
    if isinstance(error, RetryLater):
        return "try again later"
    if isinstance(error, Malformed):
        return "check that `service` is the account's own server"
    return ADVICE
