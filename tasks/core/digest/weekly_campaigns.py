"""The review's section of what was on: the calendar and its bursts, campaigns, contests, polls."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from tasks.core.digest.board import Week
from tasks.core.digest.cards import open_link, platform_name
from tasks.core.digest.marks import Mark, days_words
from tasks.core.digest.material import Material
from tasks.core.digest.rates import PERCENT_FROM, Rate, number, percent, plural, rate_words
from tasks.core.digest.texts import one_line
from tasks.core.digest.view import Block, Fact, Facts, Line, Lines, Paragraph, Section, Table
from tasks.core.digest.week_campaigns import CampaignFacts, ContestFacts, Gained, PollFacts

CAMPAIGNS_MOST, POLLS_MOST, OPTIONS_MOST, MARKS_MOST = 3, 3, 4, 6
ROWS_MOST = 20
"""Options of a poll on the page."""
_KINDS = {"holiday": "Public holiday", "away": "Away", "event": "Event", "burst": "Burst"}
_QUIET = "Nothing was on, and no day was a burst."


def campaigns_section(material: Material, week: Week) -> Section:
    """What was on in the week; every poll and the contests' reasons in full stand on the page only."""
    facts = week.campaigns
    last = week.end - timedelta(days=1)
    marks = [mark for mark in facts.marks if mark.kind in _KINDS and mark.touches(week.start, last)]
    blocks: list[Block] = []
    if marks:
        blocks.append(Lines(tuple(_mark(mark, material) for mark in marks[:MARKS_MOST])))
    for campaign in facts.campaigns[:CAMPAIGNS_MOST]:
        blocks += _campaign(campaign, material)
    if facts.contests:
        blocks.append(Lines(tuple(_contest(contest, material) for contest in facts.contests), "Contests"))
    if facts.polls:
        blocks.append(
            Lines(tuple(_poll(poll) for poll in facts.polls[:POLLS_MOST]), "Polls and surveys", True)
        )
    if not blocks:
        return Section("campaigns", "Calendar and campaigns", quiet=_QUIET)
    detail = (*map(_poll_table, facts.polls), *map(_reasons_table, (c for c in facts.contests if c.reasons)))
    return Section("campaigns", "Calendar and campaigns", blocks=tuple(blocks), detail=detail)


def _mark(mark: Mark, material: Material) -> Line:
    clock, locale = material.clock, material.locale
    if mark.kind != "burst":
        name = one_line(mark.name, 60)
        return Line(
            lead=_KINDS[mark.kind],
            text=name if name != _KINDS[mark.kind] else "",
            note=days_words(mark, clock),
        )
    counts = (
        f"{number(mark.count or 0, locale)} came in where {number(round(mark.usual or 0), locale)} are usual"
    )
    fell_on = f", on {mark.name}" if mark.name else ", on nothing in the calendar"
    return Line(
        lead="Burst", text=f"{counts}{fell_on}", note=f"{days_words(mark, clock)}; not read as growth"
    )


def _campaign(facts: CampaignFacts, material: Material) -> list[Block]:
    clock = material.clock
    until = f" to {clock.short_date(facts.until)}" if facts.until else " on"
    name = f"{one_line(facts.name, 60)}, campaign from {clock.short_date(facts.first)}{until}"
    found = (replace(fact, is_page_only=True) for fact in campaign_facts(facts, material.locale))
    return [Paragraph(f"{name}: {', '.join(_drew(facts, material.locale))}."), Facts(tuple(found))]


def _drew(facts: CampaignFacts, locale: str) -> Iterator[str]:
    """What a campaign drew in a few words: reach, messages, clicks; what is not known is left to the facts."""
    if facts.reach.value is not None:
        yield f"reach {number(facts.reach.value, locale)}"
    messages = plural(facts.talk.messages, "message")
    yield (
        f"{messages} from {plural(facts.talk.people, 'person', 'people')}"
        if facts.talk.messages
        else "no messages"
    )
    if facts.clicks.value is not None:
        yield plural(round(facts.clicks.value), "click").replace(
            str(round(facts.clicks.value)), number(facts.clicks.value, locale)
        )


def campaign_facts(facts: CampaignFacts, locale: str) -> tuple[Fact, ...]:
    """A campaign's figures, each with what it stands on; what is not known says so."""
    talk = facts.talk
    reach = _gained("Reach", facts.reach, locale, "added up over posts")
    clicks = _gained("Clicks", facts.clicks, locale, "")
    seen = _gained("Seen", facts.impressions, locale, "impressions")
    if not talk.messages:
        said = "no message carries its hashtags or links, or answers one that does"
        return reach, Fact("Conversation", "none", said), clicks, seen
    depth = f"; {number(talk.depth_mean, locale)} turns a thread" if talk.depth_mean is not None else ""
    newcomers = f"{rate_words(Rate(talk.newcomers, talk.people), locale)} for the first time"
    return (
        reach,
        Fact("Conversation", plural(talk.messages, "message"), f"in {plural(talk.threads, 'thread')}{depth}"),
        clicks,
        Fact("People", number(talk.people, locale), newcomers),
        Fact("Feeling", *_feeling(facts)),
        seen,
        Fact("Made by members", plural(talk.ugc, "post")),
        *_beside(facts, locale),
    )


