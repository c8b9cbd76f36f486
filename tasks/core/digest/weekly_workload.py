"""The review's workload: replies, minutes planned and given, and how the replies sounded."""

from dataclasses import replace

from tasks.core.digest.board import Week
from tasks.core.digest.material import Material
from tasks.core.digest.rates import Rate, change, hundredths, number, plural, rate_words
from tasks.core.digest.texts import one_line
from tasks.core.digest.view import Block, Fact, Facts, Paragraph, Section
from tasks.core.digest.week_equity import Sound

TITLE = "Workload"


def workload_section(material: Material, week: Week) -> Section:
    """Replies sent, those after hours, minutes against what the brand gives, and the authenticity of what was sent."""
    told = [*_replies(material), *_minutes(material, week)]
    facts = [replace(fact, is_page_only=True) for fact in told]
    facts += _sound(week.equity.sound, material.locale)
    if not facts:
        return Section("workload", TITLE, quiet="No reply was sent.")
    blocks: list[Block] = [Facts(tuple(facts))]
    if words := _warnings(week.equity.sound):
        blocks.append(Paragraph(words, is_quiet=True))
    return Section("workload", TITLE, blocks=tuple(blocks), quiet="As in the five sentences.")


def minutes_given(material: Material, week: Week) -> float | None:
    """The week's budget in minutes: its working days', but no more than the brand gives a week; None: not known."""
    budgeted = week.equity.minutes.budgeted
    return None if budgeted is None else min(budgeted, float(material.brand.budget.weekly_minutes))


def _replies(material: Material) -> list[Fact]:
    work, locale = material.figures.workload, material.locale
    if work.why_unknown:
        return [Fact("Replies sent", "unknown", one_line(work.why_unknown, 160))]
    if work.replies is None:
        return []
    facts = [Fact("Replies sent", number(work.replies, locale))]
    if work.after_hours is not None and work.replies:
        facts.append(Fact("Outside office hours", rate_words(Rate(work.after_hours, work.replies), locale)))
    return facts


def _minutes(material: Material, week: Week) -> list[Fact]:
    work, locale, planned = material.figures.workload, material.locale, week.equity.minutes.planned
    given = minutes_given(material, week)
    facts = []
    if work.minutes_used is not None and not work.why_unknown:
        facts.append(
            Fact(
                "Minutes of writing", number(round(work.minutes_used), locale), "an estimate from the replies"
            )
        )
    if planned is not None:
        facts.append(Fact("Minutes planned", number(round(planned), locale), "in midday blocks"))
    if given is not None and facts:
        facts.append(Fact("Minutes budgeted", number(round(given), locale), "on the week’s working days"))
    return facts


def _sound(sound: Sound, locale: str) -> list[Fact]:
    if not (sound.authentic.denominator or sound.authentic.is_unknown):
        return []
    difference = change(sound.before, sound.authentic)
    note = difference.words if difference is not None else one_line(sound.authentic.gap, 160)
    facts = [
        Fact(
            "Replies that sound like a person",
            rate_words(sound.authentic, locale),
            note,
            is_page_only=difference is not None and not difference.is_clear,
        )
    ]
    if sound.distinctness is not None and sound.compared:
        band = sound.distinctness_band
        span = f"95 %: {hundredths(band[0], locale)} to {hundredths(band[1], locale)}; " if band else ""
        n = plural(sound.compared, "reply", "replies")
        facts.append(
            Fact(
                "Distinctness",
                hundredths(sound.distinctness, locale),
                f"{span}{n}; 1: none like another",
                is_page_only=True,
            )
        )
    return facts


def _warnings(sound: Sound) -> str:
    """What the check said of the replies that did not pass; "" when all did, or nothing is known."""
    if sound.authentic.is_unknown:
        return ""
    found = (
        (sound.alike, "almost the same as a recent one"),
        (sound.stock, "little more than a stock phrase"),
        (sound.unrelated, "without a word of what they answer"),
    )
    said = ", ".join(f"{count} {words}" for count, words in found if count)
    if not said:
        return ""
    read = (
        " The check reads words alone: a short answer to the point may be among the last."
        if sound.unrelated
        else ""
    )
    return f"Of {plural(sound.authentic.denominator, 'reply', 'replies')}: {said}.{read}"
