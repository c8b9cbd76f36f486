"""Rate budgets by kind of request: one kind used up holds up no other, and clients of one account share them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from connectors.budget_rules import Wait
from connectors.budgets import Budgets, Turn
from connectors.errors import RetryLater
from connectors.http import Answer, HttpClient
from connectors.http_rules import Budget, BudgetHeaders
from connectors.http_waiting import in_place

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

    assert refused.value.seconds == 601
    assert asked == ["/a/1", "/a/2", "/b/1"]


def test_another_client_of_the_account_knows_what_is_used_up() -> None:
    asked: list[str] = []
    budgets = Budgets()
    client(asked, budgets).get("/a/2")

    with pytest.raises(RetryLater):
        client(asked, budgets).get("/a/1")

    assert asked == ["/a/2"]


def take(budgets: Budgets, kind: str = "", now: float = 1_000.0) -> Turn:
    turn = budgets.take(kind, now)
    assert isinstance(turn, Turn)
    return turn


def told(budgets: Budgets, budget: Budget, kind: str = "", now: float = 1_000.0) -> None:
    """An answer that tells `budget`."""
    budgets.answered(take(budgets, kind, now), now, budget)


def test_what_is_under_way_is_not_given_back_by_an_answer_that_does_not_know_of_it() -> None:
    budgets = Budgets()
    told(budgets, Budget(10, 1600))
    first = take(budgets)
    take(budgets)

    budgets.answered(first, 1_001, Budget(9, 1600))

    assert budgets.of("") == Budget(8, 1600)


def test_what_is_under_way_when_a_window_begins_is_taken_off_it() -> None:
    budgets = Budgets()
    told(budgets, Budget(10, 1600))
    for _ in range(3):
        take(budgets)

    told(budgets, Budget(10, 2500))

    assert budgets.of("") == Budget(7, 2500)


def test_of_many_who_ask_at_once_only_as_many_go_as_are_left() -> None:
    budgets, together = Budgets(), Barrier(8)
    told(budgets, Budget(3, 1600, 15), "/a")
    gone, refused = list[int](), list[int]()

    def ask(number: int) -> None:
        together.wait()
        (refused if isinstance(budgets.take("/a", 1_000), Wait) else gone).append(number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))

    assert (len(gone), len(refused)) == (3, 5)
    assert budgets.of("/a") == Budget(0, 1600, 15)


def test_while_nothing_is_known_one_request_goes_alone() -> None:
    budgets = Budgets()
    first = take(budgets)

    assert isinstance(budgets.take("", 1_000), Wait)
    budgets.answered(first, 1_000, Budget(2, 1600))
    take(budgets)


def test_who_names_no_budget_is_asked_as_often_as_wanted() -> None:
    budgets = Budgets()
    budgets.answered(take(budgets), 1_000, None)

    for _ in range(9):
        take(budgets)


def test_an_error_does_not_say_that_there_is_no_budget() -> None:
    budgets = Budgets()
    budgets.answered(take(budgets), 1_000, None, is_plain=False)
    take(budgets)

    assert isinstance(budgets.take("", 1_000), Wait)


def test_who_never_answers_holds_up_the_others_for_half_a_minute() -> None:
    budgets = Budgets()
    take(budgets)

    assert isinstance(budgets.take("", 1_029), Wait)
    take(budgets, now=1_031)


def test_a_reset_is_believed_a_second_later_and_then_one_request_goes_alone() -> None:
    budgets = Budgets()
    told(budgets, Budget(0, 1600, 15))

    wait = budgets.take("", 1_600.5)

    assert wait == Wait(1_601, Budget(0, 1600, 15))
    take(budgets, now=1_601)
    assert isinstance(budgets.take("", 1_601), Wait)


def test_a_late_answer_of_before_the_reset_says_nothing_of_what_has_begun_since() -> None:
    budgets = Budgets()
    told(budgets, Budget(59, 1_600))
    late = take(budgets, now=1_599)
    told(budgets, Budget(59, 1_660), now=1_640)

    budgets.answered(late, 1_641, Budget(3, 1_600))

    assert budgets.of("") == Budget(58, 1_660)  # `late` may have been counted there


def test_a_window_that_ends_sooner_is_believed_unless_the_answer_is_of_before() -> None:
    budgets = Budgets()
    told(budgets, Budget(50, 1_100))
    before = take(budgets, now=1_001)
    told(budgets, Budget(90, 1_900), now=1_002)

    budgets.answered(before, 1_003, Budget(48, 1_100))
    assert budgets.of("") == Budget(89, 1_900)
    told(budgets, Budget(40, 1_100), now=1_004)
    assert budgets.of("") == Budget(40, 1_100)


def test_where_somebody_else_asks_too_what_is_under_way_is_not_counted_twice_as_free() -> None:
    budgets = Budgets()
    told(budgets, Budget(50, 1_600))
    first, _ = take(budgets), take(budgets)

    budgets.answered(first, 1_001, Budget(30, 1_600))

    assert budgets.of("") == Budget(29, 1_600)


def test_of_percent_nobody_knows_what_a_request_takes() -> None:
    budgets = Budgets()
    told(budgets, Budget(3, 1_300, 100, " %"))
    for _ in range(9):
        take(budgets)

    assert budgets.of("") == Budget(3, 1_300, 100, " %")


def test_a_refusal_that_names_only_how_long_holds_for_everybody() -> None:
    budgets, asked = Budgets(), 0

    def answer(_: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return httpx.Response(429, headers={"retry-after": "300"})

    for _ in range(2):
        one = HttpClient("https://x.example", transport=httpx.MockTransport(answer), budgets=budgets)
        with pytest.raises(RetryLater) as refused:
            one.get("/a")
        assert refused.value.seconds == pytest.approx(300, abs=2)

    assert asked == 1


def test_a_refusal_waits_for_what_its_own_kind_of_request_was_told() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        told = {"remaining": "3", "reset": "1900"} if request.url.path == "/a" else {}
        return httpx.Response(200 if told else 429, headers=told, json={})

    one = HttpClient(
        "https://x.example",
        budget_headers=BudgetHeaders("remaining", "reset"),
        transport=httpx.MockTransport(answer),
        now=lambda: 1_000.0,
        budget_kind=lambda path: path,
    )
    one.get("/a")

    with pytest.raises(RetryLater) as refused:
        one.get("/b")

    assert refused.value.seconds == 60


def test_a_session_that_is_asked_for_waits_for_no_request_that_needs_it() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={})

    class LogsIn:
        def headers(self) -> dict[str, str]:
            one.get("/session", headers={})
            return {}

        def renewed(self, answer: Answer) -> bool:
            return False

    one = HttpClient("https://x.example", auth=LogsIn(), transport=httpx.MockTransport(answer))
    one.get("/a")

    assert asked == ["/session", "/a"]


class Waiter:
    """A client whose clock runs only while it sleeps, of a service with one request in each quarter of an hour."""

    def __init__(self, ends: float = 1_900.0) -> None:
        self.now, self.slept, self.ends, self.told = 1_000.0, list[float](), ends, list[str]()
        transport = httpx.MockTransport(self.answer)
        self.client = HttpClient(
            "https://x.example", budget_headers=BudgetHeaders("remaining", "reset"), transport=transport
        )
        self.client.now, self.client.sleep = lambda: self.now, self.sleep

    def answer(self, _: httpx.Request) -> httpx.Response:
        while self.ends <= self.now:
            self.ends += 900
        return httpx.Response(200, headers={"remaining": "0", "reset": str(self.ends)}, json={})

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_in_place_a_whole_window_is_waited_for_and_told() -> None:
    one = Waiter()
    with in_place(960, one.told.append):
        one.client.get("/a")
        one.client.get("/a")

    assert one.slept == [901]
    assert one.told == ["waiting 901 s for the rate limit of https://x.example"]


def test_in_place_nothing_is_waited_for_that_comes_too_late() -> None:
    one = Waiter()
    one.client.get("/a")
    with in_place(960, one.told.append, until=1_900), pytest.raises(RetryLater) as refused:
        one.client.get("/a")

    assert (refused.value.seconds, one.slept) == (901, [])


def test_in_place_a_refusal_is_not_waited_for_beyond_the_end_either() -> None:
    slept = list[float]()
    one = HttpClient(
        "https://x.example",
        transport=httpx.MockTransport(lambda _: httpx.Response(503, headers={"retry-after": "15"})),
        now=lambda: 1_000.0,
        sleep=slept.append,
    )
    with in_place(960, str, until=1_010), pytest.raises(RetryLater):
        one.get("/a")

    assert slept == []


def test_more_than_that_is_not_waited_for_in_place_either() -> None:
    one = Waiter(ends=1_960)
    one.client.get("/a")
    with in_place(960, one.told.append), pytest.raises(RetryLater) as refused:
        one.client.get("/a")

    assert (refused.value.seconds, one.slept) == (961, [])


def test_who_misses_a_window_waits_for_the_next_but_not_for_ever() -> None:
    one = Waiter()

    def somebody_was_first(seconds: float) -> None:
        one.sleep(seconds)
        told(one.client.budgets, Budget(0, one.now + 899), now=one.now)

    one.client.get("/a")
    one.client.sleep = somebody_was_first
    with in_place(960, one.told.append), pytest.raises(RetryLater):
        one.client.get("/a")

    assert 3 <= len(one.slept) <= 4
