"""Rate budgets by kind of request: one kind used up holds up no other, and clients of one account share them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from connectors.budgets import Budgets
from connectors.errors import RetryLater
from connectors.http import HttpClient
from connectors.http_rules import Budget, BudgetHeaders

LEFT = {"/a/1": 1, "/a/2": 0, "/b/1": 5}


def client(asked: list[str], budgets: Budgets, left: Callable[[str], int] = LEFT.__getitem__) -> HttpClient:
    """A service that counts by the first part of the path; `asked` holds what reached it."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        headers = {"remaining": str(left(request.url.path)), "reset": "1600"}
        return httpx.Response(200, headers=headers, json={})

    return HttpClient(
        "https://x.example",
        budget_headers=BudgetHeaders("remaining", "reset"),
        transport=httpx.MockTransport(answer),
        now=lambda: 1_000.0,
        budget_kind=lambda path: path[:2],
        budgets=budgets,
    )


def test_one_kind_that_is_used_up_holds_up_no_other() -> None:
    asked: list[str] = []
    asks = client(asked, Budgets())
    asks.get("/a/1")
    asks.get("/a/2")

    with pytest.raises(RetryLater, match=r"x\.example/a is used up") as refused:
        asks.get("/a/3")
    asks.get("/b/1")

    assert refused.value.seconds == 600
    assert asked == ["/a/1", "/a/2", "/b/1"]


def test_another_client_of_the_account_knows_what_is_used_up() -> None:
    asked: list[str] = []
    budgets = Budgets()
    client(asked, budgets).get("/a/2")

    with pytest.raises(RetryLater):
        client(asked, budgets).get("/a/1")

    assert asked == ["/a/2"]


def test_what_is_under_way_is_not_given_back_by_an_answer_that_does_not_know_of_it() -> None:
    budgets = Budgets()
    budgets.told("", Budget(10, 1600))
    budgets.take("")
    budgets.take("")

    budgets.told("", Budget(9, 1600))

    assert budgets.of("") == Budget(8, 1600)


def test_a_new_window_begins_anew() -> None:
    budgets = Budgets()
    budgets.told("", Budget(0, 1600))

    budgets.told("", Budget(10, 2500))

    assert budgets.of("") == Budget(10, 2500)


def test_of_many_who_ask_at_once_only_as_many_go_as_are_left() -> None:
    budgets, together = Budgets(), Barrier(8)
    budgets.told("/a", Budget(3, 1600, 15))
    gone, refused = list[int](), list[int]()

    def ask(number: int) -> None:
        together.wait()
        (refused if budgets.asked("/a", 0.0) else gone).append(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))

    assert (len(gone), len(refused)) == (3, 5)
    assert budgets.of("/a") == Budget(0, 1600, 15)


def test_a_late_answer_of_before_the_reset_says_nothing_of_what_has_begun_since() -> None:
    asked: list[str] = []
    budgets = Budgets()
    budgets.told("/a", Budget(59, 1_660))
    asks = client(asked, budgets)
    asks.now = lambda: 1_601.0  # the service's answer is of a window that ended at 1600

    asks.get("/a/2")

    assert budgets.of("/a") == Budget(58, 1_660)


def test_who_waited_for_a_reset_keeps_what_another_who_waited_has_learned() -> None:
    budgets, over = Budgets(), Budget(0, 1600)
    budgets.told("", over)
    budgets.forget("", over)
    budgets.told("", Budget(59, 1660))

    budgets.forget("", over)

    assert budgets.of("") == Budget(59, 1660)
