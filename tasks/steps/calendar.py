"""The events of the brand's iCalendar file or address, kept in the warehouse."""

from connectors import icalendar
from connectors.errors import ConnectorError
from tasks.core.digest.marks import Mark
from tasks.steps import setup
from tasks.steps.run import Run, context


def refresh(run: Run) -> list[str]:
    """Read the brand's calendar and put its events in place of those it had; what went wrong, in words.

    A calendar that cannot be read leaves the events as they were. A replay reads none: it is the calendar of now.
    """
    ctx = context(run)
    if ctx.brand.calendar is None or run.is_replay:
        return []
    try:
        text = icalendar.read(ctx.brand.calendar)
    except ConnectorError as error:
        return [f"calendar: {error}"]
    with ctx.engine.begin() as connection:
        span = run.as_of - setup.SPAN_BEFORE, run.as_of + setup.SPAN_AFTER
        days = setup.laid_out(connection, ctx.brand, *span)
        found = icalendar.events(text, ctx.brand.zone, *days)
        marks = (Mark(event.first, event.last, event.name, "event") for event in found)
        setup.lay_down(connection, ctx.brand, "calendar", marks)
    return []
