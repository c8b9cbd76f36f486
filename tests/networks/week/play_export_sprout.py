"""The week as an export of messages from Sprout Social's inbox: a preset whose rows name what they answer."""

from dataclasses import replace

from compose import Event
from export_stage import LINK, FileStage
from week import SAID, at

from connectors.exported.account import FileExport

WORDS = {"post": "Post", "comment": "Comment", "reply": "Reply", "mention": "Mention", "quote": "Quote",
         "message": "Direct Message"}  # fmt: skip
"""Acts -> how the tool calls them."""


class Stage(FileStage):
    """The tool keeps no attachments, and who began a thread must be found by what answers what."""

    capabilities = replace(
        FileExport.capabilities,
        kinds=dict.fromkeys((SAID[act] for act in WORDS if act != "post"), "dated"),
        post_counts=frozenset(),
        account_counts=frozenset(),
        people=frozenset({"handle", "display_name", "followers"}),
        has_roots=False,
        has_media=False,
    )
    header = ("Message ID", "Parent ID", "Conversation ID", "Timestamp", "Network", "Message Type", "From ID",
              "From Username", "From", "From Followers", "Message", "Message URL")  # fmt: skip

    def row(self, event: Event) -> tuple[object, ...]:
        native = self.ids[event.id]
        parent = "" if event.act in ("quote", "message") else self.parent(event)
        return (
            native, parent, self.thread(event), f"{at(event):%m/%d/%Y %I:%M:%S %p}", "Instagram", WORDS[event.act],
            self.who(event), event.by, event.by.title(), 7, self.server.texts[event.id], LINK + native,
        )  # fmt: skip
