"""Each shipped preset reads a file of its tool: what comes in, with which ids, by whom, when."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from export_files import (
    HOOTSUITE,
    LINKEDIN,
    account,
    bad,
    hootsuite,
    instagram,
    linkedin_id,
    read,
    said,
    table,
    unzipped,
    workbook,
    x_archive,
    zipped,
)
from export_xls import old_workbook

from connectors.exported.preset import shipped
from connectors.exported.values import digest
from connectors.records import AudienceSnapshot, Post, PostSnapshot, Profile, Record, Window

EVERY = Window(datetime(1900, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def found_as(path: Path, **fields: Any) -> str:
    """The preset that is found for the file, as the doctor says it."""
    (check,) = account(path, **fields).check()
    assert check.is_ok, check.detail
    return check.detail.split(": ", 1)[1].split(" (found")[0]


def profiles(records: list[Record]) -> dict[str, Profile]:
    return {record.native_id: record for record in records if isinstance(record, Profile)}


# ------------------------------------------------------------------ inboxes of tools


def test_hootsuites_messages_keep_direction_conversation_network_and_kind(tmp_path: Path) -> None:
    rows = [
        hootsuite(1, "Where is it?", "2026-06-01 14:00:00"),
        hootsuite(2, "On its way", "2026-06-01 15:00:00", direction="outbound"),
        hootsuite(3, "psst", "2026-06-01 16:00:00", Medium="Twitter", **{"Message Type": "Private message"}),
    ]
    path = written(tmp_path / "messages.csv", table(HOOTSUITE, *rows))
    asked, answered, private = said(read(account(path)))
    assert found_as(path) == "hootsuite-inbox"
    assert (asked.native_id, asked.kind, asked.direction, asked.platform) == (
        "m1",
        "comment",
        "inbound",
        "facebook",
    )
    assert asked.occurred_at == NOON  # 14:00 in Berlin
    assert (answered.kind, answered.direction, answered.author_native_id) == ("reply", "outbound", "acme")
    assert asked.root_native_id == answered.root_native_id == "conversation/c1"
    assert (private.kind, private.platform) == ("direct_message", "x")


def test_sprouts_messages_without_ids_have_stable_ones_and_parents_are_kept(tmp_path: Path) -> None:
    header = ("Timestamp", "Network", "Message Type", "From", "Message", "Tags")
    rows = [
        ("06/01/2026 02:00 PM", "Instagram", "Comment", "ann", "Love it", "x"),
        ("06/01/2026 02:05 PM", "X", "Post", "acme", "Hi", ""),
    ]
    path = written(tmp_path / "sprout.csv", table(header, *rows))
    first, second = said(read(account(path)))
    assert found_as(path) == "sprout-inbox"
    assert (first.platform, first.kind, first.occurred_at) == ("instagram", "comment", NOON)
    assert second.direction == "outbound"  # it names the brand as its author
    longer = written(
        tmp_path / "longer.csv", table(header, *rows, ("06/02/2026 02:05 PM", "X", "Post", "bo", "Ho", ""))
    )
    assert [one.native_id for one in said(read(account(longer)))][:2] == [first.native_id, second.native_id]


# ------------------------------------------------------------------ posts and their counts


POSTS = {
    "hootsuite-posts": (
        (
            "Post ID",
            "Post Date",
            "Post Message",
            "Post Permalink",
            "Likes",
            "Comments",
            "Shares",
            "Post Reach",
            "Saves",
        ),
        ("p1", "2026-06-01 14:00:00", "New #blend", "https://x.example/p1", "1,204", "3", "2", "900", "4"),
    ),
    "sprout-posts": (
        (
            "Date",
            "Post ID",
            "Network",
            "Post Type",
            "Post",
            "Link",
            "Impressions",
            "Engagements",
            "Reactions",
            "Comments",
            "Reposts",
            "Reach",
            "Saves",
        ),
        (
            "06/01/2026 14:00:00",
            "p1",
            "LinkedIn",
            "Post",
            "New #blend",
            "https://x.example/p1",
            "N/A",
            "9",
            "1204",
            "3",
            "2",
            "900",
            "4",
        ),
    ),
    "buffer-posts": (
        (
            "Post ID",
            "Date",
            "Post Text",
            "Post Link",
            "Likes",
            "Comments",
            "Shares",
            "Reach",
            "Saves",
            "Engagement Rate",
        ),
        (
            "p1",
            "2026-06-01 14:00",
            "New #blend",
            "https://x.example/p1",
            "1204",
            "3",
            "2",
            "900",
            "4",
            "2.1%",
        ),
    ),
    "later-posts": (
        ("Media ID", "Posted Time", "Caption", "Permalink", "Likes", "Comments", "Shares", "Reach", "Saves"),
        ("p1", "Jun 01, 2026 02:00 PM", "New #blend", "https://x.example/p1", "1204", "3", "2", "900", "4"),
    ),
}


@pytest.mark.parametrize("preset", POSTS)
def test_a_table_of_posts_gives_posts_with_their_counts(tmp_path: Path, preset: str) -> None:
    path = written(tmp_path / "posts.csv", table(*POSTS[preset]))
    records = read(account(path))
    (post,) = (record for record in records if isinstance(record, Post))
    (counts,) = (record for record in records if isinstance(record, PostSnapshot))
    assert found_as(path) == preset
    assert (post.native_id, post.published_at, post.hashtags) == ("p1", NOON, ("blend",))
    assert (counts.native_id, counts.reactions, counts.comments, counts.shares) == ("p1", 1204, 3, 2)
    assert (counts.reach, counts.saves, counts.impressions) == (900, 4, None)
    assert counts.captured_at == datetime.fromtimestamp(path.stat().st_mtime, UTC)
    assert [(one.kind, one.direction) for one in said(records)] == [("post", "outbound")]


@pytest.mark.parametrize("form", ["xls", "xlsx"])
def test_a_page_of_linkedin_gives_posts_at_the_moment_their_id_holds(tmp_path: Path, form: str) -> None:
    link = f"https://www.linkedin.com/feed/update/urn:li:activity:{linkedin_id(NOON)}"
    row = [
        "New blend",
        link,
        "Organic",
        "",
        "Acme",
        "06/01/2026",
        "",
        "",
        "",
        500,
        "",
        "",
        12,
        0.024,
        9,
        3,
        2,
        1,
        0.05,
        "Image",
    ]
    later = [*row[:1], link.replace("activity", "share"), *row[2:5], "07/09/2026", *row[6:]]
    undated = [*row[:1], "https://www.linkedin.com/posts/acme-1", *row[2:]]
    sheets = {
        "Metrics": [["Aggregated engagement"], ["Date", "Impressions (total)"], ["06/01/2026", 7]],
        "All posts": [["Metrics for posts you have shared"], LINKEDIN, row, later, undated],
    }
    path = tmp_path / f"acme_content.{form}"
    path.write_bytes(workbook(sheets) if form == "xlsx" else old_workbook("All posts", sheets["All posts"]))
    records = read(account(path))
    posts = [record for record in records if isinstance(record, Post)]
    assert found_as(path) == "linkedin-page"
    assert {post.published_at for post in posts} == {
        NOON,
        datetime(2026, 6, 1, 10, tzinfo=UTC),
    }  # noon in Berlin
    assert posts[-1].native_id == f"urn:li:activity:{linkedin_id(NOON)}"
    assert posts[-1].platform == "linkedin"
    counts = next(record for record in records if isinstance(record, PostSnapshot))
    assert (counts.impressions, counts.clicks, counts.reactions, counts.comments, counts.shares) == (
        500,
        12,
        9,
        3,
        2,
    )
    (problem,) = bad(records)
    assert problem.location == f"acme_content.{form} All posts row 4"
    assert "the id is of 2026-06-01, the row of 07/09/2026" in problem.reason


# ------------------------------------------------------------------ archives of platforms


@pytest.mark.parametrize("form", ["zip", "folder"])
def test_an_archive_of_x_gives_posts_answers_and_private_messages(tmp_path: Path, form: str) -> None:
    path = zipped(tmp_path / "x.zip", x_archive()) if form == "zip" else unzipped(tmp_path / "x", x_archive())
    records = read(account(path))
    by_id = {one.native_id: one for one in said(records)}
    assert found_as(path) == "x-archive"
    assert {key: (one.kind, one.direction) for key, one in by_id.items()} == {
        "1001": ("post", "outbound"), "1002": ("reply", "outbound"), "1003": ("share", "outbound"),
        "dm/1": ("direct_message", "inbound"), "dm/2": ("direct_message", "outbound"),
    }  # fmt: skip
    assert by_id["1002"].parent_native_id == "77"
    assert by_id["dm/1"].root_native_id == by_id["dm/2"].root_native_id == "dm/5-9"
    assert by_id["1001"].media == ("photo", "gif")
    assert by_id["1001"].permalink == "https://x.com/i/web/status/1001"
    assert by_id["1003"].text == "RT @ann: love it & more"
    assert (profiles(records)["9"].handle, profiles(records)["5"].handle) == ("acme", None)
    generated = datetime(2026, 6, 2, 7, tzinfo=UTC)
    assert [(a.followers, a.captured_at) for a in records if isinstance(a, AudienceSnapshot)] == [
        (3, generated)
    ]
    counts = next(record for record in records if isinstance(record, PostSnapshot))
    assert (counts.reactions, counts.shares, counts.captured_at) == (5, 2, generated)
    assert "private@example.org" not in repr(
        [page.body for page in account(path).fetch("conversations", EVERY, None)]
    )


@pytest.mark.parametrize("form", ["zip", "folder"])
def test_a_download_of_instagram_is_read_with_its_texts_mended(tmp_path: Path, form: str) -> None:
    path = (
        zipped(tmp_path / "ig.zip", instagram()) if form == "zip" else unzipped(tmp_path / "ig", instagram())
    )
    records = read(account(path))
    told = {(one.kind, one.direction): one for one in said(records)}
    assert found_as(path) == "instagram-download"
    assert told["direct_message", "inbound"].text == "¿Abrís mañana? 🙏"
    assert told["direct_message", "inbound"].media == ("photo",)
    assert told["direct_message", "outbound"].text == "¡Claro! ☕"
    assert told["reply", "outbound"].text == "Gracias ❤"
    assert told["post", "outbound"].text == "Nuevo café ☕"
    follow = told["follow", "inbound"]
    assert (follow.author_native_id, follow.native_id) == (
        "ann",
        "follow/ann/acme",
    )  # of two accounts each its own
    assert told["direct_message", "inbound"].root_native_id == "conversation/jose_42"
    assert profiles(records)["jose_42/José Ñ"].display_name == "José Ñ"
    assert bad(records) == []


def test_a_members_copy_of_linkedin_is_read_below_its_notes(tmp_path: Path) -> None:
    messages = table(
        (
            "CONVERSATION ID",
            "CONVERSATION TITLE",
            "FROM",
            "SENDER PROFILE URL",
            "TO",
            "DATE",
            "SUBJECT",
            "CONTENT",
            "FOLDER",
        ),
        (
            "2-a",
            "",
            "Ann B",
            "https://www.linkedin.com/in/ann-b",
            "Acme Café",
            "2026-06-01 12:00:00 UTC",
            "",
            "Hello?",
            "INBOX",
        ),
        (
            "2-a",
            "",
            "Acme Café",
            "https://www.linkedin.com/in/acme",
            "Ann B",
            "2026-06-01 13:00:00 UTC",
            "",
            "Hi!",
            "INBOX",
        ),
    )
    connections = 'Notes:\r\n"When exporting, some addresses are missing"\r\n\r\n' + table(
        ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"),
        ("Bo", "Li", "https://www.linkedin.com/in/bo-li", "", "", "", "31 May 2026"),
    )
    share = "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A71"
    shares = table(("Date", "ShareLink", "ShareCommentary"), ("2026-06-01 12:00:00", share, "News"))
    members = {
        "messages.csv": messages,
        "Connections.csv": connections,
        "Shares.csv": shares,
        "Ad_Targeting.csv": "a,b\n1,2\n",
    }
    path = zipped(tmp_path / "linkedin.zip", members)
    records = read(account(path))
    told = {(one.kind, one.direction): one for one in said(records)}
    assert found_as(path) == "linkedin-member"
    assert (told["direct_message", "inbound"].text, told["direct_message", "inbound"].occurred_at) == (
        "Hello?",
        NOON,
    )
    assert told["direct_message", "outbound"].text == "Hi!"
    assert told["post", "outbound"].text == "News"
    assert told["follow", "inbound"].occurred_at == datetime(2026, 5, 31, 10, tzinfo=UTC)
    assert profiles(records)["bo-li"].display_name == "Bo Li"
    assert bad(records) == []


# ------------------------------------------------------------------ live sessions, polls, surveys


SAVED = """14:00:00 From Ann B to Everyone:
\tDoes it come
\tin blue?
14:01:10 From Acme Café to Everyone:
\tReplying to "Does it come..."

