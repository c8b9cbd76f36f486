"""Every question the Instagram connector asks is held to Meta's official node specifications.

What the documentation promises and the specifications lack is named here, with the title of its page. Skipped where
RAPPORT_SPECS names no folder with meta/*.json.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from graph_double import Query
from graph_spec import Documented, Nodes
from on_instagram import LATER, ME, WINDOW, begin_anew, connector, double, scan

from connectors.instagram import Instagram
from connectors.instagram_insights import ACCOUNT, METRICS

PAGES = {
    ("IGUser", "conversations"): "Get Conversations (Instagram API with Instagram Login)",
    ("UnifiedMessage", "*"): "Get Conversations (Instagram API with Instagram Login)",
    ("IGUser", "mentioned_media.media_id"): "Mentioned Media",
    ("IGUser", "mentioned_comment.comment_id"): "Mentioned Comment",
    ("IGUser", "user_id"): "Get Started (Instagram API with Instagram Login)",
    ("IGHashtag", "recent_media"): "IG Hashtag Recent Media",
}
ROOTS = {
    "ig_hashtag_search": ("IG Hashtag Search", {"user_id", "q"}),
    "refresh_access_token": ("Refresh Access Token", {"grant_type", "access_token"}),
    "debug_token": ("Debug-Token", {"input_token"}),
}
MEDIA_METRICS = {
    "FEED": {"comments", "follows", "likes", "profile_activity", "profile_visits", "reach", "saved", "shares",
             "total_interactions", "views"},
    "REELS": {"comments", "ig_reels_avg_watch_time", "ig_reels_video_view_total_time", "likes", "reach",
              "reels_skip_rate", "saved", "shares", "total_interactions", "views"},
    "STORY": {"follows", "navigation", "profile_activity", "profile_visits", "reach", "replies", "shares",
              "total_interactions", "views"},
}  # fmt: skip
"""As "Instagram Media Insights" lists them: the specifications name the parameter and not its values."""


@dataclass(frozen=True)
class Asked:
    """What a connector asked by one of the two log-ins."""

    by_facebook: bool
    calls: list[tuple[str, Query]]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    found = []
    for by_facebook in (False, True):
        folder = tmp_path_factory.mktemp("home")
        with (
            pytest.MonkeyPatch.context() as patch,
            double.running(WINDOW.start, by_facebook=by_facebook) as server,
        ):
            begin_anew(patch, folder)
            everything(server, folder)
            found.append(Asked(by_facebook, server.calls))
    return found


def everything(server: Any, folder: Path) -> None:
    """Everything that can be asked about a community in which everything happens."""
    ann = server.person("ann")
    posts = [server.post("#blend"), server.reel(), server.album(), server.story()]
    comments = [server.comment(ann, str(number), posts[0]) for number in range(3)]
    for number in range(4):
        server.comment(ann, str(number), posts[0], comments[0])
    message = server.message(ann, "hi")
    server.message(ann, "hello")
    theirs = server.tag(ann, "#blend")
    told = folder / "told.jsonl"
    webhooks = server.mentions_webhook(theirs) + server.mentions_webhook(
        theirs, server.comment(ann, "x", theirs)
    )
    told.write_text(webhooks)
    cursors: dict[str, str | None] = {}
    for stream in Instagram.streams:
        made = connector(server, path=told)
        scan(made, stream.name)
        cursors[stream.name] = made.next_cursor()
    for native in (posts[1], comments[1], message):
        server.delete(native)
    for stream in Instagram.streams:
        scan(connector(server, path=told, now=LATER.end), stream.name, LATER, cursors[stream.name])
    connector(server, path=told).check()


def node_of(native: str, *, by_facebook: bool) -> str:
    """What kind of thing an id of the double is of."""
    if native == "me":
        return "User" if by_facebook else "IGUser"
    kinds = {ME: "IGUser", double.PAGE: "Page", "180": "IGMedia", "178": "IGComment", "179": "IGHashtag"}
    kinds |= {"aWdfT": "UnifiedThread", "aWdfM": "UnifiedMessage"}
    return next(kind for start, kind in kinds.items() if native.startswith(start))


def problems(nodes: Nodes, asked: Asked) -> set[str]:
    """What is wrong with what was asked."""
    found: set[str] = set()
    for path, query in asked.calls:
        native, _, edge = path.strip("/").removeprefix("v25.0/").partition("/")
        if native in ROOTS:
            found |= {f"{native} takes no {name}" for name in set(query) - ROOTS[native][1]}
        else:
            found.update(nodes.problems(node_of(native, by_facebook=asked.by_facebook), edge, query))
    return found


def test_every_question_is_one_that_the_specifications_allow(asked: list[Asked]) -> None:
    nodes = Nodes.named("meta", Documented(PAGES))

    assert set().union(*(problems(nodes, one) for one in asked)) == set()
    edges = {path.rpartition("/")[2] for one in asked for path, _ in one.calls}
    assert edges >= {
        "media",
        "stories",
        "tags",
        "comments",
        "replies",
        "insights",
        "conversations",
        "recent_media",
    }


def test_no_exception_is_named_that_nobody_needs(asked: list[Asked]) -> None:
    documented = Documented(PAGES)
    nodes = Nodes.named("meta", documented)

    for one in asked:
        problems(nodes, one)

    assert documented.used == PAGES.keys()
    assert {path.strip("/").removeprefix("v25.0/") for one in asked for path, _ in one.calls} >= ROOTS.keys()


@pytest.mark.parametrize(
    ("node", "edge", "query", "words"),
    [
        ("IGMedia", "", {"fields": "id,nonsense"}, "IGMedia has no field nonsense"),
        ("IGMedia", "", {"fields": "id", "since": "1"}, "IGMedia takes no since"),
        ("IGUser", "followers", {}, "IGUser has no edge followers"),
        ("IGUser", "media", {"fields": "comments{colour}"}, "IGComment has no field colour"),
        ("IGUser", "tags", {"since": "1"}, "IGUser/tags takes no since"),
        ("IGUser", "insights", {"metric": "reach"}, "IGUser/insights lacks period"),
        ("IGUser", "", {"fields": "media.newest(3)"}, "IGUser.media takes no newest"),
    ],
)  # fmt: skip
def test_a_question_beyond_the_specifications_is_found(
    node: str, edge: str, query: Query, words: str
) -> None:
    assert Nodes.named("meta", Documented(PAGES)).problems(node, edge, query) == [words]


def test_only_documented_metrics_are_asked_for() -> None:
    assert {kind: set(metrics) - MEDIA_METRICS[kind] for kind, metrics in METRICS.items()} == {
        "FEED": set(), "REELS": set(), "STORY": set(),
    }  # fmt: skip
    assert set(ACCOUNT) <= {"reach", "views"}  # "Instagram Account Insights": with metric_type total_value
