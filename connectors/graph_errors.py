"""What a Graph API's errors mean. Instagram, Facebook and Threads share the envelope. Pure; knows none of them.

Codes: "Handle Errors" and "Rate Limits" of the Graph API's documentation, "Error Codes" of the Instagram Platform's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from connectors import reading
from connectors.errors import ConnectorError, Denied, Gone, Malformed, RetryLater
from connectors.http import Answer, HttpClient
from connectors.http_rules import UsageHeaders, error_of, read_budget

USAGE = UsageHeaders(
    ("x-app-usage", "x-business-use-case-usage", "x-page-usage"),
    ("call_count", "total_cputime", "total_time"),
    wait="estimated_time_to_regain_access",
)

_RATE = frozenset({4, 17, 32, 613, *range(80000, 80015)})
_RATE_WAIT = 300.0
"""Seconds, when the headers name no time: the window rolls over an hour."""
_PASSING = frozenset({1, 2})
_PASSING_WAIT = 2.0
_TOKEN = frozenset({102, 190})
_PERMISSIONS = frozenset({3, 10, *range(200, 300)})
UNKNOWN_FIELD = 100
"""A question in a form that the platform does not take: also a metric or field that a thing does not have."""
_MISSING = (100, 33)
_UNKNOWN_ALIAS = 803
_WHY = {
    458: "the app has been removed from the account",
    459: "the account has to pass a check on the web first",
    460: "the password was changed",
    463: "it has expired",
    464: "the account is not confirmed",
    467: "it was revoked",
}


@dataclass(frozen=True, slots=True)
class GraphError:
    """The envelope of an error; `said` is the platform's own words, for people."""

    code: int
    subcode: int | None
    said: str
    is_passing: bool

    @property
    def is_permission(self) -> bool:
        """Whether it is a permission that is missing."""
        return self.code in _PERMISSIONS

    @property
    def is_gone(self) -> bool:
        """Whether what was asked for by its id is not there, or not for us."""
        return (self.code, self.subcode) == _MISSING or self.code == _UNKNOWN_ALIAS


def error_in(answer: Answer) -> GraphError | None:
    """The error that an answer carries; None when it carries none that can be read."""
    try:
        error = reading.record(reading.record(answer.json()).get("error"))
    except Malformed:
        return None
    code = error.get("code")
    if not isinstance(code, int) or isinstance(code, bool):
        return None
    subcode = error.get("error_subcode")
    return GraphError(
        code,
        subcode if isinstance(subcode, int) else None,
        (reading.text(error.get("message")) or "")[:200],
        error.get("is_transient") is True,
    )


@dataclass(frozen=True, slots=True)
class Explain:
    """Reads a platform's error answers for the HTTP client.

    `permission_of` names the permission that a request ("GET /v1/17/comments") needs; `advice` says how to get a
    new token; `clean` takes secrets out of what the platform said.
    """

    permission_of: Callable[[str], str]
    advice: str
    clean: Callable[[str], str]

    def __call__(self, answer: Answer) -> ConnectorError | None:
        """The error named for the response to it; None leaves it to the general rules, by status."""
        error = error_in(answer)
        if error is None or answer.status < 300:
            return None
        if error.code in _RATE:
            return RetryLater(_wait(answer), f"{answer.what}: the rate limit is used up (code {error.code})")
        if error.code in _TOKEN:  # its words may hold the token: they are not repeated
            why = _WHY.get(error.subcode or 0, "it is not valid")
            return Denied(f"the access token is refused: {why}: {self.advice}")
        if error.is_passing or (error.code in _PASSING and answer.status < 500):
            return RetryLater(_PASSING_WAIT, f"{answer.what} failed for a moment (code {error.code})")
        return self._refused(error, answer.what)

    def _refused(self, error: GraphError, what: str) -> ConnectorError | None:
        said = f"{what}: {self.clean(error.said)} (code {error.code})"
        if error.is_permission:
            return Denied(f"the permission {self.permission_of(what)} is missing: {said}: {self.advice}")
        if error.is_gone:
            return Gone(said)
        return Malformed(said) if error.code == UNKNOWN_FIELD else None


def raise_for(client: HttpClient, answer: Answer) -> None:
    """Raise what an answer that was let through after all is, when it is an error."""
    if answer.status >= 300:
        explained = client.explain(answer) if client.explain else None
        raise explained or error_of(answer, client.now(), client.patience.later, client.secrets)


def _wait(answer: Answer) -> float:
    budget = read_budget(USAGE, answer.headers, 0.0)
    return budget.resets_at if budget and not budget.remaining else _RATE_WAIT
