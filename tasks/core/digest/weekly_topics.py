"""The review's section of topics and pain points: what people spoke of, how that changed, in whose words."""

from tasks.core.digest.absent import TOO_FEW
from tasks.core.digest.board import Week
from tasks.core.digest.cards import language_name, open_link, platform_name
from tasks.core.digest.material import Material
from tasks.core.digest.rates import PERCENT_FROM, Rate, change, number, percent, plural, rate_words
from tasks.core.digest.texts import language_code, name, one_line
from tasks.core.digest.view import Block, Fact, Facts, Line, Lines, Paragraph, Section, Table
from tasks.core.digest.week_topics import Language, Mood, Quote, Topic, WeekTopics
from tasks.core.wording import without_handles

TOLD_MOST, PAINS_MOST = 5, 3
"""Topics and pain points in the mail; the page has all of them."""
QUOTE_LENGTH = 280
"""Characters of a quote; in people’s words topics are told on the page."""
TITLE = "Topics and pain points"
NOTHING_BEFORE = "In the eight weeks before, or in this one, too few people wrote to speak of changes."
_MOODS = {"positive": "Sound positive", "negative": "Sound negative"}


def topics_section(material: Material, week: Week) -> Section:
    """What the week was about; every topic with all its figures and words stands on the page only."""
    facts = week.topics
    if not facts.languages:
        return Section("topics", TITLE, quiet="Nobody wrote anything this week.")
    moods = tuple(_mood(mood, material.locale) for mood in facts.moods if mood.name in _MOODS)
    moods += tuple(_unread(mood, material.locale) for mood in facts.moods if mood.name == "unknown")
    blocks: list[Block] = [Facts(moods)] if moods else []
    for place, language in enumerate(facts.languages):
        blocks += _language(language, material, is_alone=len(facts.languages) == 1, is_first=place == 0)
    if pains := facts.pain_points:
        lines = tuple(_pain(topic, material) for topic in pains[:PAINS_MOST])
        blocks.append(Lines(lines, "Pain points"))
    elif facts.topics:
        blocks.append(Paragraph("No topic sounds clearly more troubled than the rest."))
    blocks += [Paragraph(words, is_quiet=True) for words in _fine_print(facts)]
    count = str(len(facts.topics)) if facts.topics else ""
    return Section("topics", TITLE, count=count, blocks=tuple(blocks), detail=_detail(facts, material))


def _language(language: Language, material: Material, *, is_alone: bool, is_first: bool) -> list[Block]:
    """The topics of one language, the most spoken of first; each line leads to a message that stands for it."""
    called = language_name(language.language)
    many = f"{plural(language.messages, 'message')} from {plural(language.people, 'person', 'people')}"
    if not language.topics:
        if not language.is_named_in:
            return [Paragraph(f"In {called}: {many}; topics are not told in it.", is_quiet=True)]
        return [
            Paragraph(
                f"{'' if is_alone else f'In {called}: '}{many}, no topic shared by three or more.",
                is_quiet=True,
            )
        ]
    lines = [_topic(topic, material) for topic in language.topics[:TOLD_MOST]]
    fine_print = [Paragraph(NOTHING_BEFORE, is_quiet=True)] if is_first and not _can_compare(language) else []
    heading = (
        f"What {plural(language.people, 'person', 'people')} spoke of" if is_first else "What people spoke of"
    )
    return [
        Lines(
            tuple(lines),
            heading if is_alone else f"{heading}, in {called}",
            is_page_only=not is_first,
            total=len(language.topics),
        ),
        *fine_print,
    ]


def _can_compare(language: Language) -> bool:
    return min(language.people, language.people_before) >= PERCENT_FROM


def _topic(topic: Topic, material: Material) -> Line:
    """One topic in one line: how many speak of it, whether that changed; the link leads to who stands for it."""
    figures = f"{_volume(topic, material.locale)}; {change_words(topic)}".removesuffix("; ")
    spoke = f"{number(topic.share.numerator, material.locale)} of {number(topic.share.denominator, material.locale)}"
    brief = f"{spoke} people; {_brief_change(topic)}".removesuffix("; ")
    quote = topic.quotes[0] if topic.quotes else None
    link = open_link(quote.platform, quote.permalink, "Open") if quote is not None else None
    return Line(lead=topic_words(topic), text=figures, link=link, brief=brief)


def _brief_change(topic: Topic) -> str:
    """For the mail: a change with its interval, or that there is none."""
    return (
        change_words(topic)
        if topic.change is not None and topic.change.is_clear
        else ("no clear change" if topic.change is not None else "")
    )


def topic_words(topic: Topic) -> str:
    """A topic's name with its further words: "iOS 11 (keyboard, battery)"; strangers' words, made safe."""
    further = ", ".join(one_line(word, 24) for word in topic.words)
    return f"{one_line(topic.name, 40)} ({further})" if further else one_line(topic.name, 40)


def _volume(topic: Topic, locale: str) -> str:
    return f"{_people(topic.share, locale)}, in {plural(topic.messages, 'message')}"


def _people(share: Rate, locale: str) -> str:
    """ "19 of 81 people (23 %, 95 %: 16 to 34 %)"; without percentages when they are few."""
    words = f"{number(share.numerator, locale)} of {number(share.denominator, locale)} people"
    if share.denominator < PERCENT_FROM or (span := share.interval()) is None:
        return words
    return f"{words} ({percent(share)}, 95 %: {round(100 * span[0])} to {round(100 * span[1])} %)"


