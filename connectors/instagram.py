"""Instagram: business and creator accounts, by the Graph API of either log-in.

`service` says which: https://graph.instagram.com (Instagram's own log-in, the default, no Facebook page needed) or
https://graph.facebook.com (Facebook's, of the page that the account is linked to: only there are hashtags, and what
webhooks tell of mentions). What the API gives, and what it does not:

- Likes, shares, saves and follows are numbers without people. Followers are not listed.
- People are an id and a username, in other people's posts a username alone, in a hashtag's posts nobody: those have
  the author "unknown". So the same person may be two profiles, which `rapport triage` can merge.
- Of a conversation the newest 20 messages; of hashtags the last 24 hours; of stories those that can be seen now.
- Nothing lists who mentioned the brand: the API tells a webhook, once. `path` names a file of what it told.
- What vanishes is asked for again by id for 14 days; other people's posts cannot be. A post, comment or message whose
  author has left or blocked the brand is "not there" as a deleted one is: they cannot be told apart.
- A changed caption carries no time; comments cannot be changed.
- The messages' 24 hours and the 7 days to answer a comment privately are deadlines (`tasks.core.deadlines`).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from pydantic import SecretStr

from connectors import instagram_account as accounts
from connectors import secrets
from connectors.base import Check, Guide, Question, Stream
from connectors.budgets import shared_budgets
from connectors.config import Account, Brand
from connectors.doctor import budget_check, expiry_check, host_check
from connectors.errors import ConnectorError
from connectors.graph_errors import USAGE, Explain
from connectors.graph_token import GraphToken, RenewingToken, facts_of
from connectors.http import HttpClient, Patience, Timeouts
from connectors.instagram_account import ADVICE, Identity
from connectors.instagram_capabilities import CAPABILITIES
from connectors.instagram_fetch import PAGE, Collector
from connectors.instagram_insights import reach
from connectors.instagram_messages import mentions, messages
from connectors.instagram_parse import PageParser
from connectors.instagram_streams import FETCHERS, MOST_HASHTAGS, STREAMS, hashtags
from connectors.memory import Memory
from connectors.midway import patient
from connectors.records import Page, Record, Window


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Instagram:
    """One business or creator account on Instagram.

    `secret` looks up the access token by the account's `secret`, when it is needed. `page_size` is smaller in
    tests only.
    """

    platform = "instagram"
    streams: tuple[Stream, ...] = STREAMS
    capabilities = CAPABILITIES
    guide = Guide(
        "Instagram: a business or creator account",
        (
            Question("handle", "The account, without @"),
            Question("service", "Its API: Instagram's own, or https://graph.facebook.com", accounts.SERVICE),
            Question("secret", "The access token", suffix="INSTAGRAM_TOKEN"),
        ),
        (
            "{handle} has to be a professional account: in the app, Settings, Account type and tools.",
            "In the app under Settings, Messages and story replies, Message controls, Connected tools, allow access"
            " to messages.",
            "On https://developers.facebook.com/apps make an app of your own for this one account (it stays in"
            " development, nobody reviews it).",
            "By Instagram's API: add the product Instagram, open 'API setup with Instagram login', add {handle} under"
            " 'Generate access tokens' and allow all that is asked. The token renews itself while Rapport runs.",
            "By Facebook's API (needed for hashtags and mentions): in the Business settings make a system user, give"
            " it the page that {handle} is linked to, and generate a token that never expires with"
            " instagram_basic, instagram_manage_comments, instagram_manage_messages, instagram_manage_insights,"
            " pages_show_list, pages_read_engagement, pages_manage_metadata.",
        ),
    )

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
        self._brand = brand
        self._secret = secret
        self._page_size = page_size
        self._now = now
        self._collector: Collector | None = None
        service = accounts.service_of(account)
        self.client = HttpClient(
            service,
            budget_headers=USAGE,
            patience=patience or Patience(),
            timeouts=timeouts or Timeouts(),
            budgets=shared_budgets(service, account.key),
        )
        self.client.explain = Explain(self._permission, ADVICE, self.client.secrets.redact)

    def fetch(self, stream: str, window: Window, cursor: str | None) -> Iterator[Page]:
        """Raw pages of `stream`; see the protocol. Raises RetryLater, Denied, Gone or Malformed."""
        memory = Memory.read(cursor, window.start)
        fetch = Collector(self.client, window, memory, self._now, self._identity(), self._page_size)
        self._collector = fetch
        yield from patient(self.client, self._pages(stream, fetch))

    def next_cursor(self) -> str | None:
        """After `fetch`: since when the stream is tracked, and what to miss when it is gone."""
        return self._collector.cursor() if self._collector else None

    def parse(self, stream: str, page: Page, window: Window) -> Iterable[Record]:
        """The records of one page. Pure; never raises for bad content."""
        return PageParser(page, window, self._brand.tracked_hashtags).records()

    def check(self) -> list[Check]:
        """Host, token and its end, every permission by name, the rate limit, and what this log-in cannot."""
        checks = [host_check(self.client.service)]
        if not checks[0].is_ok:
            return checks
        try:
            known = self._identity()
            checks.append(Check("token", True, f"reads @{known.username} (id {known.me})"))
            checks += self._expiry()
            missing = sorted(set(accounts.missing(self.client, known)))
        except ConnectorError as error:
            name = "token" if len(checks) == 1 else "permissions"
            return [*checks, Check(name, False, str(error), accounts.advice_for(error))]
        told = f"missing: {', '.join(missing)}" if missing else "everything the streams ask for can be read"
        checks.append(Check("permissions", not missing, told, ADVICE))
        return [*checks, *self._cannot(known), budget_check(self.client)]

    def close(self) -> None:
        """Give back the connections."""
        self.client.close()

    def _pages(self, stream: str, fetch: Collector) -> Iterator[Page]:
        """Those of a stream that needs something of the brand or the account, and those of the others."""
        if stream == "hashtags":
            return hashtags(fetch, self._brand.tracked_hashtags)
        if stream == "reach":
            return reach(fetch, self._brand.zone)
        if stream == "mentions":
            return mentions(fetch, self.account.path)
        return messages(fetch) if stream == "messages" else FETCHERS[stream](fetch)

    def _expiry(self) -> Iterator[Check]:
        token = self._token()
        if isinstance(token, RenewingToken):
            pair = token.pair()
            if pair is not None:
                yield expiry_check(datetime.fromtimestamp(pair.expires_at, UTC), self._now(), ADVICE)
            else:
                told = "not known yet: the first renewal will tell, once the token is a day old"
                yield Check("token expiry", True, told)
            return
        facts = facts_of(self.client, accounts.VERSION, token.configured)
        if facts is not None and facts.expires_at is not None:
            advice = f"{ADVICE}; a system user's token never expires"
            yield expiry_check(facts.expires_at, self._now(), advice)
        else:
            told = "never" if facts else "not known: the platform tells only the app's own people"
            yield Check("token expiry", True, told)

    def _cannot(self, known: Identity) -> Iterator[Check]:
        """What the configuration asks for and this account's log-in or files cannot give."""
        advice = "connect it by https://graph.facebook.com"
        tags = len(self._brand.tracked_hashtags)
        if tags and not known.by_facebook:
            told = "Instagram's own log-in cannot search hashtags"
            yield Check("hashtags", True, told, advice, is_warning=True)
        elif tags > MOST_HASHTAGS:
            told = f"{tags} hashtags: the API takes {MOST_HASHTAGS} in seven days, and the first of them are asked for"
            yield Check("hashtags", True, told, "track fewer", is_warning=True)
        path = self.account.path
        if path is not None and not known.by_facebook:
            told = "Instagram's own log-in cannot read what mentions the brand"
            yield Check("mentions", True, told, advice, is_warning=True)
        elif path is not None and not path.exists():
            yield Check("mentions", True, f"{path} is not there yet", "see docs/networks.md", is_warning=True)

    def _token(self) -> GraphToken:
        token = accounts.token_of(self.client, self.account, self._access_token, self._now)
        self.client.auth = token
        return token

    def _identity(self) -> Identity:
        return accounts.identity(self.client, self._token(), self.account.handle)

    def _permission(self, what: str) -> str:
        by_facebook = accounts.is_by_facebook(self.client.service, self._access_token())
        return accounts.permission(what, by_facebook=by_facebook)

    def _access_token(self) -> str:
        return secrets.of_account(self.account, self._secret)
