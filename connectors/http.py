"""One HTTP client for every network: auth, timeouts, Retry-After, rate budgets, error mapping, redaction.

It knows nothing of any platform: names of headers, the way to sign a request and the meaning of a platform's
own error bodies are given by the connector. What leaves it is an `Answer` or one of the errors of
`connectors.errors`; neither ever holds a secret, nor does what httpx logs.
"""

import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import httpx

from connectors.budget_rules import Wait
from connectors.budgets import Budgets, Turn
from connectors.errors import ConnectorError, Malformed, RetryLater
from connectors.http_answer import Answer, Auth, Explain
from connectors.http_request import Request
from connectors.http_rules import (
    Budget,
    BudgetHeaders,
    UsageHeaders,
    error_of,
    is_loopback,
    read_budget,
    redirect_target,
    retry_after,
    service_url,
)
from connectors.http_waiting import LEFT_TO_OTHERS, Patience, Waiting, used_up
from connectors.redaction import Secrets

__all__ = ["LEFT_TO_OTHERS", "Answer", "Auth", "HttpClient", "Patience", "Timeouts"]

MAX_REDIRECTS = 3
USER_AGENT = "rapport/0.1 (community engagement pipeline)"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two pieces of an answer, and for the whole of one answer."""

    connect: float = 10
    read: float = 30
    total: float = 90


@lru_cache(maxsize=1)
def _authorities() -> ssl.SSLContext:
    """Whom to trust, read once a process: every connector of a backfill has a client of its own."""
    return httpx.create_ssl_context()


@dataclass(slots=True)
class HttpClient:
    """A client for one service. `close` it, or use it as a context manager.

    `service` must be https unless it is loopback (ConfigError). `explain` may turn a platform's error body
    into a better error than its status says. `budget_kind` names the kind of a request by its path, for services that
    count by kind; `budgets` is what is left of each (clients may share one). `transport` exists for tests at the
    machine's edge.
    """

    service: str
    auth: Auth | None = None
    secrets: Secrets = field(default_factory=Secrets)
    timeouts: Timeouts = Timeouts()
    patience: Patience = field(default_factory=Patience)
    budget_headers: BudgetHeaders | UsageHeaders | None = None
    explain: Explain | None = None
    max_body: int = 16 << 20
    transport: httpx.BaseTransport | None = None
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    budget_kind: Callable[[str], str] | None = None
    budgets: Budgets = field(default_factory=Budgets)
    told: dict[str, Budget] = field(default_factory=dict)
    """Kind of request -> what the last answer that named it said of its budget; the newest comes last."""
    _client: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.service = service_url(self.service)
        timeouts = self.timeouts
        self._client = httpx.Client(
            transport=self.transport,
            timeout=httpx.Timeout(timeouts.read, connect=timeouts.connect),
            headers={"user-agent": USER_AGENT, "accept": "application/json"},
            follow_redirects=False,
            verify=_authorities(),
            trust_env=not is_loopback(self.service),  # a proxy has no way to this machine's loopback
        )
        self.secrets.guard_logs()

    def __enter__(self) -> "HttpClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        accept: Iterable[int] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """GET `path` (or a whole URL of the same host, as a Link header gives it); `headers` replace the auth hook's.

        Statuses below 300 and those in `accept` are answers, all others errors: RetryLater, Denied, Gone or
        Malformed. Brief trouble is waited out here (`patience`).
        """
        return self._ask(Request("GET", self._url(path), params, None, headers), frozenset(accept))

    def post(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Iterable[int] = (),
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """POST `body` as JSON or `form` as a form (None: no body), as `get` does; `headers` replace the auth hook's.

        Repeated only when the answer says that nothing was done (429, 503).
        """
        return self._ask(Request("POST", self._url(path), None, body, headers, form), frozenset(accept))

    def _ask(self, request: Request, accept: frozenset[int]) -> Answer:
        waiting = Waiting(self.service, self.patience, self.now, self.sleep)
        attempt, has_renewed = 0, False
        while True:
            attempt += 1
            headers = self._signed(request)  # may ask for a session, so before a turn is taken for this one
            turn = waiting.for_turn(self.budgets, self._kind(request.url))
            result = self._try(request, headers, turn)
            if isinstance(result, Answer):
                if result.status < 300 or result.status in accept:
                    return result
                if self.auth and request.headers is None and not has_renewed and self.auth.renewed(result):
                    has_renewed = True
                    continue
            self._wait_or_raise(request, result, attempt, waiting)

    def _signed(self, request: Request) -> Mapping[str, str]:
        if request.headers is not None:
            return request.headers
        return self.auth.headers() if self.auth else {}

    def _try(self, request: Request, headers: Mapping[str, str], turn: Turn) -> Answer | ConnectorError:
        """An answer or an error: returned, not raised, so that it carries no httpx context (with tokens)."""
        later, what = self.patience.later, request.what
        try:
            for _ in range(MAX_REDIRECTS + 1):
                answer = self._send(request, headers, turn)
                target = redirect_target(request.url, answer.status, answer.headers.get("location"))
                if target is None:
                    return answer
                request = replace(request, url=target, params=None)
                turn = self._turn_now(self._kind(target))
            return Malformed(f"{what} redirects in a circle")
        except httpx.TimeoutException as error:
            return RetryLater(later, f"{what} timed out ({type(error).__name__})")
        except httpx.TransportError as error:
            return RetryLater(later, f"{what} failed ({type(error).__name__})")
        except httpx.DecodingError:
            return Malformed(f"{what} answered with a body that cannot be decompressed")
        except ConnectorError as error:
            return error

    def _send(self, request: Request, headers: Mapping[str, str], turn: Turn) -> Answer:
        """One answer; what it says of the budget is noted, and that it has come, or never will."""
        told, is_plain = None, False
        try:
            answer = self._received(request, headers)
            told, is_plain = self._told(answer, turn.kind), answer.status < 400
            return answer
        finally:
            self.budgets.answered(turn, self.now(), told, is_plain=is_plain)

    def _received(self, request: Request, headers: Mapping[str, str]) -> Answer:
        deadline, total, what = time.monotonic() + self.timeouts.total, self.timeouts.total, request.what
        sent: dict[str, Any] = {
            "params": request.params,
            "json": request.body,
            "data": request.form,
            "headers": headers,
        }
        with self._client.stream(request.method, request.url, **sent) as response:
            pieces, size = [], 0
            for piece in response.iter_bytes():
                size += len(piece)
                if size > self.max_body:
                    raise Malformed(f"{what} answered with more than {self.max_body} bytes")
                if time.monotonic() > deadline:
                    raise RetryLater(self.patience.later, f"{what} took longer than {total:.0f} s")
                pieces.append(piece)
            return Answer(response.status_code, response.headers, b"".join(pieces), what)

    def _told(self, answer: Answer, kind: str) -> Budget | None:
        """What is left, by the headers; where none ever names it, nothing once one says when to come back."""
        told = self._named(answer)
        if told is not None:
            self.told.pop(kind, None)
            self.told[kind] = told
        elif answer.status == 429 and not self.told:
            now = self.now()
            seconds = retry_after(answer.headers.get("retry-after"), now)
            return Budget(0, now + seconds) if seconds else None
        return told

    def _named(self, answer: Answer) -> Budget | None:
        """What an answer's headers say is left."""
        return read_budget(self.budget_headers, answer.headers, self.now()) if self.budget_headers else None

    def _turn_now(self, kind: str) -> Turn:
        """A turn for a request that does not wait: RetryLater when none is left."""
        turn = self.budgets.take(kind, self.now())
        if isinstance(turn, Wait):
            raise used_up(self.service, kind, turn, max(turn.until - self.now(), 0.0))
        return turn

    def _kind(self, url: str) -> str:
        return self.budget_kind(httpx.URL(url).path) if self.budget_kind else ""

    def _url(self, path: str) -> str:
        if not path.startswith(("http://", "https://")):
            return f"{self.service}/{path.lstrip('/')}"
        redirect_target(self.service, 307, path)  # raises for another host
        try:
            httpx.URL(path)
        except httpx.InvalidURL as error:
            raise Malformed(f"{self.service} names an address that cannot be asked for: {error}") from None
        return path

    def _error(self, answer: Answer) -> ConnectorError:
        explained = self.explain(answer) if self.explain else None
        later, told = self.patience.later, self._named(answer)
        if answer.status == 429 and told and told.resets_at > self.now():
            later = told.resets_at - self.now()
        return explained or error_of(answer, self.now(), later, self.secrets)

    def _wait_or_raise(
        self, request: Request, result: Answer | ConnectorError, attempt: int, waiting: Waiting
    ) -> None:
        """Sleep until the next try; raises when another try is not worth it here."""
        status = result.status if isinstance(result, Answer) else None
        error = self._error(result) if isinstance(result, Answer) else result
        is_repeatable = request.method == "GET" or status in (429, 503)
        if not isinstance(error, RetryLater) or not is_repeatable or attempt >= self.patience.attempts:
            raise error
        is_told = isinstance(result, Answer) and (
            status == 429 or "retry-after" in result.headers or bool(self.explain and self.explain(result))
        )
        seconds = error.seconds if is_told else self.patience.first_wait * 2 ** (attempt - 1)
        if waiting.waited + seconds > self.patience.max_wait or waiting.is_too_late_in(seconds):
            raise error
        waiting.pause(seconds)
