"""The morning scan: what waits, what is due, what came in since the last look."""

from datetime import timedelta

from tasks.core.digest.board import SetAside
from tasks.core.digest.cards import TIER_SHAPES, TIER_WORDS, open_link, platform_name
from tasks.core.digest.charts import VolumeChart
from tasks.core.digest.material import BLOCK_HOUR, Material
from tasks.core.digest.parts import (
    Conversation,
    conversation_card,
    conversations,
    footer,
    items_section,
    more_lines,
    platforms_words,
    problems_section,
    rule_figure,
    rule_words,
    tier_counts,
)
from tasks.core.digest.rates import number, plural
from tasks.core.digest.texts import name, one_line
from tasks.core.digest.uncertain import uncertain_sections
from tasks.core.digest.view import Block, ChartBlock, Count, Figure, Line, Lines, Paragraph, Section, Tally
from tasks.core.digest.words import Mail
from tasks.core.items import TIERS, Ranked


def morning(material: Material) -> Mail:
    """The morning scan's words."""
    overdue, due = material.overdue(), material.due_today()
    return Mail(
        title="Morning scan",
        fact=_fact(material, overdue, due),
        second=_second(material),
        headline=_headline(material, overdue, due),
        lead=_lead(material, due),
        figures=_figures(material, overdue),
        sections=_sections(material, overdue),
        footer=footer(material),
    )


def _fact(material: Material, overdue: list[Ranked], due: list[Ranked]) -> str:
    if material.is_empty:
        return "nobody is waiting"
    today = len(overdue) + len(due)
    if not today:
        return f"nothing due today, {material.board.open_count} can wait"
    words = f"{today} {'needs' if today == 1 else 'need'} an answer today"
    if overdue:
        return f"{words}, {len(overdue)} overdue"
    times = [r.deadline.due_at for r in due if r.deadline.due_at]
    return f"{words}, {times.count(times[0])} before {material.clock.time(times[0])}"


def _headline(material: Material, overdue: list[Ranked], due: list[Ranked]) -> str:
    if material.is_empty:
        return "Nobody is waiting."
    today = len(overdue) + len(due)
    if not today:
        return "Nothing is due today."
    return f"{today} {'needs' if today == 1 else 'need'} an answer today."


def _lead(material: Material, due: list[Ranked]) -> str:
    board, clock = material.board, material.clock
    if material.is_empty:
        received = plural(board.received_count, "message")
        return f"0 of {received} of the last {material.brand.stale_after_days} days are open."
    parts = []
    if due and (first := due[0].deadline.due_at):
        parts.append(f"The first is due by {clock.time(first)}.")
    later = board.open_count - len(material.overdue()) - len(due)
    if later > 0:
        light = len(material.of_tier("T4"))
        words = f"{plural(later, 'other')} can wait"
        of_them = "all of them" if light == later else f"{light} of them"
        parts.append(f"{words}, {of_them} thanks and emoji." if light else f"{words}.")
    return " ".join(parts)


def _second(material: Material) -> str:
    counts = tier_counts(material.ranked)
    parts = []
    if counts.get("T4"):
        parts.append(f"{counts['T4']} thanks and emoji")
    if counts.get("T3"):
        parts.append(f"{counts['T3']} to feature")
    rule = rule_words(material.figures.rule_week, material.locale)
    return "; ".join([", ".join(parts), rule]) if parts else rule


def _figures(material: Material, overdue: list[Ranked]) -> tuple[Figure, ...]:
    board = material.board
    arrived = sum(volume.count for volume in board.volumes)
    return (
        Figure(
            number(board.open_count, material.locale),
            "waiting",
            f"{len(overdue)} overdue" if overdue else "none overdue",
        ),
        Figure(number(arrived, material.locale), "came in", f"since {material.clock.moment(board.since)}"),
        rule_figure(material.figures, material.locale),
    )


def _sections(material: Material, overdue: list[Ranked]) -> tuple[Section, ...]:
    clock = material.clock
    midday = clock.at(clock.today, BLOCK_HOUR)
    midnight = clock.start_of_day(clock.today + timedelta(days=1))
    just_before = material.as_of - timedelta(microseconds=1)
    before_block = material.due(just_before, midday)
    rest = material.due(max(midday, just_before), midnight)
    block = clock.time(midday)
    return (
        items_section("overdue", "Overdue", overdue, material, cards=8, quiet="Nothing is overdue."),
        items_section(
            "before-block", f"Due before the {block} block", before_block, material, cards=6, quiet="Nothing."
        ),
        items_section("today", "Due today", rest, material, cards=4, quiet="Nothing more."),
        *uncertain_sections(material, [*overdue, *before_block, *rest]),
        _ugc(material),
        _came_in(material),
        _own_posts(material),
        _set_aside(material),
        problems_section(material),
    )


