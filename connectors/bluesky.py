"""Bluesky: notifications, own posts, threads, quotes, likes, reposts, mentions, followers, counts.

Signs in with an app password; everything goes through the account's own server (`service`), which passes
reading on to the network's AppView.

What the network shows, and what it does not:

- Deleted posts simply vanish. Each stream of messages remembers what it saw in the last 14 days (at most
  1,000) and asks again for what is missing: a `Deletion` says so, a block makes the interaction blocked.
- Likes, reposts and follows that are undone vanish too, without a trace that could be asked for: they stay,
  as things that did happen; the counts in the snapshots fall.
- A like has no URI in getLikes: its native id is made of who and what (see `bluesky_values.like_id`).
- Reposts are dated by notifications only. For windows too old for those, each reposter's own feed is read.
- Posts cannot be edited, but a record can be put again: the new text arrives when the post is read again
  (threads of the last 14 days; mentions while they are remembered), without a time of the edit.
- Muted and blocked people do not notify; their replies are found in the threads, blocked ones by URI alone.
- Direct messages are another service, and not read.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from pydantic import SecretStr

from connectors import secrets
from connectors.base import Check, Guide, Question, Stream
from connectors.bluesky_capabilities import CAPABILITIES
from connectors.bluesky_fetch import THREAD_DEPTH, Collector
from connectors.bluesky_parse import PageParser
from connectors.bluesky_session import ADVICE, Session, explain, kind_of
from connectors.bluesky_streams import FETCHERS, STREAMS, mentions
from connectors.budgets import shared_budgets
from connectors.config import Account, Brand
from connectors.doctor import budget_check, host_check
from connectors.errors import ConnectorError, Malformed, RetryLater
from connectors.http import HttpClient, Patience, Timeouts
from connectors.http_rules import BudgetHeaders
from connectors.memory import Memory
from connectors.midway import patient
from connectors.records import Page, Record, Window

DEFAULT_SERVICE = "https://bsky.social"
BUDGET = BudgetHeaders("ratelimit-remaining", "ratelimit-reset", "ratelimit-limit")


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Bluesky:
    """One account on Bluesky (or on any network that speaks its protocol).

    `secret` looks up the app password by the account's `secret`, when it is needed. `page_size` and
    `thread_depth` are smaller in tests only.
    """

    platform = "bluesky"
    streams: tuple[Stream, ...] = STREAMS
    capabilities = CAPABILITIES
    guide = Guide(
        "Bluesky",
        (
            Question("handle", "The account, as acme.bsky.social"),
            Question("service", "Its server", DEFAULT_SERVICE),
            Question("secret", "The app password", suffix="BLUESKY_PASSWORD"),
        ),
        (
            "Sign in as {handle}, and open Settings, Privacy and security, App passwords.",
            "Add an app password, without access to direct messages, and copy it.",
        ),
    )

    def __init__(
        self,
        account: Account,
        brand: Brand,
        *,
        secret: Callable[[str], SecretStr],
        page_size: int = 100,
        thread_depth: int = THREAD_DEPTH,
        now: Callable[[], datetime] = utc_now,
        patience: Patience | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self.account = account
        self._hashtags = brand.tracked_hashtags
        self._secret = secret
        self._handle = account.handle.removeprefix("@")
        self._page_size, self._thread_depth = page_size, thread_depth
        self._now = now
        self._collector: Collector | None = None
        service = account.service or DEFAULT_SERVICE
        self.client = HttpClient(
            service,
            budget_headers=BUDGET,
            budgets=shared_budgets(service, account.key),
            budget_kind=kind_of,
            explain=explain,
            patience=patience or Patience(),
            timeouts=timeouts or Timeouts(),
        )
        self.session = Session(self.client, self._handle, self._password)
        self.client.auth = self.session

    def fetch(self, stream: str, window: Window, cursor: str | None) -> Iterator[Page]:
        """Raw pages of `stream`; see the protocol. Raises RetryLater, Denied, Gone or Malformed."""
        memory = Memory.read(cursor, window.start)
        fetch = Collector(self.client, window, memory, self._now, self.session.did, self._handle)
        fetch.page_size, fetch.thread_depth = self._page_size, self._thread_depth
        self._collector = fetch
        is_search = stream == "mentions"
        yield from patient(
            self.client, mentions(fetch, self._terms()) if is_search else FETCHERS[stream](fetch)
        )

    def next_cursor(self) -> str | None:
        """After `fetch`: since when the stream is tracked, and which posts to miss when they are gone."""
        return self._collector.cursor() if self._collector else None

    def parse(self, stream: str, page: Page, window: Window) -> Iterable[Record]:
        """The records of one page. Pure; never raises for bad content."""
        return PageParser(page, window, self._hashtags, self.account.keywords).records()

    def check(self) -> list[Check]:
        """Host, session, permission to read, and what is left of the rate limit; stops at the first failure."""
        checks = [host_check(self.client.service)]
        if not checks[0].is_ok:
            return checks
        try:
            checks.append(Check("session", True, f"signed in as {self._handle} ({self.session.did})"))
            self.client.get("/xrpc/app.bsky.notification.listNotifications", {"limit": 1}).json_object()
            checks.append(Check("permissions", True, "notifications can be read"))
        except ConnectorError as error:
            name = "session" if len(checks) == 1 else "permissions"
            return [*checks, Check(name, False, str(error), _advice(error))]
        return [*checks, budget_check(self.client)]

    def close(self) -> None:
        """Give back the connections."""
        self.client.close()

    def _password(self) -> str:
        return secrets.of_account(self.account, self._secret, "the app password")

    def _terms(self) -> tuple[str, ...]:
        """What to search for: @handle (unless `mentions = false`), hashtags, keywords; phrases are quoted."""
        handle = (f"@{self._handle}",) if self.account.mentions else ()
        keywords = (f'"{word}"' if " " in word else word for word in self.account.keywords)
        return (*handle, *(f"#{tag}" for tag in self._hashtags), *keywords)


def _advice(error: ConnectorError) -> str:
    if isinstance(error, RetryLater):
        return "try again later"
    if isinstance(error, Malformed):
        return "check that `service` is the account's own server (its PDS)"
    return ADVICE
