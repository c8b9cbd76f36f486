"""Strangers' text, numbers, times and colours, as the digests set them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.digest import colours, texts
from tasks.core.digest.clock import Clock, duration
from tasks.core.digest.rates import Rate, change, difference, percent, rate_words

LONDON = ZoneInfo("Europe/London")
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_control_characters_and_bidi_overrides_are_gone() -> None:
    assert texts.clean("a\x00b\x1b[31m \u202egnp.exe\u202c \u2066x\u2069") == "ab[31m gnp.exe x"


def test_joined_emoji_and_flags_stay_whole() -> None:
    family, scotland = "👨‍👩‍👧", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    assert texts.clean(family + scotland) == family + scotland


def test_line_breaks_stay_and_piles_of_marks_do_not() -> None:
    assert texts.clean("one\r\ntwo\u2028three") == "one\ntwo\nthree"
    assert len(texts.clean("z" + "\u0301" * 50)) == 5


@given(st.text(max_size=400))
def test_a_name_is_one_line_of_printable_characters(text: str) -> None:
    name = texts.name(text)
    assert 0 < len(name) <= texts.NAME_LIMIT
    assert not any(character in name for character in "\r\n\x00\u202e")


@given(st.text(max_size=900), st.integers(min_value=2, max_value=300))
def test_a_cut_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(texts.cut(text, limit)) <= limit


def test_a_message_is_cut_at_a_word() -> None:
    assert texts.cut("one two three four", 12) == "one two…"


def test_a_message_keeps_its_line_breaks_up_to_eight_lines() -> None:
    assert texts.message("a\nb") == "a\nb"
    assert texts.message("\n".join("abcdefghijkl")).count("\n") == 7


def test_links_are_shown_as_the_host_they_lead_to() -> None:
    shown = texts.hosts_only("see https://bank.example@evil.example/login?x=1, or www.shop.example/a.")
    assert shown == "see evil.example, or shop.example."


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "http://a b", ""]
)
def test_only_web_addresses_are_linked(url: str) -> None:
    assert texts.web_link(url) is None


def test_a_web_address_is_linked_as_it_is() -> None:
    assert texts.web_link("https://social.example/post/1?a=b") == "https://social.example/post/1?a=b"


def test_small_numbers_are_said_in_full_and_percentages_begin_at_twenty() -> None:
    assert rate_words(Rate(3, 4)) == "3 of 4"
    assert rate_words(Rate(18, 20)) == "90 % of 20"
    assert rate_words(Rate(0, 0)) == "no cases"


def test_almost_all_is_not_all_and_almost_none_is_not_none() -> None:
    assert (percent(Rate(999, 1000)), percent(Rate(1, 1000))) == ("99 %", "1 %")


def test_the_wilson_interval_is_the_textbooks() -> None:
    low, high = Rate(15, 50).interval() or (0, 0)  # Wilson 1927: 0.191 to 0.438
    assert (round(low, 3), round(high, 3)) == (0.191, 0.438)


def test_a_change_is_called_one_only_when_its_interval_says_so() -> None:
    clear, unclear = change(Rate(98, 131), Rate(112, 124)), change(Rate(14, 20), Rate(16, 20))
    assert clear is not None
    assert clear.words == "up 16 points (95 %: +6 to +25 points)"
    assert unclear is not None
    assert unclear.words.startswith("no clear change (95 %: ")


def test_few_cases_give_no_change_in_points() -> None:
    assert change(Rate(1, 1), Rate(0, 160)) is None


def test_no_interval_is_said_to_be_of_100_percent() -> None:
    found = difference(Rate(200, 500), Rate(60, 80), z=3.3)  # as the hours of the day are told apart
    assert found is not None
    assert found.note.startswith("99 %: ")


def test_newcombes_interval_is_the_textbooks() -> None:
    found = change(Rate(48, 80), Rate(56, 70))  # Newcombe 1998, table II, example (a), method 10
    assert found is not None
    assert (round(found.low / 100, 4), round(found.high / 100, 4)) == (0.0524, 0.3339)


@pytest.mark.parametrize(
    ("locale", "words"), [("en_GB", "14:05"), ("en_US", "2:05 pm"), ("fi_FI", "14.05"), ("xx", "14:05")]
)
def test_the_clock_is_the_locales(locale: str, words: str) -> None:
    assert Clock(LONDON, locale, MORNING).time(MORNING.replace(hour=14, minute=5)) == words


def test_midnight_on_a_twelve_hour_clock_is_twelve() -> None:
    assert Clock(LONDON, "en_US", MORNING).time(MORNING.replace(hour=0)) == "12:00 am"


def test_moments_are_said_in_the_brands_zone_with_the_day_when_it_is_another() -> None:
    clock = Clock(ZoneInfo("Pacific/Auckland"), "en_NZ", MORNING)
    assert clock.today == date(2026, 11, 24)
    assert clock.full_date(clock.today) == "Tuesday 24 November 2026"
    assert clock.moment(MORNING + timedelta(hours=4)).startswith("tomorrow 1:00")


def test_days_are_named_as_people_name_them() -> None:
    clock = Clock(LONDON, "en_GB", MORNING)
    days = [clock.day(date(2026, 11, 24) + timedelta(days=ahead)) for ahead in (-5, -3, -1, 0, 1, 3, 9)]
    assert days == ["19 Nov", "Sat", "yesterday", "today", "tomorrow", "Fri", "3 Dec"]
    assert clock.day(date(2025, 11, 24)) == "24 Nov 2025"


def test_the_start_of_a_day_knows_the_change_of_clocks() -> None:
    clock = Clock(LONDON, "en_GB", datetime(2026, 3, 29, 12, tzinfo=UTC))
    length = clock.start_of_day(date(2026, 3, 30)).astimezone(UTC) - clock.start_of_day(
        date(2026, 3, 29)
    ).astimezone(UTC)
    assert length == timedelta(hours=23)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=20), "under a minute"),
        (timedelta(minutes=130), "2 h 10 min"),
        (timedelta(hours=30), "30 h"),
        (timedelta(days=3, hours=4), "3 days 4 h"),
    ],
)
def test_a_length_of_time_is_said_in_two_units_at_most(span: timedelta, words: str) -> None:
    assert duration(span) == words


@given(st.integers(min_value=0, max_value=0xFFFFFF))
def test_every_accent_is_made_readable(colour: int) -> None:
    palette = colours.palette(f"#{colour:06x}")
    assert colours.contrast(palette.on_accent, palette.accent) >= colours.AA
    assert colours.contrast(palette.link, colours.PAPER) >= colours.AA
    assert colours.contrast(palette.link_dark, colours.PAPER_DARK) >= colours.AA


def test_a_readable_accent_stays_as_it_is() -> None:
    assert colours.palette("#0f766e").link == "#0f766e"


@pytest.mark.parametrize("accent", ["red", "#12", "#1f5fbf;background:url(x)", ""])
def test_what_is_no_colour_gives_the_default(accent: str) -> None:
    assert colours.palette(accent).accent == colours.DEFAULT_ACCENT


def test_tier_colours_are_readable_on_both_papers() -> None:
    for light, dark in colours.TIER_COLOURS.values():
        assert colours.contrast(light, colours.PAPER) >= colours.AA
        assert colours.contrast(dark, colours.PAPER_DARK) >= colours.AA
