"""docs/metrics.md is what its sources say, and tells of every metric."""

from pathlib import Path

from tasks import metrics_page
from tasks.marts_models import MODELS

ROOT = Path(__file__).parent.parent.parent
NOT_METRICS = {"profile", "cohort", "post", "sum"}
"""Tables of models whose rows the hand-written part describes: steps, cohorts, posts; and sums of other metrics."""


def test_the_page_is_what_its_sources_say() -> None:
    source = (ROOT / metrics_page.SOURCE).read_text(encoding="utf-8")
    assert (ROOT / metrics_page.PAGE).read_text(encoding="utf-8") == metrics_page.page(source), (
        "run `make docs`"
    )


def test_every_metric_is_declared_and_nothing_else() -> None:
    measured = {metric for each in MODELS if each.table not in NOT_METRICS for metric in each.metrics}
    assert set(metrics_page.declared()) == measured
    assert {tuple(told) for told in metrics_page.declared().values()} == {("dimensions", "figure", "unit")}


def test_every_metric_has_its_line_on_the_page() -> None:
    lines = (ROOT / metrics_page.PAGE).read_text(encoding="utf-8").splitlines()
    for metric in metrics_page.declared():
        assert any(line.startswith(f"| {metric} | ") for line in lines), metric


def test_every_model_says_what_it_computes_of_what_and_in_which_unit() -> None:
    for each in MODELS:
        fields = metrics_page.header(each)
        missing = {
            "Purpose",
            "Grain",
            "Key",
            "Inputs",
            "Unit",
            "Metrics",
            "Windows",
            "Reach",
            "Version",
        } - fields.keys()
        assert not missing, (each.name, missing)


def test_a_stale_page_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / metrics_page.SOURCE).write_text("# Metrics\n\n<!-- medians -->\n")
    assert metrics_page.main([str(tmp_path), "--check"]) == 1
    assert metrics_page.main([str(tmp_path)]) == 0
    assert metrics_page.main([str(tmp_path), "--check"]) == 0
    assert "| first_reply_time |" in (tmp_path / metrics_page.PAGE).read_text()
