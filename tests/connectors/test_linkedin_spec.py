"""Every request the LinkedIn connector makes is held to the specifications derived from LinkedIn's own collections.

They are sparse: what LinkedIn's documentation says beyond them is named here, with the title of its page, and nothing
is named that no request needs. Skipped where RAPPORT_SPECS names no folder with linkedin/*.yml. That paths and queries
are escaped as Rest.li wants it is the double's to see: it refuses all else.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import pytest
from on_linkedin import LATER, ME, NOW, WINDOW, begin_anew, connector, double, scan
from openapi import Spec

from connectors.linkedin import LinkedIn
from connectors.records import Window

FILES = ("community", "content", "campaigns")
PAGING = {"start": "Pagination", "count": "Pagination"}
BEYOND: dict[str, dict[str, str]] = {
    "/posts": {"q": "Posts API", "author": "Posts API", "sortBy": "Posts API", **PAGING},
    "/organizationalEntityShareStatistics": {
        "shares": "Organization Share Statistics", "ugcPosts": "Organization Share Statistics",
    },
    "/organizations": {"q": "Organization Lookup API", "vanityName": "Organization Lookup API"},
    "/organizationAcls": PAGING,
}  # fmt: skip
"""Path -> parameter that its specification lacks -> title of the page that has it."""
PATHS: dict[str, tuple[str, set[str]]] = {
    r"/socialActions/[^/]+/comments(/\d+)?": ("Comments API", {"start", "count"}),
    r"/reactions/\(entity:[^/]+\)": ("Reactions", {"q", "sort", "start", "count"}),
    r"/organizationalEntityNotifications": (
        "Organization Social Action Notifications",
        {"q", "actions", "organizationalEntity", "timeRange", "start", "count"},
    ),
}
"""Paths that no specification has -> the page, and the parameters it names."""
SAID = {
    "sortBy": {"LAST_MODIFIED", "CREATED"},
    "edgeType": {"COMPANY_FOLLOWED_BY_MEMBER", "CompanyFollowedByMember"},
    "actions": {
        "LIKE",
        "COMMENT",
        "SHARE",
        "SHARE_MENTION",
        "ADMIN_COMMENT",
        "COMMENT_EDIT",
        "COMMENT_DELETE",
    },
    "sort": {"(value:REVERSE_CHRONOLOGICAL)", "(value:CHRONOLOGICAL)", "(value:RELEVANCE)"},
    "timeIntervals.timeGranularityType": {"DAY", "WEEK", "MONTH"},
}
"""Parameter -> the values that those pages name: the specifications have no enumerations."""

Call = tuple[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[Call]:
    """Everything that can be asked about a community in which everything happens."""
    with pytest.MonkeyPatch.context() as patch, double.running(WINDOW.start) as server:
        begin_anew(patch, tmp_path_factory.mktemp("home"))
        _everything(server)
        return [(path, query) for path, query in server.calls if path.startswith("/rest/")]


def _everything(server: Any) -> None:
    ann = server.person("ann")
    posts = [server.post(str(number), kind=kind) for number, kind in enumerate(("share", "ugcPost", "share"))]
    comments = [server.comment(ann, str(number), posts[0]) for number in range(3)]
    for number in range(3):
        server.comment(ME, str(number), posts[0], comments[0])
        server.react(server.person(f"p{number}"), posts[0])
    server.react(ann, comments[0])
    mention = server.mention(ann, "hello")
    server.decorates = False
    server.mention(ann, "again")
    cursors: dict[str, str | None] = {}
    for stream in LinkedIn.streams:
        made = connector(server)
        scan(made, stream.name)
        cursors[stream.name] = made.next_cursor()
    for native in (posts[2], comments[0], mention):
        server.delete(native)
    server.old_edge = True
    for stream in LinkedIn.streams:
        scan(connector(server, now=LATER.end), stream.name, LATER, cursors[stream.name])
    tomorrow = NOW + timedelta(hours=24)
    window = Window(tomorrow - timedelta(hours=1), tomorrow)
    scan(connector(server, now=tomorrow), "notifications", window, cursors["notifications"])
    connector(server, handle=double.ORGANISATION).check()


def _flat(name: str, value: str) -> Iterator[tuple[str, str]]:
    """A Rest.li record as its parameters are named in the older protocol, which the specifications were made of."""
    found = re.fullmatch(r"\((.*)\)", value)
    if name != "timeIntervals" and not name.startswith("timeIntervals."):
        yield name, unquote(value)
        return
    if not found:
        yield name, value
        return
    for part in re.findall(r"\w+:(?:\((?:[^()]|\([^()]*\))*\)|[^,()]+)", found[1]):
        inner, _, given = part.partition(":")
        yield from _flat(f"{name}.{inner}", given)


def problems(specs: list[Spec], call: Call, used: set[tuple[str, str]]) -> list[str]:
    """What is wrong with a request; `used` gathers the exceptions that it needed."""
    path, query = unquote(call[0]).removeprefix("/rest"), call[1]
    given = {name: [value] for key, values in query.items() for name, value in _flat(key, values[0])}
    wrong = [
        f"{name} is not {values[0]}"
        for name, values in given.items()
        if name in SAID and not set(re.sub(r"^List\((.*)\)$", r"\1", values[0]).split(",")) <= SAID[name]
    ]
    for pattern, (page, known) in PATHS.items():
        if re.fullmatch(pattern, path):
            used.add((pattern, page))
            return wrong + [f"{page} has no {name}" for name in sorted(set(given) - known)]
    beyond = BEYOND.get(path, {})
    used |= {(path, name) for name in given if name in beyond}
    plain = {name: values for name, values in given.items() if name not in beyond}
    ways = [(spec, way) for spec in specs for way in (path, f"/rest{path}") if spec.has("GET", way)]
    found = [spec.problems("GET", way, plain) for spec, way in ways]
    return wrong + min(found, key=len, default=[f"{path} is no operation"])


@lru_cache(maxsize=1)
def _specs() -> list[Spec]:
    return [Spec.named(f"linkedin/linkedin-marketing-{name}.yml") for name in FILES]


def test_every_request_is_one_that_the_specifications_or_the_documentation_allow(calls: list[Call]) -> None:
    specs, used = _specs(), set[tuple[str, str]]()

    assert {problem for call in calls for problem in problems(specs, call, used)} == set()

    named = {(path, name) for path, names in BEYOND.items() for name in names}
    assert used == named | {(pattern, page) for pattern, (page, _) in PATHS.items()}


@pytest.mark.parametrize(
    ("path", "query", "words"),
    [
        ("/rest/posts", {"mood": "x"}, "mood is no parameter"),
        ("/rest/postz", {}, "is no operation"),
        ("/rest/posts", {"q": "author", "sortBy": "MOOD"}, "sortBy is not MOOD"),
        ("/rest/socialActions/urn%3Ali%3Ashare%3A1/comments", {"sort": "x"}, "Comments API has no sort"),
        ("/rest/organizationalEntityShareStatistics", {"timeIntervals": "(timeRange:(start:soon,end:2))"},
         "'soon' is no integer"),
        ("/rest/organizationalEntityShareStatistics", {"timeIntervals": "(mood:1)"},
         "timeIntervals.mood is no parameter"),
        ("/rest/organizationalEntityNotifications", {"actions": "List(COMMENT,WAVE)"}, "actions is not"),
    ],
)  # fmt: skip
def test_a_request_beyond_them_is_found(path: str, query: dict[str, str], words: str) -> None:
    call = (path, {name: [value] for name, value in query.items()})

    assert [p for p in problems(_specs(), call, set()) if words in p]