def _gained(label: str, gained: Gained, locale: str, what: str) -> Fact:
    if gained.value is None:
        posts = (
            f"no count of its {plural(gained.posts, 'post')}"
            if gained.posts
            else "none of your posts is in it"
        )
        return Fact(label, "not known", posts)
    of_posts = f"{gained.known} of {plural(gained.posts, 'post')}"
    return Fact(label, number(gained.value, locale), ", ".join(filter(None, (what, of_posts))))


def _feeling(facts: CampaignFacts) -> tuple[str, str]:
    talk = facts.talk
    if not talk.rated:
        return "not known", "nothing to read it from"
    good, bad = share_words(talk.positive, talk.rated), share_words(talk.negative, talk.rated)
    note = f"negative {bad}; of {plural(talk.rated, 'message')} that could be read"
    return f"positive {good}", note


def share_words(votes: int, known: int) -> str:
    """ "64 % (95 %: 58 to 70 %)"; below the percentages' n "3 of 4"."""
    rate = Rate(votes, known)
    if rate.denominator < PERCENT_FROM or (band := rate.interval()) is None:
        return f"{rate.numerator} of {rate.denominator}"
    return f"{percent(rate)} (95 %: {round(100 * band[0])} to {round(100 * band[1])} %)"


def _beside(facts: CampaignFacts, locale: str) -> list[Fact]:
    """The brand's days of it beside the days before it; said as a change only where the interval does."""
    found = []
    if (more := facts.more_a_day) is not None:
        gap, band = more
        days = f"{plural(len(facts.volumes), 'day')}, same weekdays before it"
        if band is None:
            found.append(Fact("Came in a day", _signed(gap, locale), f"against {days}; too few to be sure"))
        elif band[0] <= 0 <= band[1]:
            note = f"95 %: {_signed(band[0], locale)} to {_signed(band[1], locale)} a day; {days}"
            found.append(Fact("Came in a day", "no clear change", note))
        else:
            note = f"95 %: {_signed(band[0], locale)} to {_signed(band[1], locale)}; {days}; not growth"
            found.append(Fact("Came in a day", _signed(gap, locale), note))
    if (newcomers := facts.newcomers_change) is not None:
        both = f"{percent(facts.people_during)} of {facts.people_during.denominator} active, before "
        both += f"{percent(facts.people_before)} of {facts.people_before.denominator}"
        found.append(Fact("Share of new people", newcomers.headline, f"{newcomers.note}; {both}"))
    return found


def _signed(value: float, locale: str) -> str:
    rounded = round(value) if abs(value) >= 10 else round(value, 1)
    return "0" if not rounded else f"{'+' if rounded > 0 else '−'}{number(abs(rounded), locale)}"


def _contest(facts: ContestFacts, material: Material) -> Line:
    clock = material.clock
    is_open = facts.closes_at > material.as_of
    person, people = ("person takes", "people take") if is_open else ("person took", "people took")
    taking = f"{plural(facts.taking_part, person, people)} part, "
    text = f"{taking}{plural(facts.entries, 'entry', 'entries')} in all"
    if is_open:
        note = f"open until {clock.moment(facts.closes_at)}"
    elif facts.draws:
        note = f"closed, {'drawn' if facts.draws == 1 else f'drawn {facts.draws} times'}"
    else:
        command = "contest draw" if facts.is_listed else "contest close"
        note = f"closed, not drawn yet; next: rapport {command}"
    return Line(lead=one_line(facts.name, 60), text=text, note=note)


def _poll(poll: PollFacts) -> Line:
    shown = [
        f"{one_line(option, 30)} {_of(votes, poll.known)}" for option, votes in poll.options[:OPTIONS_MOST]
    ]
    if len(poll.options) > OPTIONS_MOST:
        shown.append(f"{len(poll.options) - OPTIONS_MOST} more")
    unknown = poll.people - poll.known
    if unknown:
        shown.append(f"{unknown} whose choice is not known" if poll.known else "what they chose is not known")
    voted = plural(poll.people, "vote" if poll.kind == "poll_vote" else "answer")
    return Line(
        lead=one_line(poll.question, 70) or "(no words)",
        text=", ".join(shown),
        note=f"{platform_name(poll.platform)}, {voted}, one a person",
        link=open_link(poll.platform, poll.permalink, "Open"),
    )


def _of(votes: int, known: int) -> str:
    rate = Rate(votes, known)
    return percent(rate) if known >= PERCENT_FROM else f"{votes} of {known}"


def _poll_table(poll: PollFacts) -> Table:
    told = [(one_line(option, 60), votes) for option, votes in poll.options[:ROWS_MOST]]
    if others := poll.options[ROWS_MOST:]:  # free text has as many options as answers
        told.append((f"{len(others)} more", sum(votes for _, votes in others)))
    rows = tuple((option, str(votes), share_words(votes, poll.known)) for option, votes in told)
    note = f"Of {poll.known} whose choice is known, {poll.people} in all; one vote a person, the last one."
    return Table(one_line(poll.question, 90) or "(no words)", ("Option", "Votes", "Share"), rows, note)


def _reasons_table(facts: ContestFacts) -> Table:
    rows = tuple((one_line(reason, 90), str(count)) for reason, count in facts.reasons)
    name = one_line(facts.name, 60)
    return Table(f"{name}: entries that do not take part", ("Why", "Entries"), rows)
