"""A view set in HTML, text and Markdown: hostile texts stay texts, sizes stay small."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from PIL import Image

from connectors.config import Look
from tasks.core.digest.build import build
from tasks.core.digest.material import Material
from tasks.core.digest.view import Section, Table
from tasks.render import MAX_HTML_BYTES, Rendered, render

FLOWS = ("morning-scan", "midday-block", "evening-check", "weekly-review")
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> {{7*7}} {% raw %} ${7*7} </details></td></table>"
    " [click](javascript:alert(1)) ![x](https://evil.example/pixel.png) <https://evil.example> | a | b |\n"
    "# heading\n> quote\n```\n--- \u202egnirts\u202c \x00\x07 &lt;b&gt; https://evil.example/track?u=1"
)


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.sources: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [
            value or "" for name, value in attrs if name in {"src", "href", "background", "srcset"}
        ]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def hostile(make_item: Any, with_items: Any) -> Callable[[Any], Rendered]:
    """A mail of some flow in which every field of a stranger is hostile."""

    def made(flow: Any) -> Rendered:
        fields = {
            "member_name": "Eve\r\nBcc: all@evil.example <b>" + HOSTILE,
            "parent_text": HOSTILE, "last_exchange": HOSTILE, "reasons": (HOSTILE,), "media": (HOSTILE,),
            "hashtags": (HOSTILE,), "permalink": "javascript:alert(1)", "lang": "<b>", "platform": "<i>x",
        }  # fmt: skip
        items = [
            make_item(HOSTILE, ago=timedelta(hours=30 + n), tier=f"T{1 + n % 4}", **fields) for n in range(8)
        ]
        material = with_items(items)
        return render(build(flow, replace(material, problems=(HOSTILE,))))

    return made


@pytest.mark.parametrize("flow", FLOWS)
def test_strangers_can_put_no_markup_into_the_html(flow: Any, hostile: Callable[[Any], Rendered]) -> None:
    page = Tags(hostile(flow).html)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert not [source for source in page.sources if "evil" in source or "javascript" in source]
    assert "{{7*7}}" in page.text
    assert "49" not in re.sub(r"\d\d:49|49 (h|min)", "", page.text)


@pytest.mark.parametrize("flow", FLOWS)
def test_strangers_can_put_no_markup_into_the_markdown(flow: Any, hostile: Callable[[Any], Rendered]) -> None:
    markdown = hostile(flow).markdown
    assert "<" not in markdown
    assert re.search(r"(?<!\\)\]\((?!https?://social\.example)", markdown) is None
    assert re.search(r"(?<!\\)!\[", markdown) is None
    assert "https://evil" not in markdown


@pytest.mark.parametrize("flow", FLOWS)
def test_strangers_can_put_no_control_characters_into_text_or_subject(
    flow: Any, hostile: Callable[[Any], Rendered]
) -> None:
    rendered = hostile(flow)
    for part in (rendered.subject, rendered.preheader, rendered.text, rendered.markdown, rendered.html):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", part)
    assert "\n" not in rendered.subject + rendered.preheader
    assert "\nBcc:" not in rendered.text


def test_a_hostile_brand_name_stays_one_line_of_the_subject(empty: Callable[..., Material]) -> None:
    material = empty()
    brand = material.brand.model_copy(update={"name": "Acme\r\nBcc: x@evil.example"})
    assert render(build("morning-scan", replace(material, brand=brand))).subject.count("\n") == 0


@pytest.mark.parametrize("flow", FLOWS)
def test_a_mail_of_two_hundred_long_items_stays_under_the_limit(
    flow: Any, make_item: Any, with_items: Any
) -> None:
    items = [
        make_item(
            "&<\"'" * 200,
            ago=timedelta(hours=25, minutes=n),
            permalink="https://social.example/" + "&" * 1900,
        )
        for n in range(200)
    ]
    rendered = render(build(flow, with_items(items)))
    assert len(rendered.html.encode()) < MAX_HTML_BYTES
    assert "200" in rendered.html


@pytest.mark.parametrize("flow", FLOWS)
def test_nothing_is_fetched_from_outside(flow: Any, rich: Callable[..., Material]) -> None:
    rendered = render(build(flow, rich(flow)))
    page = Tags(rendered.html)
    assert "link" not in page.tags
    assert "url(" not in rendered.html
    assert all(source.startswith(("cid:", "https://social.example/")) for source in page.sources)


def test_every_picture_is_attached_with_words_and_at_twice_its_size(rich: Callable[..., Material]) -> None:
    rendered = render(build("weekly-review", rich("weekly-review")))
    wanted = set(re.findall(r'src="cid:([^"]+)"', rendered.html))
    assert wanted == set(rendered.images)
    assert len(re.findall(r"<img [^>]*alt=\"[^\"]{20,}\"", rendered.html)) == len(wanted)
    for name, picture in rendered.images.items():
        assert Image.open(io.BytesIO(picture)).width == (192 if name.startswith("spark-") else 960)
        assert len(picture) < 20_000


def test_the_accent_is_the_brands_and_dark_mode_has_its_own(rich: Callable[..., Material]) -> None:
    material = rich()
    brand = material.brand.model_copy(update={"look": Look(accent="#ffe600")})
    html = render(build("morning-scan", replace(material, brand=brand))).html
    assert "background:#ffe600" in html
    assert "color:#000000" in html
    assert "prefers-color-scheme: dark" in html


def test_the_three_renderings_say_the_same(rich: Callable[..., Material]) -> None:
    rendered = render(build("morning-scan", rich()))
    page = Tags(rendered.html).text
    for words in (
        "5 need an answer today.",
        "Ana Lima",
        "Is the Yirgacheffe coming back this winter?",
        "what you found",
    ):
        assert words in page
        assert words in rendered.text
        assert words.replace(".", "\\.") in rendered.markdown


@pytest.mark.parametrize(
    ("code", "attribute"),
    [("de", ' lang="de"'), ("pt_BR", ' lang="pt-BR"'), ("zh-Hant-TW", ' lang="zh-Hant-TW"'), (None, ""),
     ("understood", ""), ('de" onload="x', ""), ("<b>", ""), ("de\n", ""), ("dё", "")],
)  # fmt: skip
def test_what_somebody_wrote_names_its_language_and_nothing_else_gets_into_the_tag(
    code: str | None, attribute: str, make_item: Any, with_items: Any
) -> None:
    material = with_items([make_item("Die Maschine tropft.", ago=timedelta(hours=3), lang=code)])

    html = render(build("morning-scan", material)).html

    assert re.search(r'<div class="clamp\d ink" dir="auto"( lang="[^"]*")?', html)[1] == (attribute or None)  # type: ignore[index]


def test_a_table_of_a_mail_names_its_columns_and_rows(empty: Callable[..., Material]) -> None:
    table = Table("By topic", ("", "People"), (("parcel", "24"),))
    view = replace(build("morning-scan", empty()), sections=(Section("any", "Any", blocks=(table,)),))

    html = render(view).html

    assert re.search(r"<caption[^>]*>By topic</caption>", html)
    assert re.search(r'<th scope="col"[^>]*>People</th>', html)
    assert re.search(r'<th scope="row"[^>]*><bdi>parcel</bdi></th>', html)
    assert len(re.findall("<th ", html)) == 2
