"""What every flow begins with and stands in: its run, named and kept on record."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

from prefect import runtime

from flows.dead_runs import bury
from tasks.steps import calendar, keeping
from tasks.steps.run import Run, close_run, lease, open_run


def run_name() -> str:
    """What and when: `morning-scan · acme · 2026-11-22`, or the span of a backfill."""
    given = runtime.flow_run.parameters
    name, brand = runtime.flow_run.flow_name, given.get("brand")
    if name == "backfill":
        days = [f"{given[end]:%Y-%m-%d}" if given.get(end) else "…" for end in ("start", "end")]
        return f"backfill · {brand} · {'gaps, ' if given.get('gaps') else ''}{' to '.join(days)}"
    return f"{name} · {brand} · {given.get('as_of') or datetime.now(UTC):%Y-%m-%d %H:%M}"


def begin(
    brand: str, flow: str, as_of: datetime | None, config: str | None, *, is_replay: bool | None = None
) -> Run:
    """A new run; `as_of` None means now (UTC). Its id is the Prefect flow run's, so a retry is the same run.
    `is_replay` None: when `as_of` is given.

    Raises ValueError for an `as_of` in the future: metrics would count what is not over yet, and for good.
    """
    now = datetime.now(UTC)
    moment = (as_of or now).astimezone(UTC)
    if moment > now:
        raise ValueError(
            f"as_of {moment.isoformat()} is in the future: it is {now.isoformat(timespec='seconds')}"
        )
    return Run(
        run_id=str(runtime.flow_run.id or uuid4()),
        brand=brand,
        flow=flow,
        as_of=moment,
        is_replay=as_of is not None if is_replay is None else is_replay,
        config=config,
    )


@contextmanager
def on_record(run: Run, problems: list[str]) -> Iterator[None]:
    """Keep the run on record and its lease held while the block runs; a failure is recorded and goes on up.

    First the brand's runs that were killed are put down as such, here and in Prefect.
    """
    with lease(run):
        open_run(run, runtime.flow_run.id)
        try:
            bury(run)
            keeping.drop_words(run, datetime.now(UTC))
            problems += calendar.refresh(run)
            yield
        except Exception:
            close_run(run, "failed", tuple(problems))
            raise
        except BaseException:  # Ctrl-C, SIGTERM
            close_run(run, "failed", (*problems, "interrupted before it ended"))
            raise
        close_run(run, "completed", tuple(problems))
