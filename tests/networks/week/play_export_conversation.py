"""The week as a conversation export: one row a message, with what it answers."""

from dataclasses import replace

from compose import Event
from export_stage import LINK, FileStage
from week import SAID, at

from connectors.exported.account import FileExport

LACKS = frozenset({"review", "survey_answer", "live_chat", "poll_vote", "follow"})


class Stage(FileStage):
    """Every kind of message, nothing that was done without a word."""

    capabilities = replace(
        FileExport.capabilities,
        kinds={kind: how for kind, how in FileExport.capabilities.kinds.items() if kind not in LACKS},
        post_counts=frozenset(),
        account_counts=frozenset(),
        people=frozenset({"handle", "display_name", "followers"}),
    )
    header = ("id", "parent_id", "author_id", "is_brand", "created_at", "text", "kind", "permalink", "media",
              "author_name", "author_followers")  # fmt: skip

    def row(self, event: Event) -> tuple[object, ...]:
        native, is_brand = self.ids[event.id], event.by == "brand"
        return (
            native, self.parent(event), self.who(event), is_brand, at(event).isoformat(),
            self.server.texts[event.id], SAID[event.act], LINK + native, event.photo, event.by.title(), 7,
        )  # fmt: skip
