"""What every networked connector can be asked by `rapport doctor`: its host, and what is left of its rate limit."""

import socket
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from connectors.base import Check
from connectors.http import HttpClient


def host_check(service: str) -> Check:
    """Whether the service's host has an address."""
    host = urlsplit(service).hostname or ""
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        return Check("host", False, f"{host} cannot be resolved", "check `service` and the network")
    return Check("host", True, f"{host} resolves")


EXPIRES_SOON = timedelta(days=14)


def expiry_check(expires_at: datetime, now: datetime, advice: str) -> Check:
    """How long the token still lets us in: a warning from 14 days before its end on. Times are UTC."""
    left, day = expires_at - now, f"{expires_at.astimezone(UTC):%Y-%m-%d}"
    if left <= timedelta(0):
        return Check("token expiry", False, f"it expired on {day}", advice)
    told = f"expires on {day}, in {left.days} days"
    return Check("token expiry", True, told, advice, is_warning=left <= EXPIRES_SOON)


def budget_check(client: HttpClient) -> Check:
    """What the last answer said of the rate limit; times are UTC."""
    if not client.told:
        return Check("rate limit", True, "the server names none")
    budget = list(client.told.values())[-1]
    of = f" of {budget.limit}" if budget.limit else ""
    until = datetime.fromtimestamp(budget.resets_at, UTC).isoformat(timespec="minutes")
    advice = "" if budget.remaining else f"wait until {until}"
    left = f"{budget.remaining}{of}{budget.unit} left"
    is_rolling = bool(budget.unit and budget.remaining)  # then nobody says when it is whole again
    return Check("rate limit", budget.remaining > 0, left if is_rolling else f"{left} until {until}", advice)
