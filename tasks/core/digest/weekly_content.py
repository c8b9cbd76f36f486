"""The weekly review's content: which own posts draw conversation, and which counts of engagement to take with care."""

from collections.abc import Iterable, Sequence

from tasks.core.digest.absent import TOO_FEW
from tasks.core.digest.board import Week
from tasks.core.digest.cards import open_link, platform_name
from tasks.core.digest.charts import RangeChart
from tasks.core.digest.clock import Clock
from tasks.core.digest.material import Material
from tasks.core.digest.rates import number, plural, tenths
from tasks.core.digest.texts import one_line
from tasks.core.digest.view import Block, ChartBlock, Fact, Facts, Line, Lines, Paragraph, Section, Table
from tasks.core.digest.week_content import (
    LEAST_POSTS,
    LONG,
    SHORT,
    Contrast,
    Mean,
    PostGroup,
    Trait,
    WeekContent,
)
from tasks.core.digest.week_engagement import EngagementFlag, FlagKind

TITLE = "Content"
CHARTED_MOST = 8
_LENGTHS = {
    "none": "no words",
    "short": f"up to {SHORT} characters",
    "middle": f"{SHORT + 1} to {LONG} characters",
    "long": f"over {LONG} characters",
}
_MEDIA = {
    "none": "no media", "mixed": "several kinds of media", "photo": "photo", "video": "video", "gif": "GIF",
    "audio": "audio", "link": "link", "document": "document", "poll": "poll",
}  # fmt: skip
_FINE_PRINT = (
    "Each post by its first 72 hours. A group is only called different when its interval, widened for all groups "
    "looked at together, says so; groups overlap, and what stands out may stand for something else they share."
)
_FLAGS: dict[FlagKind, tuple[str, str]] = {
    "fell": ("fell", "counted as no gain"),
    "days_missing": ("came after days without a snapshot", "what was gained then stands on the later day"),
    "gap_too_long": ("came more than eight days after the last one", "what was gained is not known"),
    "first_seen_late": ("are a post’s first, taken over 48 hours late", "what it had gained is not known"),
}


def content_section(material: Material, week: Week) -> Section:
    """What the own posts of eight weeks drew, by what they share; and the liveliest of the week."""
    found, clock = week.content, material.clock
    blocks: list[Block] = []
    if facts := [*_facts(found, clock), *_made_by_members(material)]:
        blocks.append(Facts(tuple(facts)))
    if found.groups:
        blocks.append(_range_chart(found, clock))
    blocks += _told_apart(found, clock)
    detail: list[Block] = []
    if week.own_posts:
        detail.append(Lines(tuple(_own_posts(week)), "Liveliest this week"))
    if found.groups:
        detail.append(_table(found, clock))
    if not blocks and not detail:
        return Section("content", TITLE, quiet="Nothing was posted in these weeks.")
    return Section("content", TITLE, blocks=tuple(blocks), detail=tuple(detail))


def _facts(found: WeekContent, clock: Clock) -> list[Fact]:
    if not found.posts:
        return []
    posts = Fact(
        "Own posts", number(found.posts, clock.locale), "eight weeks, each by its first 72 hours", None, True
    )
    if found.commenters is None:
        note = f"of {found.posts}; means are given from {LEAST_POSTS} posts on"
        return [posts, Fact("Posts somebody wrote under", number(found.with_comments, clock.locale), note)]
    people = tenths(found.commenters.value, clock.locale)
    wrote = _mean_words(found.commenters, "post", clock)
    facts = [posts, Fact("People who wrote, a post", people, wrote, is_page_only=bool(found.groups))]
    if found.depth is not None:
        note = _mean_words(found.depth, "post somebody wrote under", clock, "posts somebody wrote under")
        turns = tenths(found.depth.value, clock.locale)
        facts.append(Fact("Turns a thread under them", turns, note, is_page_only=True))
    return facts


def _mean_words(mean: Mean, word: str, clock: Clock, words: str | None = None) -> str:
    low, high = tenths(mean.low, clock.locale), tenths(mean.high, clock.locale)
    return f"mean of {plural(mean.n, word, words)}; 95 % interval {low} to {high}"


def _made_by_members(material: Material) -> Iterable[Fact]:
    if material.figures.ugc_posts:
        creators = plural(material.figures.ugc_creators or 0, "creator")
        yield Fact(
            "Made by members",
            plural(material.figures.ugc_posts, "post"),
            f"{creators}, this week",
            None,
            True,
        )


def _told_apart(found: WeekContent, clock: Clock) -> list[Block]:
    """What differs clearly; that nothing does; what there are too few posts of."""
    blocks: list[Block] = []
    if lines := [line for group in found.clear for line in _clear_lines(group, clock)]:
        blocks.append(Lines(tuple(lines), "What differs from the other posts"))
    elif found.groups:
        blocks.append(
            Paragraph(
                f"None of {plural(len(found.groups), 'group')} of posts differs clearly from the others."
            )
        )
    elif found.posts:
        words = f"Too few posts to tell kinds, media, lengths, hours or hashtags apart: {LEAST_POSTS} each are needed."
        blocks.append(Paragraph(words))
    quiet = [_FINE_PRINT] if found.groups else []
    if few := [f"{group_words(trait, name, clock)} ({posts})" for trait, name, posts in found.few]:
        more = f" and {len(few) - 5} more" if len(few) > 5 else ""
        quiet.append(f"Too few posts to compare: {', '.join(few[:5])}{more}.")
    return [*blocks, Paragraph(" ".join(quiet), is_quiet=True)] if quiet else blocks


