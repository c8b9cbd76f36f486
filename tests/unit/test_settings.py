"""rapport.toml and the environment: what is accepted, and how a mistake is named."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

from connectors.errors import ConfigError
from connectors.settings import DEMO_CONFIG, load_settings, where

Write = Callable[[str], Path]

ISSUE_EXAMPLE = """\
[brands.tesco]
name = "Tesco"
timezone = "Europe/London"
recipients = ["manager@example.org"]

[[brands.tesco.accounts]]
platform = "export"
handle = "Tesco"
path = "threads/Tesco.csv"          # relative to this file

[[brands.tesco.accounts]]
platform = "bluesky"
handle = "tesco.example"
service = "http://127.0.0.1:2583"   # default: the public service
secret = "TESCO_BLUESKY_PASSWORD"   # name of an environment variable or Prefect Secret block
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a rapport.toml and returns its path; the environment says nothing."""
    for name in ("RAPPORT_CONFIG", "RAPPORT_HOME", "RAPPORT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)

    def put(text: str) -> Path:
        path = tmp_path / "rapport.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return put


def brand_with(line: str) -> str:
    return f'[brands.acme]\nname = "Acme"\n{line}\n'


def account_with(line: str) -> str:
    return f'[brands.acme]\nname = "Acme"\n[[brands.acme.accounts]]\nplatform = "sandbox"\nhandle = "a"\n{line}\n'


def complaint(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    return str(caught.value)


def test_the_example_of_the_issue_works_as_written(write: Write) -> None:
    path = write(ISSUE_EXAMPLE)
    settings = load_settings(path)
    brand = settings.brand("tesco")
    assert (brand.name, str(brand.zone), brand.recipients) == (
        "Tesco",
        "Europe/London",
        ("manager@example.org",),
    )
    assert [account.key for account in brand.accounts] == ["export:Tesco", "bluesky:tesco.example"]
    assert brand.accounts[0].path == path.parent / "threads/Tesco.csv"
    assert brand.accounts[1].service == "http://127.0.0.1:2583"


def test_the_documented_example_works_as_written() -> None:
    settings = load_settings(Path(__file__).parents[2] / "rapport.example.toml")
    shown = {account.platform for account in settings.brand("acme").accounts}
    assert shown >= {"sandbox", "export", "bluesky", "mastodon", "instagram"}


def test_the_documented_example_shows_every_key() -> None:
    from connectors.config import (
        Account,
        Brand,
        Budget,
        Deadlines,
        Look,
        Mail,
        OfficeHours,
        Priority,
        Settings,
    )
    from connectors.config_rules import Followers, Rule, Then, When

    text = (Path(__file__).parents[2] / "rapport.example.toml").read_text(encoding="utf-8")
    from_elsewhere = {"slug", "config_path", "home", "database_url", "brands"}
    for model in (
        Account,
        Brand,
        Budget,
        Deadlines,
        Look,
        Mail,
        OfficeHours,
        Priority,
        Settings,
        Rule,
        When,
        Then,
        Followers,
    ):
        missing = [name for name in model.model_fields if name not in text and name not in from_elsewhere]
        assert missing == [], model.__name__


def test_the_documented_values_are_the_defaults() -> None:
    from connectors.config import Budget, Deadlines, Look, OfficeHours, Priority

    brand = load_settings(Path(__file__).parents[2] / "rapport.example.toml").brand("acme")
    assert (brand.budget, brand.deadlines, brand.look, brand.office_hours, brand.priority) == (
        Budget(),
        Deadlines(),
        Look(),
        OfficeHours(),
        Priority(),
    )


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        (brand_with('recipents = ["a@example.org"]'), 3, "did you mean 'recipients'?"),
        (brand_with('timezone = "Europe/Londn"'), 3, "did you mean 'Europe/London'?"),
        (brand_with('recipients = ["a b"]'), 3, 'expected a mail address such as "manager@example.org"'),
        (brand_with("away = [2026-13-40]"), 3, "is not TOML"),
        (brand_with('away = ["soon"]'), 3, "expected a date such as 2026-12-24"),
        (brand_with("locale = 'xx_YY_ZZ_QQ'"), 3, 'expected a locale such as "en_GB"'),
        (brand_with("holidays = 'ZZ'"), 3, 'expected a country code such as "GB"'),
        (brand_with("holidays = 'DE-XX'"), 3, "expected one of the subdivisions of DE"),
        (brand_with("stale_after_days = '30'"), 3, "expected a whole number"),
        (brand_with("look = { accent = 'blue' }"), 3, "six hexadecimal digits"),
        (brand_with("[brands.acme.budget]\nblock_minutes = 2"), 4, "greater than or equal to 5"),
        (brand_with("[brands.acme.budget]\nstarter = 1"), 4, "expected true or false"),
        (brand_with("[brands.acme.office_hours]\nstart = '25:00'"), 4, 'expected a time such as "09:00"'),
        (brand_with("[brands.acme.office_hours]\nend = 'late'"), 4, 'or "24:00"'),
        (brand_with("[brands.acme.office_hours]\ndays = ['monday']"), 4, "expected one of 'mon'"),
        (brand_with("[brands.acme.deadlines]\nt2_hours = nan"), 4, "expected a number"),
        (brand_with("[brands.acme.priority]\ntime = -1"), 4, "greater than or equal to 0; it is -1"),
        (brand_with("[brands.acme.priority]\nurgency = 101"), 4, "less than or equal to 100; it is 101"),
        (brand_with("[brands.acme.priority]\nreach = 11"), 4, "less than or equal to 10; it is 11"),
        (brand_with("[brands.acme.priority]\nnewcomer = 'much'"), 4, "expected a number; it is 'much'"),
        (brand_with("[brands.acme.priority]\nthread = inf"), 4, "expected a number"),
        (brand_with("[brands.acme.priority]\nnewcommer = 3"), 4, "did you mean 'newcomer'?"),
        (
            brand_with("[brands.acme.priority]\ntime = 3"),
            3,
            "reach = 5 is more than time = 3; expected at most",
        ),
        (account_with("path = 3"), 6, "expected text in quotes"),
        (account_with("service = 'bsky.social'"), 6, 'such as "https://bsky.social"'),
        (account_with("permalink = 'https://example.org/'"), 6, "{id}"),
        (brand_with("[[brands.acme.accounts]]\nhandle = 'a'"), 3, "platform: is missing"),
        (account_with("[[brands.acme.accounts]]\nplatform = 'exprt'\nhandle = 'b'"), 7, "'export'"),
        (
            account_with("[[brands.acme.accounts]]\nplatform = 'export'\nhandle = 'b'"),
            6,
            "an export account needs",
        ),
        (
            account_with("[[brands.acme.accounts]]\nplatform = 'sandbox'\nhandle = 'a'"),
            6,
            "configured twice",
        ),
        ("[brands.Acme]\nname = 'Acme'\n", 1, "expected lower-case letters"),
        ("[brands.acme]\ntimezone = 'UTC'\n", 1, "name: is missing"),
        ("[brand.acme]\nname = 'Acme'\n", 1, "did you mean 'brands'?"),
        ("[brands]\n", 1, "has no brand"),
        ("brands = 3\n", 1, "expected tables such as [brands.acme]"),
        ("home = '/srv'\n" + brand_with(""), 1, "it comes from the environment"),
        (brand_with("") + "[mail]\nhost = 'mx.example.org'\nsecurity = 'none'\n", 4, "this machine only"),
        (brand_with("") + "[mail]\nuser = 'u'\n", 4, "password_secret"),
        (brand_with("name = 'Twice'"), 3, "is not TOML"),
        ("[brands.acme\n", 1, "is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_is_expected(
    write: Write, text: str, line: int, expected: str
) -> None:
    path = write(text)
    said = complaint(path)
    assert f"{path}, line {line}" in said
    assert expected in said


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file(write: Write) -> None:
    said = complaint(write("[brands.b]\nnme = 'B'\nlocale = 3\n[brands.a]\nname = 'A'\ntimezone = 'Mars'\n"))
    places = [one.partition(": ")[0].rpartition(" ")[2] for one in said.splitlines()]
    assert places == ["1", "2", "3", "6"]


def test_a_secret_written_into_the_file_is_refused_and_not_repeated(write: Write) -> None:
    said = complaint(write(account_with('secret = "hunter2 and more"')))
    assert "never the secret itself" in said
    assert "hunter2" not in said


def test_a_password_under_a_wrong_key_is_not_repeated(write: Write) -> None:
    said = complaint(write(brand_with("") + '[mail]\npassword = "hunter2"\n'))
    assert "did you mean 'password_secret'?" in said
    assert "hunter2" not in said


def test_credentials_in_an_address_are_refused(write: Write) -> None:
    said = complaint(write(account_with('service = "https://user:hunter2@example.org"')))
    assert "must not hold a user or password" in said


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert f"there is no {tmp_path / 'none.toml'}" in complaint(tmp_path / "none.toml")


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "rapport.toml"
    path.write_bytes(b"[brands.acme]\nname = 'Caf\xe9'\n")
    assert "line 2: is not UTF-8" in complaint(path)


def test_an_editors_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "rapport.toml"
    path.write_text(brand_with(""), encoding="utf-8-sig")
    assert load_settings(path).brands[0].name == "Acme"


def test_dates_and_times_may_be_toml_values_or_text(write: Write) -> None:
    text = "away = [2026-12-24, '2026-12-25']\n[brands.acme.office_hours]\nstart = 08:30:00\nend = '24:00'"
    brand = load_settings(write(brand_with(text))).brands[0]
    assert brand.away == (date(2026, 12, 24), date(2026, 12, 25))
    assert (brand.office_hours.start, brand.office_hours.end) == (time(8, 30), time(0))


def test_without_any_file_the_demo_brand_stands_in(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write("").parent)
    (write("").parent / "rapport.toml").unlink()
    settings = load_settings()
    assert settings.config_path == DEMO_CONFIG
    assert [account.platform for account in settings.brands[0].accounts] == ["sandbox"]


def test_a_file_here_is_read_without_being_named(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(brand_with("")).parent)
    assert load_settings().brands[0].slug == "acme"


def test_the_environment_names_the_file_and_the_home(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(brand_with(""))
    monkeypatch.setenv("RAPPORT_CONFIG", str(path))
    monkeypatch.setenv("RAPPORT_HOME", str(path.parent / "state"))
    settings = load_settings()
    assert (settings.config_path, settings.home) == (path, path.parent / "state")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_any_usual_address_of_a_database_is_taken(
    write: Write, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("RAPPORT_DATABASE_URL", f"{scheme}://u:p@db.example.org:5433/rapport?sslmode=require")
    url = load_settings(write(brand_with(""))).database_url
    assert url is not None
    assert url.get_secret_value() == "postgresql+psycopg2://u:p@db.example.org:5433/rapport?sslmode=require"


@pytest.mark.parametrize("url", ["mysql://u:hunter2@db/x", "db.example.org hunter2", "sqlite:///hunter2"])
def test_another_database_is_refused_without_showing_the_password(
    write: Write, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("RAPPORT_DATABASE_URL", url)
    said = complaint(write(brand_with("")))
    assert "expected postgresql://" in said
    assert "hunter2" not in said


def test_the_database_password_is_not_in_the_settings_text(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPPORT_DATABASE_URL", "postgresql://u:hunter2@db/x")
    assert "hunter2" not in repr(load_settings(write(brand_with(""))))


def test_a_key_can_be_found_in_the_file_for_later_messages(write: Write) -> None:
    settings = load_settings(write(ISSUE_EXAMPLE))
    assert where(settings, "brands", "tesco", "accounts", 1, "secret").endswith("rapport.toml, line 15")


def test_an_unknown_brand_is_answered_with_the_known_ones(write: Write) -> None:
    with pytest.raises(ConfigError, match=r"no brand 'tseco'.*there are: tesco"):
        load_settings(write(ISSUE_EXAMPLE)).brand("tseco")
