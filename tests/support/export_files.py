"""Files as tools and platforms let people download them, of our own making; and an account that reads them."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.config import Account, Brand
from connectors.exported.account import FileExport
from connectors.records import BadRow, Interaction, Record, Window

EVER = Window(datetime(1900, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))

HOOTSUITE = (
    "Message ID", "Conversation ID", "Medium", "Channel", "Contact Profile ID", "Contact Primary Identifier",
    "Direction", "Message Type", "Post URL", "Content", "Created at", "Sentiment",
)  # fmt: skip


def table(header: Sequence[str], *rows: Sequence[object], delimiter: str = ",") -> str:
    """A CSV with every cell quoted."""
    lines = [
        delimiter.join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in (header, *rows)
    ]
    return "\r\n".join([*lines, ""])


def hootsuite(number: int, text: str, at: str, *, direction: str = "inbound", **other: str) -> list[str]:
    """A row of Hootsuite's export of messages."""
    fields = {
        "Message ID": f"m{number}", "Conversation ID": "c1", "Medium": "Facebook", "Channel": "Acme",
        "Contact Profile ID": "ann-1", "Contact Primary Identifier": "Ann B", "Direction": direction,
        "Message Type": "Comment", "Post URL": "", "Content": text, "Created at": at, "Sentiment": "neutral",
    } | other  # fmt: skip
    return [fields[name] for name in HOOTSUITE]


