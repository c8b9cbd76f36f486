"""Events, campaigns and contests in rapport.toml: what is accepted, and how a mistake is named."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from connectors.config import Brand
from connectors.config_campaigns import CalendarEvent, Campaign, Contest
from connectors.errors import ConfigError
from connectors.settings import load_settings

START = '[brands.acme]\nname = "Acme"\ntimezone = "Europe/London"\nhashtags = ["acme"]\n'
CAMPAIGN = '[[brands.acme.campaigns]]\nname = "Kettle"\nhashtags = ["kettle", "Acme"]\nfrom = 2026-06-01\n'
CONTEST = '[[brands.acme.contests]]\nname = "Cup"\nhashtag = "cup"\nopens = 2026-06-08\ncloses = 2026-06-26\n'


def load(folder: Path, text: str) -> Brand:
    path = folder / "rapport.toml"
    path.write_text(START + text, encoding="utf-8")
    return load_settings(path).brand("acme")


def test_a_contest_is_open_all_of_its_last_day_by_the_brands_clock(tmp_path: Path) -> None:
    (contest,) = load(tmp_path, CONTEST).contests
    brand = load(tmp_path, CONTEST)
    assert contest.span(brand.zone) == (
        datetime(2026, 6, 7, 23, tzinfo=UTC),
        datetime(2026, 6, 26, 23, tzinfo=UTC),
    )
    assert contest.days(brand.zone) == (date(2026, 6, 8), date(2026, 6, 26))


def test_a_contest_may_close_at_an_hour(tmp_path: Path) -> None:
    brand = load(tmp_path, CONTEST.replace("2026-06-26", "2026-06-26T18:00:00"))
    assert brand.contests[0].span(brand.zone)[1] == datetime(2026, 6, 26, 17, tzinfo=UTC)


def test_networks_are_searched_for_the_hashtags_of_campaigns_and_contests_each_once(tmp_path: Path) -> None:
    assert load(tmp_path, CAMPAIGN + CONTEST).tracked_hashtags == ("Acme", "kettle", "cup")


def test_the_documented_example_shows_every_key_and_is_accepted() -> None:
    example = Path(__file__).parents[2] / "rapport.example.toml"
    text = example.read_text(encoding="utf-8")
    for model in (CalendarEvent, Campaign, Contest):
        keys = {field.alias or name for name, field in model.model_fields.items()} - {"post"}
        assert [key for key in sorted(keys) if f"\n{key} = " not in text] == []
    assert '# or: post = "https' in text
    brand = load_settings(example).brand("acme")
    assert (len(brand.events), len(brand.campaigns), len(brand.contests)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (CAMPAIGN.replace("from", "form"), 8, "campaigns[1].form: is not a known key; did you mean 'from'?"),
        (CAMPAIGN.replace("from = 2026-06-01\n", ""), 5, "campaigns[1].from: is missing"),
        (CAMPAIGN.replace("2026-06-01", '"June"'), 8, "expected a date such as 2026-12-24"),
        (CAMPAIGN + "until = 2026-05-01\n", 5, "until = 2026-05-01 is before from = 2026-06-01"),
        (CAMPAIGN.replace('hashtags = ["kettle", "Acme"]\n', ""), 5, 'expected hashtags = ["summerparcel"]'),
        (CAMPAIGN.replace('"Acme"]', '"#acme"]'), 7, "expected a hashtag without #"),
        (CAMPAIGN + 'link_tags = ["a b"]\n', 9, "expected the value of utm_campaign"),
        (CAMPAIGN + CAMPAIGN.replace('"Kettle"', '"KETTLE"'), 10, "'KETTLE' is the name of another one"),
        (CAMPAIGN.replace("Kettle", "x" * 61), 6, "expected at most 60 characters"),
        (CONTEST.replace('hashtag = "cup"\n', ""), 5, 'expected hashtag = "latteart" or post'),
        (CONTEST + 'post = "at://1"\n', 5, "one of the two"),
        (CONTEST.replace("2026-06-26", "2026-06-07"), 5, "closes is not after opens"),
        (CONTEST.replace("2026-06-26", '"soon"'), 9, "expected a date such as 2026-06-20, or a time"),
        (CONTEST.replace("2026-06-26", "2026-06-26T18:00:00Z"), 5, "both with an offset or both without"),
        (CONTEST + "winners = 3\n", 10, "winners: is not a known key"),
        ('[[brands.acme.events]]\nname = "Fair"\n', 5, "events[1].from: is missing"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_is_expected(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    with pytest.raises(ConfigError) as error:
        load(tmp_path, text)
    assert f"line {line}: " in str(error.value)
    assert words in str(error.value)