\tIt does!
14:02:00 From Bo to Everyone:
\tReacted to "It does!" with 👍
14:03:00 From Bo to Acme Café(Direct Message):
\tpsst
"""
OLDER = "14:00:00\t From  Ann B : Does it come: in blue?\n14:01:10\t From Acme Café to Everyone : It does!\n"


def test_a_saved_chat_is_read_with_its_replies_and_reactions(tmp_path: Path) -> None:
    path = written(tmp_path / "2026-06-01 13.55.01 Launch 123" / "meeting_saved_chat.txt", SAVED)
    asked, answer, thumb, private = said(read(account(path)))
    assert found_as(path) == "zoom-chat"
    assert (asked.text, asked.occurred_at, asked.kind) == ("Does it come\nin blue?", NOON, "live_chat")
    assert (asked.direction, answer.direction) == ("inbound", "outbound")
    assert (answer.text, answer.parent_native_id) == ("It does!", asked.native_id)
    assert (thumb.kind, thumb.text, thumb.parent_native_id) == ("reaction", "👍", answer.native_id)
    assert (private.kind, private.text) == ("direct_message", "psst")


def test_the_older_spelling_of_a_saved_chat_is_read_too(tmp_path: Path) -> None:
    path = written(tmp_path / "2026-06-01 chat.txt", OLDER)
    asked, answer = said(read(account(path)))
    assert (asked.text, asked.author_native_id) == ("Does it come: in blue?", "Ann B")
    assert (answer.text, answer.direction) == ("It does!", "outbound")


def test_a_recordings_chat_counts_from_its_start(tmp_path: Path) -> None:
    path = written(tmp_path / "GMT20260601-113000_Recording.txt", "00:30:00\tAnn B:\tHello?\n")
    (hello,) = said(read(account(path)))
    assert (hello.text, hello.occurred_at) == ("Hello?", NOON)


def test_a_chat_past_midnight_goes_on_the_next_day(tmp_path: Path) -> None:
    text = "23:59:00 From Ann to Everyone:\n\tlate\n00:01:00 From Ann to Everyone:\n\tlater\n"
    late, later = said(read(account(written(tmp_path / "2026-06-01 chat.txt", text))))
    assert (later.occurred_at - late.occurred_at).total_seconds() == 120


def test_a_chat_as_a_table_takes_its_day_from_the_files_name(tmp_path: Path) -> None:
    path = written(
        tmp_path / "chat 2026-06-01.csv",
        table(("Time", "From", "To", "Message"), ("14:00:00", "Ann", "Everyone", "Hi")),
    )
    (message,) = said(read(account(path)))
    assert found_as(path) == "zoom-chat"
    assert (message.occurred_at, message.kind) == (NOON, "live_chat")


QA = """Q&A Report
Report Generated:,"Jun 02, 2026 08:00:00"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Question
Launch,123 456,"Jun 01, 2026 14:00:00",60,2

