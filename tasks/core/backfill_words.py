"""A backfill's plan in words, for the terminal and for Prefect's page."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from tasks.core.backfill_plan import LEFT_TO_SCANS, Cost, Plan

_DONE = {
    "merged": "windows merged",
    "inserted": "rows new",
    "changed": "rows changed",
    "mended": "rows out of quarantine",
    "tiered": "messages tiered again",
    "days": "days computed again",
    "previews": "digests previewed",
}


def span_words(plan: Plan, zone: tzinfo) -> str:
    """The span by the brand's clock."""
    start, end = (_when(moment, zone) for moment in (plan.asked.start, plan.asked.end))
    return f"gaps between {start} and {end}" if plan.asked.gaps else f"{start} to {end}"


def plan_lines(plan: Plan, zone: tzinfo) -> list[str]:
    """The plan, a sentence a line: first what is to be done, then what it costs."""
    lines = []
    if plan.goes_on_since:
        lines.append(f"goes on with what was begun at {_when(plan.goes_on_since, zone)} and not finished")
    lines += _windows(plan)
    if "tiers" in plan.asked.redo:
        lines.append(f"{plan.interactions:,} messages to tier again; people's rulings stay")
    if "metrics" in plan.asked.redo:
        lines.append(f"{plan.days:,} days of metrics to compute again")
    if plan.asked.preview:
        lines.append(f"{plan.digests:,} digests to preview, in the folder only: nothing is mailed")
    lines += [f"{s.account}, {s.stream}: {s.note}" for s in plan.streams if s.note]
    lines += [_cost(one) for one in plan.costs]
    if not plan.costs:
        lines.append("no request to any platform")
    return ["nothing to do", *lines] if plan.is_empty else lines


def plan_table(plan: Plan) -> list[dict[str, str | int]]:
    """The plan's windows by account and stream: one row each, named columns."""
    return [
        {
            "account": s.account,
            "stream": s.stream,
            "to collect": s.missing,
            "to collect again": s.again,
            "to read again": s.read_again,
            "already there": s.already_there,
            "unavailable": s.unavailable,
            "requests": "not known yet" if s.requests is None else s.requests,
        }
        for s in plan.streams
    ]


def plan_markdown(plan: Plan, zone: tzinfo) -> str:
    """The plan as Markdown: every value is of our own making or of the operator's configuration.

    Counts that are nothing in every row are left out: the page has room for a few columns.
    """
    rows = plan_table(plan)
    lines = [f"**{span_words(plan, zone)}**", "", *(f"- {line}" for line in plan_lines(plan, zone)), ""]
    if rows:
        shown = [name for name in rows[0] if any(row[name] != 0 for row in rows)]
        rules = ["---" if isinstance(rows[0][name], str) else "---:" for name in shown]
        lines += [f"| {' | '.join(shown)} |", f"|{'|'.join(rules)}|"]
        lines += [f"| {' | '.join(str(row[name]).replace('|', ' ') for name in shown)} |" for row in rows]
    return "\n".join(lines)


def done_words(counts: Mapping[str, int], problems: int) -> str:
    """What a backfill came to, in a line: "done: 182 windows merged, 8,061 rows new"; what is nothing is left out."""
    said = [f"{counts[name]:,} {words}" for name, words in _DONE.items() if counts.get(name)]
    ended = f"ended with {problems:,} problem{'s' if problems != 1 else ''}" if problems else "done"
    return f"{ended}: {', '.join(said) or 'nothing was left to do'}"


def in_words(seconds: float) -> str:
    """A span of time as people say it: "40 s", "3 min", "2 h 10 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _windows(plan: Plan) -> list[str]:
    missing, again, read_again, there, gone = (
        sum(getattr(s, name) for s in plan.streams)
        for name in ("missing", "again", "read_again", "already_there", "unavailable")
    )
    lines = []
    if plan.asked.is_collecting:
        lines.append(f"{missing:,} windows to collect; {there:,} are there already")
    if again:
        lines.append(f"{again:,} windows to collect again")
    if {"parse", "validate"} & set(plan.asked.redo):
        lines.append(f"{read_again:,} windows to read again from their landed pages")
    if gone:
        lines.append(f"{gone:,} windows that the platform does not give any more")
    return lines


def _cost(cost: Cost) -> str:
    about = "about" if cost.is_known else "at least"
    said = f"{cost.platform}: {about} {cost.requests:,} requests"
    if cost.rate is None or cost.seconds is None:
        return f"{said}; its rate is not known here"
    most, period = cost.rate
    return (
        f"{said}; it lets {most:,} through in {in_words(period)}, of which {LEFT_TO_SCANS:.0%} are left to the "
        f"scheduled scans: {in_words(cost.seconds)} at least"
    )


def _when(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