def zipped(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """A zip at `path`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def unzipped(folder: Path, members: Mapping[str, str | bytes]) -> Path:
    """The same as a folder."""
    for name, content in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def ytd(name: str, items: Iterable[object]) -> str:
    """A file of X's archive: JSON assigned to a name."""
    return f"window.YTD.{name}.part0 = {json.dumps(list(items), indent=1)}"


def x_archive() -> dict[str, str]:
    """An archive of X: a post, an answer, a repost, two private messages, a like and three followers."""
    tweets = [
        {
            "tweet": {
                "id_str": "1001", "full_text": "The new blend is here #coffee", "favorite_count": "5", "lang": "en",
                "retweet_count": "2", "created_at": "Mon Jun 01 08:00:00 +0000 2026",
                "extended_entities": {"media": [{"type": "photo"}, {"type": "animated_gif"}]},
            }
        },
        {
            "tweet": {
                "id_str": "1002", "full_text": "@ann It is on its way.", "in_reply_to_status_id_str": "77",
                "created_at": "Mon Jun 01 09:30:00 +0000 2026", "favorite_count": "0", "retweet_count": "0",
            }
        },
        {
            "tweet": {
                "id_str": "1003", "full_text": "RT @ann: love it &amp; more",
                "created_at": "Mon Jun 01 10:00:00 +0000 2026",
            }
        },
    ]  # fmt: skip
    messages = [
        {
            "dmConversation": {
                "conversationId": "5-9",
                "messages": [
                    {
                        "messageCreate": {
                            "id": "2",
                            "senderId": "9",
                            "text": "Sent.",
                            "createdAt": "2026-06-01T12:00:00.000Z",
                        }
                    },
                    {
                        "messageCreate": {
                            "id": "1",
                            "senderId": "5",
                            "text": "Where is it?",
                            "createdAt": "2026-06-01T11:00:00.000Z",
                        }
                    },
                    {
                        "reactionCreate": {
                            "eventId": "3",
                            "senderId": "5",
                            "createdAt": "2026-06-01T12:01:00.000Z",
                        }
                    },
                ],
            }
        }
    ]
    account = {
        "account": {
            "username": "acme",
            "accountId": "9",
            "accountDisplayName": "Acme",
            "email": "private@example.org",
        }
    }
    return {
        "data/account.js": ytd("account", [account]),
        "data/manifest.js": 'window.__THAR_CONFIG = {"archiveInfo": {"generationDate": "2026-06-02T07:00:00.000Z"}}',
        "data/tweets.js": ytd("tweets", tweets),
        "data/direct-messages.js": ytd("direct_messages", messages),
        "data/like.js": ytd("like", [{"like": {"tweetId": "7", "fullText": "x"}}]),
        "data/follower.js": ytd("follower", [{"follower": {"accountId": str(n)}} for n in range(3)]),
        "data/tweets_media/1001-a.jpg": "\xff\xd8",
        "Your archive.html": "<html></html>",
    }


def as_instagram(value: object) -> str:
    """JSON as Instagram writes it: the bytes of UTF-8, each as a character of its own."""
    return json.dumps(json.loads(json.dumps(value, ensure_ascii=False).encode().decode("latin-1")))


def instagram() -> dict[str, str]:
    """A download of Instagram: a thread of two, a comment of the brand's, a post, a follower."""
    thread = {
        "participants": [{"name": "José Ñ"}, {"name": "Acme Café"}],
        "messages": [
            {"sender_name": "Acme Café", "timestamp_ms": 1780315200000, "content": "¡Claro! ☕"},
            {
                "sender_name": "José Ñ",
                "timestamp_ms": 1780311600000,
                "content": "¿Abrís mañana? 🙏",
                "photos": [{"uri": "a/b.jpg"}],
            },
        ],
        "title": "José Ñ",
        "thread_path": "inbox/jose_42",
    }
    comment = {
        "string_map_data": {
            "Comment": {"value": "Gracias ❤"},
            "Media Owner": {"value": "ann"},
            "Time": {"timestamp": 1780315300},
        }
    }
    post = {
        "media": [{"uri": "media/posts/1.jpg", "creation_timestamp": 1780300000, "title": "Nuevo café ☕"}]
    }
    follower = {
        "string_list_data": [
            {"href": "https://www.instagram.com/ann", "value": "ann", "timestamp": 1780300500}
        ]
    }
    profile = {
        "profile_user": [
            {"string_map_data": {"Username": {"value": "acme.cafe"}, "Name": {"value": "Acme Café"}}}
        ]
    }
    top = "your_instagram_activity"
    return {
        "personal_information/personal_information/personal_information.json": as_instagram(profile),
        f"{top}/messages/inbox/jose_42/message_1.json": as_instagram(thread),
        f"{top}/comments/post_comments_1.json": as_instagram([comment]),
        f"{top}/media/posts_1.json": as_instagram([post]),
        "connections/followers_and_following/followers_1.json": as_instagram([follower]),
        "media/posts/1.jpg": "jpg",
    }


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A minimal .xlsx: inline texts and numbers."""

    def cell(value: object) -> str:
        if isinstance(value, int | float):
            return f"<c><v>{value}</v></c>"
        text = str(value).replace("&", "&amp;").replace("<", "&lt;")
        return f'<c t="inlineStr"><is><t>{text}</t></is></c>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, 1))
    related = "".join(
        f'<Relationship Id="r{i}" Type="{office}/worksheet" Target="worksheets/s{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="a" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{related}</Relationships>',
    }
    for number, rows in enumerate(sheets.values(), 1):
        lines = "".join("<row>" + "".join(map(cell, row)) + "</row>" for row in rows)
        members[f"xl/worksheets/s{number}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


LINKEDIN = (
    "Post title", "Post link", "Post type", "Campaign name", "Posted by", "Created date", "Campaign start date",
    "Campaign end date", "Audience", "Impressions", "Views", "Offsite Views", "Clicks", "Click through rate (CTR)",
    "Likes", "Comments", "Reposts", "Follows", "Engagement rate", "Content Type",
)  # fmt: skip


def linkedin_id(at: datetime) -> int:
    """The id of a LinkedIn post made at that moment."""
    return int(at.timestamp() * 1000) << 22 | 77


def account(path: Path, now: datetime | None = None, **fields: Any) -> FileExport:
    """The connector of an account that reads `path`; the brand lives in Berlin."""
    given = {"platform": "export", "handle": "acme", "path": path} | fields
    brand = Brand(slug="acme", name="Acme Café", timezone="Europe/Berlin")
    return FileExport(Account(**given), brand, now=lambda: now or datetime(2027, 1, 1, tzinfo=UTC))


def read(connector: FileExport, window: Window = EVER, cursor: str | None = None) -> list[Record]:
    pages = list(connector.fetch("conversations", window, cursor))
    return [record for page in pages for record in connector.parse("conversations", page, window)]


def said(records: Iterable[Record]) -> list[Interaction]:
    return [record for record in records if isinstance(record, Interaction)]


def bad(records: Iterable[Record]) -> list[BadRow]:
    return [record for record in records if isinstance(record, BadRow)]
