"""From a Bluesky thread, as getPostThread shows it, to records. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors import bluesky_values as values
from connectors import reading
from connectors.bluesky_posts import PostReader
from connectors.bluesky_values import PLATFORM
from connectors.reading import Span
from connectors.records import Deletion, Interaction, Record


@dataclass(frozen=True, slots=True)
class ThreadReader:
    """Reads the nodes of one thread: posts within `span`, what is deleted (as of `seen_at`), what is blocked."""

    reader: PostReader
    span: Span
    seen_at: datetime
    location: str

    def read(self, anchor: dict[str, Any], subject: str) -> Iterator[Record]:
        """Everything from the anchor (whose URI is `subject`) down, and of its parents what is the brand's.

        Of the parents in a thread that someone else began only deletions and blocks are told: those posts
        were not addressed to the brand.
        """
        post = reading.record(reading.record(anchor.get("post")).get("record"))
        root = values.reply_uri(post, "root") or subject
        for node, parent in _nodes(anchor):
            yield from self._node(node, parent, root)
        is_own = root.startswith(f"at://{self.reader.own}/")
        above = reading.record(anchor.get("parent"))
        while above:
            if is_own or "post" not in above:
                yield from self._node(above, None, root)
            above = reading.record(above.get("parent"))

    def _node(self, node: dict[str, Any], parent: str | None, root: str) -> Iterator[Record]:
        uri = values.parse_uri(node.get("uri"))
        if node.get("notFound") is True and uri:
            yield Deletion(PLATFORM, node["uri"], self.seen_at)
        elif node.get("blocked") is True and uri:
            yield from self._blocked(node, uri, parent, root)
        elif "post" in node:
            yield from self.reader.read(node["post"], self.span, self.location)

    def _blocked(
        self, node: dict[str, Any], uri: values.Uri, parent: str | None, root: str
    ) -> Iterator[Record]:
        """A post between whose author and the brand stands a block: all that is left of it is its URI.

        Its time is the one in its record key. A block between two other people is none of ours.
        """
        viewer = reading.record(reading.record(node.get("author")).get("viewer"))
        at = values.tid_time(uri.rkey)
        is_ours = bool(viewer.get("blocking") or viewer.get("blockedBy") or viewer.get("blockingByList"))
        if not is_ours or at is None or at not in self.span:
            return
        yield Interaction(
            platform=PLATFORM,
            native_id=node["uri"],
            kind="comment" if parent == root else "reply",
            direction="inbound",
            author_native_id=uri.did,
            occurred_at=at,
            parent_native_id=parent,
            root_native_id=root,
            post_native_id=root if root.startswith(f"at://{self.reader.own}/") else None,
            permalink=values.post_link(uri),
            is_blocked=True,
        )


def _nodes(anchor: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Every node of a thread from its anchor down, with the URI of its parent."""
    stack: list[tuple[dict[str, Any], str | None]] = [(anchor, None)]
    while stack:
        node, parent = stack.pop()
        yield node, parent
        here = reading.record(node.get("post")).get("uri")
        stack.extend((reading.record(reply), here) for reply in reading.items(node.get("replies")))
