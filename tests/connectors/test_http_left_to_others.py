"""A share of the rate budget is left to others: a backfill stops before it has used up what a scan needs."""

import httpx
import pytest

from connectors.errors import RetryLater
from connectors.http import LEFT_TO_OTHERS, HttpClient
from connectors.http_rules import BudgetHeaders


def client(remaining: list[int]) -> HttpClient:
    """A service that lets 100 through and says how many are left of them."""

    def answer(_: httpx.Request) -> httpx.Response:
        left = {"limit": "100", "remaining": str(remaining.pop(0)), "reset": "1600"}
        return httpx.Response(200, headers=left, json={})

    return HttpClient(
        "https://x.example",
        budget_headers=BudgetHeaders("remaining", "reset", "limit"),
        transport=httpx.MockTransport(answer),
        now=lambda: 1_000.0,
    )


def test_who_leaves_a_quarter_stops_at_a_quarter() -> None:
    token = LEFT_TO_OTHERS.set(0.25)
    try:
        asks = client([26, 25])
        asks.get("/a")
        asks.get("/b")
        with pytest.raises(RetryLater, match="but for the scans") as refused:
            asks.get("/c")
        assert refused.value.seconds == 601
    finally:
        LEFT_TO_OTHERS.reset(token)


def test_who_leaves_nothing_uses_it_up() -> None:
    asks = client([1, 0])
    asks.get("/a")
    asks.get("/b")
    with pytest.raises(RetryLater, match="is used up;"):
        asks.get("/c")
