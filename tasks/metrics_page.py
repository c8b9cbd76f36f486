"""docs/metrics.md out of the models' headers, sql/metrics/metrics.toml and the hand-written docs/metrics.in.md.

`python -m tasks.metrics_page` (`make docs`) writes it anew; a test fails while the page is not what the sources say.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import sql
from tasks.marts_models import MODELS, Model, Need, model

SOURCE, PAGE = Path("docs/metrics.in.md"), Path("docs/metrics.md")
GENERATED = (
    "<!-- Made by `make docs` from docs/metrics.in.md, sql/metrics/*.sql and metrics.toml: edit those. -->\n"
)
_MARK = re.compile(r"^<!-- (daily|periods|medians|models) -->$", re.MULTILINE)
_FIELD = re.compile(r"^-- (\w+): (.*)$")


def page(source: str) -> str:
    """The page that `source` becomes: its marks are replaced by tables."""
    tables = {"daily": _daily, "periods": _periods, "medians": _medians, "models": _models}
    return GENERATED + _MARK.sub(lambda found: "\n".join(tables[found[1]]()), source)


@cache
def declared() -> dict[str, dict[str, str]]:
    """What each metric counts: dimensions, figure, unit."""
    found: dict[str, dict[str, str]] = tomllib.loads(sql.load("metrics/metrics.toml"))
    return found


def header(each: Model) -> dict[str, str]:
    """The fields of a model's header, those of several lines on one."""
    fields: dict[str, str] = {}
    name = ""
    for line in each.text.splitlines():
        if not line.startswith("--"):
            break
        if (found := _FIELD.match(line)) is not None and found[1][0].isupper():
            name = found[1]
            fields[name] = f"{fields[name]} {found[2]}" if name in fields else found[2]
        else:
            fields[name] += line.removeprefix("--").rstrip()
    return fields


def _daily() -> Iterator[str]:
    yield from _head(
        "metric", "dimension: values", "numerator / denominator", "unit", "week, month", "unknown without"
    )
    for each, metric in _metrics("metric", is_daily=True):
        told = declared()[metric]
        yield _row(
            metric,
            told["dimensions"],
            told["figure"],
            told["unit"],
            _rolled(each, metric),
            _needed(each, metric),
        )


def _periods() -> Iterator[str]:
    yield from _head("metric", "period", "numerator / denominator", "unit", "unknown without")
    for each, metric in _metrics("metric", is_daily=False):
        told = declared()[metric]
        yield _row(metric, ", ".join(each.grains), told["figure"], told["unit"], _needed(each, metric))


def _medians() -> Iterator[str]:
    yield from _head("metric", "dimension: values", "measure", "unit", "unknown without")
    for each, metric in _metrics("distribution", is_daily=True):
        told = declared()[metric]
        yield _row(metric, told["dimensions"], told["figure"], told["unit"], _needed(each, metric))


def _models() -> Iterator[str]:
    yield from _head("model", "what it computes", "of what", "unit", "changes reach", "version")
    for each in MODELS:
        told = header(each)
        link = f"[{each.name}](../sql/metrics/{each.name}.sql)"
        reads = ", ".join(
            f"`{name.strip()}`" for name in re.split(r"[,;]", told["Inputs"].partition("; parameter")[0])
        )
        yield _row(link, told["Purpose"], reads, told["Unit"], f"{told['Reach']} days", str(each.version))


def _metrics(table: str, *, is_daily: bool) -> Iterator[tuple[Model, str]]:
    for each in MODELS:
        if each.table == table and ("day" in each.grains) is is_daily:
            yield from ((each, metric) for metric in each.metrics)


def _rolled(each: Model, metric: str) -> str:
    """How weeks and months come about."""
    if "week" in each.grains:
        return "anew"
    return "sum" if metric in model("roll_up").metrics else "days only"


def _needed(each: Model, metric: str) -> str:
    """What the metric needs to have been collected, and from when on."""
    found = [need for need in each.needs if need.metric == metric]
    if not found:
        return "–"
    return f"{', '.join(need.feed for need in found)}{_since(found[0])}"


def _since(need: Need) -> str:
    if need.since == "0":
        return ""
    if need.since == "previous":
        return " (of the window before, too)"
    return f" (from {need.since.removeprefix('-')} {'day' if need.since == '-1' else 'days'} before)"


def _head(*cells: str) -> Iterable[str]:
    return _row(*cells), f"|{'---|' * len(cells)}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def main(arguments: Sequence[str]) -> int:
    """Write the page below the folder given (else the current one); 1 when it was not up to date, as `--check` asks."""
    folder = Path(next((a for a in arguments if not a.startswith("-")), "."))
    made = page((folder / SOURCE).read_text(encoding="utf-8"))
    is_stale = not (folder / PAGE).exists() or (folder / PAGE).read_text(encoding="utf-8") != made
    if "--check" in arguments:
        return int(is_stale)
    (folder / PAGE).write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