def change_words(topic: Topic) -> str:
    """The topic's change against the eight weeks before, said as one only when the interval says so; "": too few."""
    if (difference := topic.change) is None:
        return ""
    if not topic.before.numerator and difference.is_clear:
        return f"new: nobody in the eight weeks before ({difference.note})"
    before = f"{percent(topic.before) if topic.before.numerator else 'nobody'} in the eight weeks before"
    return f"{difference.headline} ({difference.note}); {before}"


def _quote(quote: Quote, language: str) -> Line:
    return Line(
        text=f"“{_said(quote, QUOTE_LENGTH)}”",
        note=f"{name(quote.member_name, quote.member_handle)}, {platform_name(quote.platform)}",
        link=open_link(quote.platform, quote.permalink, "Open"),
        lang=language_code(language),
    )


def _said(quote: Quote, limit: int) -> str:
    return one_line(without_handles(quote.text), limit) or "…"


def _pain(topic: Topic, material: Material) -> Line:
    """How troubled a topic is beside the rest, and who waits; the link leads to who waits longest."""
    locale = material.locale
    first = topic.waiting[0] if topic.waiting else None
    return Line(
        lead=topic_words(topic),
        text=f"{_of(topic.troubled, locale)} of its messages complain or sound negative, {_of(topic.rest, locale)} "
        f"of the others{f' ({topic.gap.note})' if topic.gap else ''}",
        note=_waiting_words(topic, material),
        link=open_link(first.platform, first.permalink, "Open") if first else None,
    )


def _of(rate: Rate, locale: str) -> str:
    if rate.denominator < PERCENT_FROM:
        return f"{rate.numerator} of {rate.denominator}"
    return f"{percent(rate)} of {number(rate.denominator, locale)}"


def _waiting_words(topic: Topic, material: Material) -> str:
    if not topic.waiting_count:
        return "nobody waits"
    who = ", ".join(
        f"{name(one.member_name, one.member_handle)} since {material.clock.moment(one.occurred_at)}"
        for one in topic.waiting
    )
    more = topic.waiting_count - len(topic.waiting)
    return (
        f"{plural(topic.waiting_count, 'message')} {'waits' if topic.waiting_count == 1 else 'wait'}: {who}"
        + (f", and {more} more" if more else "")
    )


def _mood(mood: Mood, locale: str) -> Fact:
    difference = change(mood.before, mood.week)
    against = f"{difference.words} against the eight weeks before" if difference is not None else ""
    is_news = difference is not None and difference.is_clear
    return Fact(
        _MOODS[mood.name], f"{rate_words(mood.week, locale)} messages", against, is_page_only=not is_news
    )


def _unread(mood: Mood, locale: str) -> Fact:
    """Those of which the words show neither: not a gap in the data, and no neutral either."""
    note = "their words show neither praise nor trouble: a plain question, a “haha”; they count as neither"
    return Fact("Cannot be told", f"{rate_words(mood.week, locale)} messages", note, is_page_only=True)


def _fine_print(facts: WeekTopics) -> list[str]:
    """What the figures stand on."""
    found = []
    if facts.topics:
        found.append(
            "Topics are words that several people wrote, counted by people: who writes ten times counts once. Changes "
            "and pain points are told by intervals that hold for all words looked at, together 99 of 100 times."
        )
    if facts.weeks_left_out:
        weeks = plural(facts.weeks_left_out, "week")
        found.append(
            f"Of the eight weeks before, {weeks} left out of topics: not all messages were collected."
        )
    if facts.sampled < 1:
        found.append(
            f"Of so many messages, those of {percent(Rate(round(1000 * facts.sampled), 1000))} of the people were read."
        )
    return found


def _detail(facts: WeekTopics, material: Material) -> tuple[Block, ...]:
    """Every topic with its figures, then in people’s words."""
    blocks: list[Block] = []
    for language in (one for one in facts.languages if one.topics):
        called = language_name(language.language)
        rows = tuple(_row(topic, material.locale) for topic in language.topics)
        head = ("Topic", "People", "Before", "Change", "Messages", "Positive", "Negative", "Wait")
        note = (
            f"{plural(language.messages, 'message')} of {plural(language.people, 'person', 'people')}; before: the "
            f"eight weeks before, {number(language.people_before, material.locale)} people, each counted once a week. "
            "A change is in percentage points with its 99 % interval."
        )
        blocks.append(Table(f"Topics in {called}", head, rows, note))
        blocks += [
            Lines(
                tuple(_quote(quote, language.language) for quote in topic.quotes),
                f"“{topic_words(topic)}”, in people’s words",
            )
            for topic in language.topics
            if topic.quotes
        ]
    return tuple(blocks)


def _row(topic: Topic, locale: str) -> tuple[str, ...]:
    difference = topic.change
    return (
        topic_words(topic),
        rate_words(topic.share, locale),
        rate_words(topic.before, locale),
        f"{difference.headline} ({difference.note})" if difference is not None else TOO_FEW,
        number(topic.messages, locale),
        number(topic.positive, locale),
        number(topic.negative, locale),
        number(topic.waiting_count, locale),
    )
