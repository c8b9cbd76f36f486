"""Every request that the X connector makes is one that X's specification allows, in either spelling."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from on_x import BRAND, LATER, NOW, WINDOW, connector, double, scan
from openapi import Spec
from serving import serving

from connectors import x_auth, x_fetch, x_fields
from connectors.x import X

SPECS = {"tweet": "x/openapi-2.159.json", "post": "x/openapi-2.167.json"}


@pytest.fixture(params=["tweet", "post"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(x_auth, "_known", {})
    monkeypatch.setattr(x_fetch, "_listings", {})
    with serving(double.XDouble(WINDOW.start)) as made:
        made.spelling = request.param
        yield made


def busy(server: Any) -> None:
    """Something for every stream, so that each asks all it can: pages, roots, versions, what was seen before."""
    ann, bob = server.person("ann"), server.person("bob")
    for number in range(12):
        post = server.post(BRAND, f"news {number}", poll=("tea", "coffee"))
        comment = server.post(ann, "@brand why?", to=post)
        server.post(bob, "because", to=comment)
        server.post(ann, "look", quote=post)
        server.post(bob, "my #blend and good tea", photo="photo")
        server.repost(ann, post)
        server.like(bob, post)
        server.like(BRAND, comment)
        server.message(ann, "psst", ann)
        server.followers.append(server.person(f"f{number}"))
    foreign = server.post(ann, "elsewhere")
    server.post(bob, "@brand here", to=server.post(ann, "an answer", to=foreign))


def everything(server: Any) -> None:
    """All streams twice, live and of the past, and the doctor."""
    for stream in X.streams:
        made = connector(server, keywords=("good tea",), app_secret="A")
        scan(made, stream.name)
        later = connector(server, now=NOW + timedelta(minutes=5), keywords=("good tea",))
        scan(later, stream.name, LATER, made.next_cursor())
        if stream.mode == "events":
            past = replace(WINDOW, start=NOW - timedelta(days=3), end=NOW - timedelta(days=2))
            scan(connector(server, keywords=("good tea",)), stream.name, past)
    connector(server, keywords=("good tea",), app_secret="A").check()


def test_every_request_is_one_that_the_specification_allows(server: Any) -> None:
    spec = Spec.named(SPECS[server.spelling])
    busy(server)

    everything(server)

    assert {problem for path, query in server.calls for problem in spec.problems("GET", path, query)} == set()
    ends = {path.rpartition("/")[2] for path, _ in server.calls}
    assert ends >= {*double.LISTS, "me"}


def test_a_field_that_the_specification_does_not_have_is_seen(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = Spec.named(SPECS[server.spelling])
    name = f"{server.spelling}.fields"
    asked = x_fields.POSTS[server.spelling]
    monkeypatch.setitem(x_fields.POSTS, server.spelling, asked | {name: asked[name] + ",mood"})
    server.post(server.person("ann"), "@brand hello")

    scan(connector(server), "mentions")

    problems = {problem for path, query in server.calls for problem in spec.problems("GET", path, query)}
    assert [p for p in problems if f"{name}: 'mood' is none of" in p]


def test_neither_spelling_is_allowed_by_the_specification_of_the_other(server: Any) -> None:
    other = Spec.named(SPECS["post" if server.spelling == "tweet" else "tweet"])

    scan(connector(server), "mentions")

    path, query = next((p, q) for p, q in server.calls if p.endswith("/mentions"))
    assert [p for p in other.problems("GET", path, query) if f"{server.spelling}.fields is no parameter" in p]
