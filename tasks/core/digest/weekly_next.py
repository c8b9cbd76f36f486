"""The weekly review's last part: last week's proposals with what became of them, and what to do next week."""

from dataclasses import replace
from datetime import timedelta

from tasks.core.digest.board import Week
from tasks.core.digest.material import Material
from tasks.core.digest.parts import load_words, of_them
from tasks.core.digest.proposals import Choice, Measure, Verdict, outcome, rate_of
from tasks.core.digest.texts import one_line
from tasks.core.digest.view import Block, Fact, Facts, Line, Lines, Paragraph, Proposal, Proposals, Section

_VERDICTS: dict[Verdict, str] = {
    "better": "✓ Better",
    "worse": "✗ Worse",
    "unclear": "~ No clear change",
    "unknown": "? Cannot be said",
}
_MEASURES = {
    "rule_24h": "the 24-hour rule",
    "coverage": "the share{of} answered the same day",
    "replies_outside_hours": "replies outside office hours",
    "retention": "who comes back",
    "growth_quality": "newcomers who write again",
    "equity_coverage": "the share{of} answered",
    "authenticity": "replies that sound like a person",
    "sentiment_negative": "messages that sound negative",
    "answers_led_on": "answers that led on",
    "response_rate": "how many of the audience speak up",
}


def next_section(material: Material, week: Week) -> Section:
    """Proposals for the coming week, what became of the last ones, and what is due already."""
    blocks: list[Block] = [_proposals(material, week), *_before(material, week)]
    return Section("next-week", "Next week", blocks=(*blocks, _due(material, week), *_events(material, week)))


def measure_words(measure: Measure) -> str:
    """A measure as people say it: "the 24-hour rule of T1", "the share of T4 answered the same day"."""
    said = _MEASURES.get(measure.metric, measure.metric.replace("_", " "))
    of = f" of {one_line(measure.dimension_value, 40)}"
    if measure.dimension in {"all", "base"}:
        of = ""
    elif measure.dimension == "hour" and "-" in measure.dimension_value:
        first, last = measure.dimension_value.split("-")
        of = f" of what comes from {first}:00 to {last}:59"
    return said.replace("{of}", of) if "{of}" in said else f"{said}{of}"


def _proposals(material: Material, week: Week) -> Block:
    if not week.proposals:
        return Paragraph("Nothing fell short enough this week to propose a change: go on as you do.")
    return Proposals(tuple(_proposal(choice) for choice in week.proposals))


def _proposal(choice: Choice) -> Proposal:
    aim = "to rise" if choice.aim == "up" else "to fall"
    return Proposal(
        what=one_line(choice.what, 200),
        evidence=one_line(choice.evidence, 300),
        measure=f"Next week’s measure: {measure_words(choice.measure)}, {aim}.",
    )


def _before(material: Material, week: Week) -> list[Block]:
    if not week.proposed_before:
        return [Paragraph("There are no proposals of last week to look back on.", is_quiet=True)]
    lines = []
    for choice in week.proposed_before:
        found = outcome(
            _as_sure(choice, week), rate_of(week.trends, choice.measure, week.start), material.locale
        )
        said = f"{_upper(measure_words(choice.measure))}: {found.words}"
        proposed = f"Proposed: {one_line(choice.what, 140)}"
        brief = f"{_upper(measure_words(choice.measure))}: {found.figures}."
        lines.append(
            Line(
                lead=_VERDICTS[found.verdict], text=said, note=proposed, brief=brief if found.figures else ""
            )
        )
    note = "What became of the measure; whether the proposal was followed, only you know."
    return [Lines(tuple(lines), "Last week’s proposals"), Paragraph(note, is_quiet=True)]


def _as_sure(choice: Choice, week: Week) -> Choice:
    """`choice` as it was told, with what the marts know of how its cases go together."""
    then = rate_of(week.trends, choice.measure, week.start - timedelta(weeks=1))
    return choice if then is None else replace(choice, rate=replace(choice.rate, design=then.design))


def _due(material: Material, week: Week) -> Block:
    end = material.clock.start_of_day(week.end + timedelta(days=7))
    due = material.due(material.as_of - timedelta(microseconds=1), end)
    facts = [
        Fact("Overdue", str(len(material.overdue())), is_page_only=True),
        Fact("Due in the coming days", str(len(due)), of_them(due), is_page_only=True),
    ]
    if (plan := material.plan) is not None:
        facts.append(
            Fact(
                "First block",
                load_words(plan, material.locale),
                f"{len(plan.deferred)} would not fit",
                None,
                True,
            )
        )
    return Facts(tuple(facts))


def _events(material: Material, week: Week) -> list[Block]:
    clock, until = material.clock, week.end + timedelta(days=7)
    events = [event for event in material.board.events if week.end <= event.day < until]
    lines = tuple(Line(lead=clock.day(event.day), text=one_line(event.name, 120)) for event in events)
    return [Lines(lines, "In the calendar")] if lines else []


def _upper(said: str) -> str:
    return said[:1].upper() + said[1:]
