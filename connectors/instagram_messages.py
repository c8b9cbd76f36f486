"""Conversations of an Instagram account, and what webhooks told of mentions."""

from collections.abc import Iterator
from pathlib import Path

from connectors import instagram_values as values
from connectors import reading
from connectors.graph_errors import UNKNOWN_FIELD, error_in
from connectors.graph_pages import GraphPages
from connectors.http import Answer
from connectors.instagram_account import VERSION
from connectors.instagram_fetch import Collector, Json, listed
from connectors.records import Page

ACCEPTED = (400, 404)
NEWEST = 20
"""Messages of a conversation that the API gives; of older ones it says that they are deleted."""
MESSAGE = "id,created_time,from,to,message,attachments,shares,story,reactions,is_unsupported"
THREAD = f"id,updated_time,participants,messages.limit({NEWEST}){{{MESSAGE}}}"
MENTIONED = {
    "mentioned_media": (
        "id,caption,media_type,timestamp,permalink,username,owner,like_count,comments_count",
        "id,caption,media_type,timestamp,username",
    ),
    "mentioned_comment": (
        "id,text,timestamp,username,from,like_count,parent_id,media{id,permalink,username,owner}",
        "id,text,timestamp,media{id}",
    ),
}
"""What is asked of a mention; and where the API refuses that, what it has always documented for them."""
LONGEST_LINE = 1 << 20


def messages(fetch: Collector) -> Iterator[Page]:
    """Conversations in which something was said lately, and those of which something is remembered."""
    path = f"/{VERSION}/{fetch.identity.inbox}/conversations"
    asked = {"platform": "instagram", "fields": "id,updated_time", "limit": fetch.page_size}
    done: set[str] = set()
    for answer in fetch.until(GraphPages().pages(fetch.inbox, path, asked), fetch.oldest, "updated_time"):
        for thread in listed(answer):
            at, native = values.moment(thread.get("updated_time")), values.native_id(thread.get("id"))
            if native and native not in done and (at is None or at >= fetch.oldest):
                done.add(native)
                yield from _thread(fetch, native)
    for native in sorted({key.partition("/")[0] for key in fetch.missed()} - done):
        yield from _thread(fetch, native)


def _thread(fetch: Collector, native: str) -> Iterator[Page]:
    """A conversation; what it held before between its oldest and newest message of now is asked for by id.

    Only that: of what is older than the newest 20 the API says that it is deleted, whether it is or not.
    """
    answer = fetch.inbox(f"/{VERSION}/{native}", {"fields": THREAD}, ACCEPTED)
    if fetch.is_gone(answer):
        return
    found = values.objects(reading.record(answer.json_object().get("messages")))
    yield fetch.page("thread", answer, thread=native)
    shown = {str(m.get("id")): at for m in found if (at := values.moment(m.get("created_time")))}
    for message, at in shown.items():
        fetch.remember(f"{native}/{message}", at)
    oldest = min(shown.values(), default=None) if len(found) >= NEWEST else None
    for key in fetch.missed(lambda key: key.partition("/")[0] == native):
        if oldest is None or fetch.memory.seen[key] > oldest:
            message = key.partition("/")[2]
            one = fetch.inbox(f"/{VERSION}/{message}", {"fields": MESSAGE}, ACCEPTED)
            is_gone = fetch.is_gone(one)
            yield fetch.gone(key, message, one) if is_gone else fetch.page("message", one, thread=native)


def mentions(fetch: Collector, told: Path | None) -> Iterator[Page]:
    """What webhooks told of, asked for by its id; and what was told of in the last 14 days once more.

    The API has no list of mentions: it names them to the app's webhook, once. `told` is a file to which whoever takes
    the webhooks appends each body as a line.
    """
    if told is None or not fetch.identity.by_facebook:
        return
    for key in dict.fromkeys([*_told(fetch, told), *fetch.missed()]):
        media, _, comment = key.partition("/")
        field = "mentioned_comment" if comment else "mentioned_media"
        answer = _mentioned(fetch, field, comment or media)
        if not fetch.is_gone(answer):
            thing = reading.record(answer.json_object().get(field))
            fetch.remember(key, values.moment(thing.get("timestamp")))
            yield fetch.page(field, answer)
        elif key in fetch.memory.seen:
            yield fetch.gone(key, comment or media, answer)


def _mentioned(fetch: Collector, field: str, native: str) -> Answer:
    of = field.replace("mentioned_", "") + "_id"
    for fields in MENTIONED[field]:
        answer = fetch.client.get(fetch.me, {"fields": f"{field}.{of}({native}){{{fields}}}"}, ACCEPTED)
        error = error_in(answer) if answer.status >= 300 else None
        if error is None or error.code != UNKNOWN_FIELD or error.is_gone:
            break
    return answer


def _told(fetch: Collector, path: Path) -> Iterator[str]:
    """The mentions of the window as "media" or "media/comment". What is no webhook's body is passed over."""
    if not path.exists():
        return
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            for entry in reading.items(reading.record(reading.parsed(line)).get("entry")):
                yield from _of_entry(fetch, reading.record(entry))


def _of_entry(fetch: Collector, entry: Json) -> Iterator[str]:
    at = values.moment(entry.get("time"))
    if entry.get("id") != fetch.identity.me or at is None or not fetch.oldest <= at < fetch.window.end:
        return
    for change in map(reading.record, reading.items(entry.get("changes"))):
        value = reading.record(change.get("value"))
        media, comment = (values.native_id(value.get(key)) for key in ("media_id", "comment_id"))
        if change.get("field") == "mentions" and media:
            yield f"{media}/{comment}" if comment else media