def _ugc(material: Material) -> Section:
    fresh = [
        r
        for r in material.ranked
        if (r.item.tier == "T3" or "ugc" in r.item.flags) and r.item.occurred_at > material.board.since
    ]
    if not fresh:
        return Section("ugc", "New from the community", quiet="Nothing new to feature.")
    groups: list[Conversation] = conversations(fresh)
    blocks: list[Block] = [conversation_card(group, material) for group in groups[:2]]
    blocks += more_lines(groups[2:], material)
    return Section("ugc", "New from the community", count=str(len(fresh)), blocks=tuple(blocks))


def _came_in(material: Material) -> Section:
    board = material.board
    total = sum(volume.count for volume in board.volumes)
    since = material.clock.moment(board.since)
    if not total and not board.volume_days:
        return Section("came-in", "What came in", quiet=f"Nothing since {since}.")
    by_tier = {tier: sum(v.count for v in board.volumes if v.tier == tier) for tier in TIERS}
    by_platform: dict[str, int] = {}
    for volume in board.volumes:
        by_platform[volume.platform] = by_platform.get(volume.platform, 0) + volume.count
    tally = tuple(Count(t, TIER_SHAPES[t], n, TIER_WORDS[t]) for t, n in by_tier.items() if n)
    blocks: list[Block] = []
    if total:
        blocks.append(Tally(tally))
        blocks.append(
            Paragraph(f"Since {since}. By platform: {platforms_words(by_platform)}.", is_quiet=True)
        )
    if (chart := volume_chart(material)) is not None:
        blocks.append(chart)
    if fresh := _fresh(material):
        blocks.append(Paragraph("New, and due after today:"))
        blocks += more_lines(conversations(fresh), material)
    return Section("came-in", "What came in", count=str(total), blocks=tuple(blocks))


def _fresh(material: Material) -> list[Ranked]:
    """What came in since the last look, wants words, and stands in no section above."""
    above = {r.item.interaction_id for r in (*material.overdue(), *material.due_today())}
    return [
        r
        for r in material.ranked
        if r.item.occurred_at > material.board.since
        and r.item.tier in {"T1", "T2"}
        and r.item.interaction_id not in above
    ]


def volume_chart(material: Material) -> ChartBlock | None:
    """What came in by tier and day over the last two weeks; None when nothing came in."""
    days = material.board.volume_days
    if not days:
        return None
    today = material.clock.today
    span = [today - timedelta(days=back) for back in range(13, -1, -1)]
    counts = {(volume.day, volume.tier): volume.count for volume in days}
    totals = [sum(counts.get((day, tier), 0) for tier in TIERS) for day in span]
    busiest = span[max(range(len(span)), key=lambda index: totals[index])]
    alt = (
        f"Messages and reactions by tier and day, last 14 days: {sum(totals)} in all; the busiest day was "
        f"{material.clock.day(busiest)} with {max(totals)}; today so far {totals[-1]}."
    )
    chart = VolumeChart(
        labels=tuple(material.clock.short_date(day) for day in span),
        counts=tuple((tier, tuple(counts.get((day, tier), 0) for day in span)) for tier in TIERS),
        alt=alt,
        title=f"Messages and reactions by tier and day, 14 days (n {number(sum(totals), material.locale)})",
    )
    return ChartBlock("volume", chart)


def _own_posts(material: Material) -> Section:
    posts = material.board.own_posts
    if not posts:
        return Section("own-posts", "Your posts", quiet="No post of yours stirred since the last look.")
    lines = tuple(
        Line(
            text=one_line(post.text, 80) or "(no words)",
            note=f"{platform_name(post.platform)}: {plural(post.reactions, 'reaction')}, "
            f"{plural(post.comments, 'comment')}, {plural(post.shares, 'share')}",
            link=open_link(post.platform, post.permalink, "Open"),
        )
        for post in posts
    )
    return Section("own-posts", "Your posts since then", blocks=(Lines(lines),))


def _set_aside(material: Material) -> Section:
    board = material.board
    if not board.set_aside_count:
        return Section("set-aside", "Set aside", quiet="Nothing was set aside.")
    lines = tuple(
        Line(
            lead=name(aside.member_name),
            text=one_line(aside.text, 80) or "(no words)",
            note=_aside_note(aside),
        )
        for aside in board.set_aside
    )
    return Section(
        "set-aside", "Set aside, no answer needed", count=str(board.set_aside_count), blocks=(Lines(lines),)
    )


def _aside_note(aside: SetAside) -> str:
    reason = one_line(aside.reason, 60)
    if aside.people > 1:
        return f"the same text {aside.copies} times, from {aside.people} people; {reason}"
    return f"{aside.copies} messages of theirs; {reason}" if aside.copies > 1 else reason