def _clear_lines(group: PostGroup, clock: Clock) -> Iterable[Line]:
    lead = f"{group_words(group.trait, group.name, clock)}:"
    if group.commenters.difference.is_clear:
        yield Line(
            lead=lead,
            text=_contrast_words(group.commenters, "people a post", clock),
            note=_n_words(group.commenters),
        )
    if group.depth is not None and group.depth.difference.is_clear:
        yield Line(
            lead=lead, text=_contrast_words(group.depth, "turns a thread", clock), note=_n_words(group.depth)
        )


def _contrast_words(contrast: Contrast, unit: str, clock: Clock) -> str:
    inside, beside = tenths(contrast.group.value, clock.locale), tenths(contrast.others.value, clock.locale)
    ends = sorted((abs(contrast.difference.low), abs(contrast.difference.high)))
    low, high = (tenths(end, clock.locale) for end in ends)
    word = "more" if contrast.difference.value > 0 else "fewer"
    return f"{inside} {unit}, the others {beside} ({low} to {high} {word})"


def _n_words(contrast: Contrast) -> str:
    return f"{plural(contrast.group.n, 'post')} against {contrast.others.n}"


def group_words(trait: Trait, name: str, clock: Clock) -> str:
    """A group of posts as people say it: "photo", "09:00–10:00", "#name"."""
    if trait == "hour":
        first = int(name)
        return "posted " + "–".join(
            clock.time(clock.at(clock.today, hour % 24)) for hour in (first, first + 1)
        )
    if trait == "length":
        return _LENGTHS.get(name, "other lengths")
    if trait == "media":
        return _MEDIA.get(name, "other media")
    return f"#{one_line(name, 30)}" if trait == "hashtag" else one_line(name, 30)


def _range_chart(found: WeekContent, clock: Clock) -> ChartBlock:
    """People a post by group; hashtags stand in the lines only, a chart's words are ours."""
    shown = [group for group in found.groups if group.trait in {"media", "length", "hour"}][:CHARTED_MOST]
    named = [(group_words(g.trait, g.name, clock), g.commenters.group) for g in shown]
    if found.commenters is not None:
        named.insert(0, ("all posts", found.commenters))
    alt = "People who wrote under a post in its first 72 hours, mean and 95 % interval: "
    alt += (
        "; ".join(f"{words} {tenths(mean.value, clock.locale)} (n {mean.n})" for words, mean in named) + "."
    )
    chart = RangeChart(
        title="People who wrote, a post, with the 95 % interval",
        unit="people",
        row_labels=tuple(words for words, _ in named),
        values=tuple(mean.value for _, mean in named),
        bands=tuple((mean.low, mean.high) for _, mean in named),
        counts=tuple(mean.n for _, mean in named),
        alt=alt,
    )
    return ChartBlock("content-groups", chart)


def _table(found: WeekContent, clock: Clock) -> Table:
    def cells(contrast: Contrast | None) -> tuple[str, str, str]:
        if contrast is None:
            return TOO_FEW, TOO_FEW, ""
        low, high = contrast.difference.low, contrast.difference.high
        inside, beside = (
            tenths(contrast.group.value, clock.locale),
            tenths(contrast.others.value, clock.locale),
        )
        return inside, beside, f"{_signed(low, clock)} to {_signed(high, clock)}"

    head = ("", "Posts", "People a post", "others", "difference", "Turns a thread", "others", "difference")
    rows = tuple(
        (group_words(g.trait, g.name, clock), str(g.posts), *cells(g.commenters), *cells(g.depth))
        for g in found.groups
    )
    note = f"Differences: 95 % intervals for all groups together. {TOO_FEW.capitalize()}: somebody wrote under fewer "
    note += f"than {LEAST_POSTS}."
    return Table("Groups of posts, eight weeks", head, rows, note)


def _signed(value: float, clock: Clock) -> str:
    words = tenths(abs(value), clock.locale)
    return "0" if not words.strip("0.,") else f"{'+' if value > 0 else '−'}{words}"


def _own_posts(week: Week) -> Iterable[Line]:
    for post in week.own_posts:
        yield Line(
            text=one_line(post.text, 80) or "(no words)",
            note=f"{platform_name(post.platform)}: {plural(post.comments, 'comment')}, "
            f"{plural(post.reactions, 'reaction')}, {plural(post.shares, 'share')}",
            link=open_link(post.platform, post.permalink, "Open"),
        )


def engagement_lines(week: Week) -> Sequence[Line]:
    """For the section on data quality: the counts of engagement to take with care; none when all are fine."""
    return [_flag_line(flag) for flag in week.engagement.flags]


def _flag_line(flag: EngagementFlag) -> Line:
    what, then = _FLAGS[flag.flag]
    lost = f" by {flag.lost} in all" if flag.flag == "fell" else ""
    where = f"{one_line(flag.account, 60)}: " if flag.account else ""
    counts = f"{flag.counts} of {plural(flag.known, 'count')}, of {plural(flag.posts, 'post')},"
    return Line(text=f"{where}{counts} {what}{lost}; {then}", note="engagement")
