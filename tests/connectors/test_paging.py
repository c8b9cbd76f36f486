"""Paginators: every page once, in order; loops, caps and odd answers are errors."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Malformed
from connectors.graph_pages import GraphPages
from connectors.http import Answer
from connectors.paging import CursorPages, LinkPages, OffsetPages, TokenPages, next_link
from connectors.restli import RestliPages


class Pages:
    """Answers with the pages it is given, in turn, and notes what it was asked."""

    def __init__(self, *bodies: Any, links: tuple[str, ...] = ()) -> None:
        self.bodies = list(bodies)
        self.links = list(links)
        self.asked: list[tuple[str, Mapping[str, Any] | None]] = []

    def __call__(self, path: str, params: Mapping[str, Any] | None, /) -> Answer:
        number = min(len(self.asked), len(self.bodies) - 1)
        self.asked.append((path, params))
        headers = {"link": self.links[number]} if number < len(self.links) else {}
        return Answer(200, headers, json.dumps(self.bodies[number]).encode(), "GET /x")


def texts(answers: Iterator[Answer]) -> list[Any]:
    return [answer.json() for answer in answers]


def test_cursors_lead_from_page_to_page() -> None:
    ask = Pages({"feed": [1], "cursor": "b"}, {"feed": [2], "cursor": "c"}, {"feed": [3]})

    bodies = texts(CursorPages("feed").pages(ask, "/feed", {"limit": 1}))

    assert [body["feed"] for body in bodies] == [[1], [2], [3]]
    assert [params for _, params in ask.asked] == [
        {"limit": 1},
        {"limit": 1, "cursor": "b"},
        {"limit": 1, "cursor": "c"},
    ]


def test_a_repeated_cursor_is_an_error_after_its_page() -> None:
    pages = CursorPages("feed").pages(Pages({"feed": [1], "cursor": "b"}), "/feed", {})
    next(pages)
    next(pages)

    with pytest.raises(Malformed, match="same page token twice"):
        next(pages)


def test_an_empty_page_with_a_cursor_is_gone_past() -> None:
    ask = Pages({"feed": [], "cursor": "b"}, {"feed": [1]})

    assert [body["feed"] for body in texts(CursorPages("feed").pages(ask, "/feed", {}))] == [[], [1]]


def test_too_many_empty_pages_are_an_error() -> None:
    ask = Pages(*({"feed": [], "cursor": str(number)} for number in range(9)))

    with pytest.raises(Malformed, match="empty pages"):
        texts(CursorPages("feed", max_empty=3).pages(ask, "/feed", {}))


def test_more_pages_than_the_cap_are_an_error_and_not_a_silent_end() -> None:
    ask = Pages(*({"feed": [1], "cursor": str(number)} for number in range(9)))

    with pytest.raises(Malformed, match="more than 3 pages"):
        texts(CursorPages("feed", max_pages=3).pages(ask, "/feed", {}))


@pytest.mark.parametrize(
    "body", [[], {"other": []}, {"feed": None}, {"feed": {}}, {"feed": [1], "cursor": 7}, "text", None]
)
def test_a_page_of_another_form_is_malformed(body: Any) -> None:
    with pytest.raises(Malformed):
        texts(CursorPages("feed").pages(Pages(body), "/feed", {}))


@given(st.lists(st.lists(st.integers(), max_size=3), min_size=1, max_size=12))
def test_every_item_comes_once_whatever_the_pages(pages: list[list[int]]) -> None:
    bodies = [{"feed": items, "cursor": f"c{n}"} for n, items in enumerate(pages[:-1])]
    ask = Pages(*bodies, {"feed": pages[-1]})

    found = [item for body in texts(CursorPages("feed").pages(ask, "/f", {})) for item in body["feed"]]

    assert found == [item for items in pages for item in items]


def test_link_headers_lead_from_page_to_page() -> None:
    ask = Pages([1], [2], links=('<https://x.example/b?p=2>; rel="next", <https://x.example/>; rel="prev"',))

    assert texts(LinkPages().pages(ask, "/b", {"limit": 1})) == [[1], [2]]
    assert ask.asked[1] == ("https://x.example/b?p=2", None)


def test_a_link_to_the_same_page_is_an_error() -> None:
    ask = Pages([1], [1], links=("</b?p=2>; rel=next",) * 2)

    with pytest.raises(Malformed, match="same page token twice"):
        texts(LinkPages().pages(ask, "/b", {}))


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('<https://x.example/a?b=1,2>; rel="next"', "https://x.example/a?b=1,2"),
        ('<u1>; rel="prev", <u2>; title="a, b"; rel="next"', "u2"),
        ("<u>; rel=next", "u"),
        ('<u>; REL="last next"', "u"),
        ('<u>; rel="nextish"', None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_the_next_link_is_read_from_the_header(header: str, target: str | None) -> None:
    assert next_link(header) == target


@pytest.mark.parametrize("pages", [GraphPages(), RestliPages("https://x.example", 10)])
def test_a_next_page_at_what_is_no_address_is_malformed(pages: GraphPages | RestliPages) -> None:
    links = [{"rel": "next", "href": "https://[bad"}]
    body = {"data": [{"id": "1"}], "elements": [{}], "paging": {"next": "https://[bad", "links": links}}

    with pytest.raises(Malformed):
        list(pages.pages(lambda *_: Pages(body)("/x", None), "/x", {}))


def test_offsets_lead_to_the_first_short_page() -> None:
    ask = Pages([1, 2], [3, 4], [5])
    pages = OffsetPages(2, items_of=list, token_of=str).pages(ask, "/b", {})

    assert texts(pages) == [[1, 2], [3, 4], [5]]
    assert [params and params["offset"] for _, params in ask.asked] == [0, 2, 4]


def test_a_service_that_ignores_the_offset_is_noticed() -> None:
    with pytest.raises(Malformed, match="same page token twice"):
        texts(OffsetPages(2, items_of=list, token_of=str).pages(Pages([1, 2]), "/b", {}))


META = TokenPages(
    lambda body: list(body["data"]), lambda body: body["meta"].get("next"), "after", max_empty=1
)


def test_a_token_is_found_wherever_it_stands() -> None:
    told = [("a", [1]), ("b", []), (None, [2])]
    ask = Pages(*({"data": data, "meta": {"next": token}} for token, data in told))

    assert [body["data"] for body in texts(META.pages(ask, "/x", {"q": 1}))] == [[1], [], [2]]
    assert [p for _, p in ask.asked] == [{"q": 1}, {"q": 1, "after": "a"}, {"q": 1, "after": "b"}]


@pytest.mark.parametrize("tokens", [["a", "a"], [7], ["a", "b", "c"]], ids=["twice", "no text", "empty"])
def test_tokens_that_lead_nowhere_are_malformed(tokens: list[Any]) -> None:
    with pytest.raises(Malformed):
        texts(META.pages(Pages(*({"data": [], "meta": {"next": token}} for token in tokens)), "/x", {}))