Question Details
#,Question,Asker Name,Asker Email,Answer(s)
1,"Does it, come in blue?",Ann B,ann@example.org,It does!
2,How much?,Anonymous Attendee,,
"""


def test_a_report_of_questions_gives_each_with_its_answer(tmp_path: Path) -> None:
    path = written(tmp_path / "qa.csv", QA)
    records = read(account(path))
    asked, answer, other = said(records)
    assert found_as(path) == "zoom-qa"
    assert (asked.text, asked.kind, asked.occurred_at) == ("Does it, come in blue?", "live_chat", NOON)
    assert (answer.text, answer.direction, answer.parent_native_id) == (
        "It does!",
        "outbound",
        asked.native_id,
    )
    assert other.text == "How much?"
    assert "ann@example.org" not in asked.author_native_id
    assert profiles(records)[asked.author_native_id].handle == "ann@example.org"


POLL = """Poll Report,
Report Generated:,"Jun 02, 2026 08:00:00"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes)
Launch,123 456,"Jun 01, 2026 14:00:00",60
Poll Details
#,User Name,User Email,Submitted Date/Time
1,Ann B,ann@example.org,"Jun 01, 2026 14:00:00",Which colour?,Blue,How many?,2
"""


def test_a_report_of_polls_gives_a_vote_a_person(tmp_path: Path) -> None:
    path = written(tmp_path / "poll.csv", POLL)
    (vote,) = said(read(account(path)))
    assert found_as(path) == "zoom-poll"
    assert (vote.kind, vote.text, vote.occurred_at) == (
        "poll_vote",
        "Which colour?: Blue\nHow many?: 2",
        NOON,
    )


def test_who_answers_a_poll_under_no_name_is_somebody_of_their_own(tmp_path: Path) -> None:
    alike = "".join(
        f'{n},{name},,"Jun 01, 2026 14:00:00",Which colour?,Blue\n'
        for n, name in enumerate(("Anonymous Attendee", "anonymous", "", ""), 2)
    )
    path = written(tmp_path / "poll.csv", POLL + alike)
    votes = said(read(account(path)))
    assert len({vote.author_native_id for vote in votes}) == len({vote.native_id for vote in votes}) == 5


def test_the_votes_of_a_meetings_polls_stand_together_and_apart_from_other_meetings(tmp_path: Path) -> None:
    also = '2,Bo,,"Jun 01, 2026 14:00:00",Which colour?,Green\n'
    written(tmp_path / "one.csv", POLL + also)
    written(tmp_path / "two.csv", (POLL + also).replace("123 456", "789").replace("Jun 01", "Jun 02"))
    votes = said(read(account(tmp_path)))
    first, second = ({v.post_native_id for v in votes if v.occurred_at.day == day} for day in (1, 2))
    assert (len(first), len(second), len(first | second)) == (1, 1, 2)
    assert all(vote.root_native_id == vote.post_native_id for vote in votes)


def test_the_responses_of_a_form_are_of_one_form_whichever_file_they_stand_in(tmp_path: Path) -> None:
    header, row = ("Timestamp", "How was it?", "Anything else?"), "2026/06/01 2:0{}:00 PM GMT+2"
    written(tmp_path / "may.csv", table(header, (row.format(0), "Good", ""), (row.format(1), "Bad", "-")))
    written(tmp_path / "june.csv", table(header, (row.format(2), "Good", "call 555")))
    written(tmp_path / "other.csv", table(("Timestamp", "How are you?"), (row.format(3), "Good")))
    forms = [answer.post_native_id for answer in said(read(account(tmp_path)))]
    assert len(set(forms[:3])) == 1
    assert forms[0] is not None
    assert len(set(forms)) == 2
    assert (
        len({answer.root_native_id for answer in said(read(account(tmp_path)))}) == 4
    )  # no conversation of theirs


def test_an_answer_of_several_lines_is_one_line_and_its_row_has_the_id_it_had(tmp_path: Path) -> None:
    header = ("Timestamp", "Rate us: service", "Anything else?")
    path = written(
        tmp_path / "form.csv", table(header, ("2026/06/01 2:00:00 PM GMT+2", "5", "one\ntwo: three"))
    )
    (answer,) = said(read(account(path)))
    assert answer.text == "Rate us – service: 5\nAnything else?: one two: three"
    raw = "Rate us: service: 5\nAnything else?: one\ntwo: three"
    assert answer.native_id == f"response/{digest('', '2026/06/01 2:00:00 PM GMT+2', '', raw)}"


def test_responses_of_a_google_form_are_answers_with_their_questions(tmp_path: Path) -> None:
    header = ("Timestamp", "Email Address", "How was it?", "Anything else?")
    path = written(
        tmp_path / "form.csv",
        table(
            header,
            ("2026/06/01 2:00:00 PM GMT+2", "ann@example.org", "Good", ""),
            ("2026/06/01 2:05:00 PM GMT+2", "", "Bad", "=1+1"),
        ),
    )
    first, second = said(read(account(path)))
    assert found_as(path) == "google-forms"
    assert (first.kind, first.text, first.occurred_at) == ("survey_answer", "How was it?: Good", NOON)
    assert second.text == "How was it?: Bad\nAnything else?: =1+1"
    assert second.author_native_id.startswith("anonymous/")


def test_a_form_whose_days_come_first_is_read_by_the_accounts_own_format(tmp_path: Path) -> None:
    path = written(
        tmp_path / "form.csv", table(("Timestamp", "How was it?"), ("31/05/2026 14:00:00", "Good"))
    )
    (check,) = account(path).check()
    assert not check.is_ok
    assert "`dates` can say how it is" in check.detail
    (answer,) = said(read(account(path, dates=("%d/%m/%Y %H:%M:%S",))))
    assert answer.occurred_at == datetime(2026, 5, 31, 12, tzinfo=UTC)


def test_responses_of_a_typeform_are_known_by_their_token(tmp_path: Path) -> None:
    header = (
        "#",
        "How was it?",
        "Email",
        "Response Type",
        "Start Date (UTC)",
        "Stage Date (UTC)",
        "Submit Date (UTC)",
        "Network ID",
        "Tags",
    )
    path = written(
        tmp_path / "r.csv",
        table(
            header,
            ("tok1", "Good", "", "completed", "2026-06-01 11:58:00", "", "2026-06-01 12:00:00", "n", ""),
        ),
    )
    (answer,) = said(read(account(path)))
    assert found_as(path) == "typeform"
    assert (answer.native_id, answer.text, answer.occurred_at) == ("response/tok1", "How was it?: Good", NOON)


def test_every_shipped_preset_says_what_it_is_based_on_and_what_it_lacks() -> None:
    assert len(shipped()) == 15
    for name, preset in shipped().items():
        assert "tried on files of our own making" in preset.based_on, name
        assert preset.lacks, name
