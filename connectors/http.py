"""One HTTP client for every network: auth, timeouts, Retry-After, rate budgets, error mapping, redaction.

It knows nothing of any platform: names of headers, the way to sign a request and the meaning of a platform's
own error bodies are given by the connector. What leaves it is an `Answer` or one of the errors of
`connectors.errors`; neither ever holds a secret, nor does what httpx logs.
"""

import json
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Protocol

import httpx

from connectors.budgets import Budgets
from connectors.errors import ConnectorError, Malformed, RetryLater
from connectors.http_request import Request
from connectors.http_rules import (
    Budget,
    BudgetHeaders,
    UsageHeaders,
    error_of,
    is_loopback,
    read_budget,
    redirect_target,
    service_url,
)
from connectors.redaction import Secrets

MAX_REDIRECTS = 3
LEFT_TO_OTHERS: ContextVar[float] = ContextVar("left_to_others", default=0.0)
"""Share of a service's rate budget that requests made here do not touch: a backfill leaves it to the scans."""
USER_AGENT = "rapport/0.1 (community engagement pipeline)"


class Auth(Protocol):
    """How requests are signed."""

    def headers(self) -> Mapping[str, str]:
        """The headers that sign the next request (may itself ask the network for a session)."""

    def renewed(self, answer: "Answer") -> bool:
        """True when `answer` refused stale credentials and fresh ones are at hand: ask once more."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two pieces of an answer, and for the whole of one answer."""

    connect: float = 10
    read: float = 30
    total: float = 90


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the client itself waits before the task has to: tries, and seconds in all."""

    attempts: int = 3
    max_wait: float = 20
    first_wait: float = 0.5
    later: float = 60
    """Seconds told to the task when the platform named none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: status, headers, and the body exactly as it arrived (decompressed)."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    what: str
    """Method and path, for messages: never the query."""

    def json(self) -> Any:
        """The body as JSON; Malformed when it is not (an HTML page with status 200, a body cut short)."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            pass
        start = self.body[:200].lstrip().lower()
        seen = "an HTML page" if start.startswith((b"<!doctype", b"<html", b"<")) else "no readable JSON"
        raise Malformed(f"{self.what} answered {self.status} with {seen} ({len(self.body)} bytes)")

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object; Malformed for anything else."""
        value = self.json()
        if isinstance(value, dict):
            return value
        raise Malformed(f"{self.what} answered {self.status} with JSON that is not an object")


@lru_cache(maxsize=1)
def _authorities() -> ssl.SSLContext:
    """Whom to trust, read once a process: every connector of a backfill has a client of its own."""
    return httpx.create_ssl_context()


Explain = Callable[[Answer], ConnectorError | None]
"""A platform's own reading of an error answer; None leaves it to the general rules."""


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
    patience: Patience = Patience()
    budget_headers: BudgetHeaders | UsageHeaders | None = None
    explain: Explain | None = None
    max_body: int = 16 << 20
    transport: httpx.BaseTransport | None = None
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    budget_kind: Callable[[str], str] | None = None
    budgets: Budgets = field(default_factory=Budgets)
    budget: Budget | None = None
    """What the last answer said."""
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
        waited, attempt, has_renewed = 0.0, 0, False
        while True:
            attempt += 1
            waited += self._wait_for_budget(self._kind(request.url), self.patience.max_wait - waited)
            result = self._try(request)
            if isinstance(result, Answer):
                if result.status < 300 or result.status in accept:
                    return result
                if self.auth and request.headers is None and not has_renewed and self.auth.renewed(result):
                    has_renewed = True
                    continue
            waited += self._wait_or_raise(request, result, attempt, waited)

    def _try(self, request: Request) -> Answer | ConnectorError:
        """An answer or an error: returned, not raised, so that it carries no httpx context (with tokens)."""
        headers = request.headers if request.headers is not None else self.auth.headers() if self.auth else {}
        later, what = self.patience.later, request.what
        try:
            for _ in range(MAX_REDIRECTS + 1):
                answer = self._send(request, headers)
                target = redirect_target(request.url, answer.status, answer.headers.get("location"))
                if target is None:
                    return answer
                request = replace(request, url=target, params=None)
                self.budgets.take(self._kind(target))
            return Malformed(f"{what} redirects in a circle")
        except httpx.TimeoutException as error:
            return RetryLater(later, f"{what} timed out ({type(error).__name__})")
        except httpx.TransportError as error:
            return RetryLater(later, f"{what} failed ({type(error).__name__})")
        except httpx.DecodingError:
            return Malformed(f"{what} answered with a body that cannot be decompressed")
        except ConnectorError as error:
            return error

    def _send(self, request: Request, headers: Mapping[str, str]) -> Answer:
        deadline, total, what = time.monotonic() + self.timeouts.total, self.timeouts.total, request.what
        kind = self._kind(request.url)
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
            answer = Answer(response.status_code, response.headers, b"".join(pieces), what)
        told = read_budget(self.budget_headers, answer.headers, self.now()) if self.budget_headers else None
        if told is not None:
            if (
                told.resets_at > self.now()
            ):  # or it was answered before the reset, and says nothing of what has begun
                self.budgets.told(kind, told)
            self.budget = told
        return answer

    def _kind(self, url: str) -> str:
        return self.budget_kind(httpx.URL(url).path) if self.budget_kind else ""

    def _url(self, path: str) -> str:
        if not path.startswith(("http://", "https://")):
            return f"{self.service}/{path.lstrip('/')}"
        redirect_target(self.service, 307, path)  # raises for another host
        return path

    def _error(self, answer: Answer) -> ConnectorError:
        explained = self.explain(answer) if self.explain else None
        later = self.patience.later
        # The last answer is this one: what it says of its own kind of request.
        if answer.status == 429 and self.budget and self.budget.resets_at > self.now():
            later = self.budget.resets_at - self.now()
        return explained or error_of(answer, self.now(), later, self.secrets)

    def _wait_for_budget(self, kind: str, patience: float) -> float:
        """Take a request of those left for us; else seconds waited for the reset, RetryLater when it is too far off."""
        waited = 0.0
        while (budget := self.budgets.asked(kind, LEFT_TO_OTHERS.get())) is not None:
            seconds = max(budget.resets_at - self.now(), 0)
            if waited + seconds > patience:
                raise RetryLater(
                    seconds,
                    f"the rate limit of {self.service}{kind} is used up"
                    + (", but for the scans" if budget.remaining else ""),
                )
            self.sleep(seconds)
            waited += seconds
            self.budgets.forget(kind, budget)
        return waited

    def _wait_or_raise(
        self, request: Request, result: Answer | ConnectorError, attempt: int, waited: float
    ) -> float:
        """Seconds slept before the next try; raises when another try is not worth it here."""
        status = result.status if isinstance(result, Answer) else None
        error = self._error(result) if isinstance(result, Answer) else result
        is_repeatable = request.method == "GET" or status in (429, 503)
        if not isinstance(error, RetryLater) or not is_repeatable or attempt >= self.patience.attempts:
            raise error
        is_told = isinstance(result, Answer) and (
            status == 429 or "retry-after" in result.headers or bool(self.explain and self.explain(result))
        )
        seconds = error.seconds if is_told else self.patience.first_wait * 2 ** (attempt - 1)
        if waited + seconds > self.patience.max_wait:
            raise error
        self.sleep(seconds)
        return seconds
