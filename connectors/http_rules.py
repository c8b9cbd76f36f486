"""What answers mean: which error a status is, how long to wait, where a redirect may lead. Pure."""

import ipaddress
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Literal, Protocol
from urllib.parse import urljoin, urlsplit

from connectors.errors import ConfigError, ConnectorError, Denied, Gone, Malformed, RetryLater
from connectors.redaction import Secrets

LONGEST_WAIT = 86_400.0
MOST = 2**31 - 1
"""Requests that a budget can hold: what a service calls more than this is no limit to anybody."""
SNIPPET = 200


class Answered(Protocol):
    """What the rules look at of an answer."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def what(self) -> str: ...


@dataclass(frozen=True, slots=True)
class BudgetHeaders:
    """The names of a platform's rate-limit headers, and whether `reset` is a moment or a time to wait.

    reset_form `epoch`: seconds since 1970; `seconds`: to wait; `moment`: ISO 8601, or else seconds since 1970.
    """

    remaining: str
    reset: str
    limit: str | None = None
    reset_form: Literal["epoch", "seconds", "moment"] = "epoch"


@dataclass(frozen=True, slots=True)
class UsageHeaders:
    """Headers whose JSON says how much of a limit is used up, in percent, and not how many requests are left.

    Of all numbers named in `percents`, however deep, the largest counts. `wait` names the minutes until a limit
    that is used up lets requests through again. The window rolls, so nobody says when a limit is whole again:
    who has come near to it looks again after `pause` seconds. `headroom` percent are left alone, because others
    ask at the same time.
    """

    names: tuple[str, ...]
    percents: tuple[str, ...]
    wait: str
    headroom: int = 5
    pause: float = 300


@dataclass(frozen=True, slots=True)
class Budget:
    """Requests (or percent of them: `unit`) left until `resets_at` (seconds since the epoch), of `limit` if given."""

    remaining: int
    resets_at: float
    limit: int | None = None
    unit: str = ""


def read_budget(names: BudgetHeaders | UsageHeaders, headers: Mapping[str, str], now: float) -> Budget | None:
    """The budget an answer reports; None when it reports none that can be read."""
    if isinstance(names, UsageHeaders):
        return _read_usage(names, headers, now)
    remaining, reset = _number(headers.get(names.remaining)), _number(headers.get(names.reset))
    if reset is None and names.reset_form == "moment":
        reset = _timestamp(headers.get(names.reset))
    if remaining is None or reset is None:
        return None
    limit = _number(headers.get(names.limit)) if names.limit else None
    resets_at = now + reset if names.reset_form == "seconds" else reset
    return Budget(
        _requests(remaining), min(resets_at, now + LONGEST_WAIT), None if limit is None else _requests(limit)
    )


def _read_usage(names: UsageHeaders, headers: Mapping[str, str], now: float) -> Budget | None:
    found = [(key, number) for name in names.names for key, number in _numbers(headers.get(name))]
    used = max((number for key, number in found if key in names.percents), default=None)
    if used is None:
        return None
    wait = 60 * max((number for key, number in found if key == names.wait), default=0.0)
    left = 0 if wait > 0 else 100 - names.headroom - math.ceil(used)
    return Budget(_requests(left), now + min(wait or names.pause, LONGEST_WAIT), 100, " %")


def _requests(number: float) -> int:
    """A number of requests that everybody can hold, whatever a service writes."""
    return int(min(max(number, 0), MOST))


def _numbers(value: str | None) -> list[tuple[str, float]]:
    """Every named number of a JSON text, however deep; none of what is no JSON."""
    try:
        waiting, found = [json.loads(value or "null")], []
    except (ValueError, RecursionError):
        return []
    while waiting:
        here = waiting.pop()
        for key, inner in here.items() if isinstance(here, dict) else ():
            if isinstance(inner, int | float) and not isinstance(inner, bool) and math.isfinite(inner):
                found.append((key, float(inner)))
        waiting += here.values() if isinstance(here, dict) else here if isinstance(here, list) else ()
    return found


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds a Retry-After header asks for (RFC 9110, 10.2.3: seconds or an HTTP date), at most a day."""
    if value is None:
        return None
    seconds = _number(value)
    if seconds is None:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - now
        except (ValueError, OverflowError):
            return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def error_of(answer: Answered, now: float, later: float, secrets: Secrets) -> ConnectorError:
    """The error that a refused request is, named for the response to it."""
    status = answer.status
    said = secrets.redact(answer.body[:4096].decode("utf-8", "replace"))[:SNIPPET]
    message = f"{answer.what} answered {status}: {said!r}" if said else f"{answer.what} answered {status}"
    if status in (408, 425, 429) or status >= 500:
        seconds = retry_after(answer.headers.get("retry-after"), now)
        return RetryLater(later if seconds is None else seconds, f"{answer.what} answered {status}")
    if status in (401, 403, 407):
        return Denied(message)
    if status in (404, 410, 451):
        return Gone(message)
    return Malformed(message)


def service_url(url: str) -> str:
    """`url` without a trailing slash; ConfigError unless it is https, or plain http on loopback."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ConfigError(f"service {parts.hostname or url!r} must be a URL such as https://example.org")
    if parts.scheme == "http" and not is_loopback(url):
        raise ConfigError(f"service {parts.hostname!r} must be https: only loopback may be plain http")
    return url.rstrip("/")


def is_loopback(url: str) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def redirect_target(url: str, status: int, location: str | None) -> str | None:
    """Where a redirect leads; None when it is none. Malformed for another host (credentials stay here), and for what
    is no address."""
    if status not in (301, 302, 303, 307, 308) or not location:
        return None
    try:
        target = urljoin(url, location)
        is_ours, host = _origin(target) == _origin(url), urlsplit(target).hostname
    except ValueError:
        raise Malformed(f"{urlsplit(url).hostname} redirects to what is no address") from None
    if not is_ours:
        raise Malformed(f"{urlsplit(url).hostname} redirects to another host, {host!r}")
    return target


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.scheme, parts.hostname, port or {"http": 80, "https": 443}.get(parts.scheme)


def _timestamp(value: str | None) -> float | None:
    """Seconds since 1970 of an ISO 8601 time with a zone."""
    try:
        moment = datetime.fromisoformat(value or "")
        return moment.timestamp() if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _number(value: str | None) -> float | None:
    try:
        number = float(value) if value is not None else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None
