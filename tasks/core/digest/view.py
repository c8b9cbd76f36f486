"""The view model: what a digest says, ready to be set in HTML, text or Markdown. Every string is clean."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from tasks.core.digest.charts import Chart, Spark
from tasks.core.digest.colours import Palette
from tasks.core.items import Tier

Flow = Literal["morning-scan", "midday-block", "evening-check", "weekly-review"]


@dataclass(frozen=True, slots=True)
class Link:
    """A place to open: what it is called, and an http(s) address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the head: a value, what it counts, and its n or change in words."""

    value: str
    label: str
    note: str = ""
    spark: Spark | None = None
    """The weeks up to this one, as a small line beside it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a draft: the scaffold's words, or a slot that a person fills."""

    text: str
    is_slot: bool = False


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as it is shown: what it is, its pieces, and what to mind."""

    label: str
    pieces: tuple[Piece, ...]
    warnings: tuple[str, ...] = ()
    is_unfolded: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One item, laid out the same everywhere; at most nine lines on a phone, the draft folded below."""

    kind: ClassVar[str] = "card"
    tier: Tier
    shape: str
    word: str
    is_unsure: bool
    time_left: str
    due: str
    is_overdue: bool
    who: str
    about: str
    """Platform, level, followers, what the brand's rules say: "Bluesky · new today · for Ada · labelled billing"."""
    context: str
    """What it answers, language when it is not the brand's own, media: "in German · photo"; may be empty."""
    said: tuple[str, ...]
    """The message, line by line."""
    said_lines: int
    """How many lines of it a phone shows, so that the card takes nine."""
    why: str
    history: str | None
    is_history_on_phones: bool
    """False where the message needs the line more."""
    draft: DraftView | None
    links: tuple[Link, ...]
    starts: str | None = None
    """In a plan: the clock time this one begins at."""
    lang: str = ""
    """The code of the language of `said`; "" where it is not known."""
    sum: str = ""
    """The priority and what it adds up from; shown in the Markdown rendering."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: a lead in bold, what follows, and a quiet note."""

    text: str
    lead: str = ""
    note: str = ""
    tier: Tier | None = None
    shape: str = ""
    link: Link | None = None
    is_unsure: bool = False
    brief: str = ""
    """What the review's mail says instead of `text`; "": the text."""
    lang: str = ""
    """The code of the language of `text` where it is somebody's words; "": the mail's own, or not known."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A list of lines, under a small heading where it has one; `total`: of how many, 0: not known, or of these."""

    kind: ClassVar[str] = "lines"
    lines: tuple[Line, ...]
    heading: str = ""
    is_page_only: bool = False
    """Whether the review's mail leaves the whole list to the page."""
    total: int = 0

    @property
    def title(self) -> str:
        """The heading, which says it where not all are listed: "Went quiet · 2 of 23"."""
        is_part = self.total > len(self.lines) and self.heading
        return f"{self.heading} · {len(self.lines)} of {self.total}" if is_part else self.heading


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of a tier."""

    tier: Tier
    shape: str
    count: int
    word: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by tier, side by side."""

    kind: ClassVar[str] = "tally"
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a timetable: a clock time, what then, for how long."""

    time: str
    text: str
    minutes: str
    tier: Tier | None = None
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Timetable:
    """A block's plan, row by row."""

    kind: ClassVar[str] = "timetable"
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with its name: value in bold, n or interval in a quiet note."""

    label: str
    value: str
    note: str = ""
    spark: Spark | None = None
    is_page_only: bool = False
    """Whether the review's mail leaves it to the page: its five sentences say it, or nobody decides by it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A small table of facts."""

    kind: ClassVar[str] = "facts"
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two; `is_quiet` for the fine print."""

    kind: ClassVar[str] = "paragraph"
    text: str
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Sentences:
    """The review's sentences, each a (figure, sentence): the figure is picked out."""

    kind: ClassVar[str] = "sentences"
    sentences: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart, with the content id its picture is attached under."""

    kind: ClassVar[str] = "chart"
    cid: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and columns with their heads; the first column names the row, the others are figures."""

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """As many cells as `head` in each; "" for nothing to say; for what is not known a word why (`absent`)."""
    note: str = ""
    """What the figures stand on, in fine print."""
    is_newest_last: bool = False
    """Whether its columns run through time: where there is no room for all, the last ones are shown first."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal for the coming week: what to do, the evidence it stands on, and how it will be judged."""

    what: str
    evidence: str
    """With its figure and n."""
    measure: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """The proposals of a week, numbered."""

    kind: ClassVar[str] = "proposals"
    proposals: tuple[Proposal, ...]


Block = Card | Lines | Tally | Timetable | Facts | Paragraph | Sentences | ChartBlock | Table | Proposals


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a mail. Without blocks it is one quiet line: the title and `quiet`.

    `detail` stands on the full page only (every table, more charts): a mail is read in two minutes. With blocks of
    which a mail has no room for one, `quiet` is what it says instead.
    """

    key: str
    title: str
    count: str = ""
    blocks: tuple[Block, ...] = ()
    quiet: str = ""
    detail: tuple[Block, ...] = ()
    whole: tuple[Block, ...] = ()
    """What the page says instead of `blocks` and `detail`, where the mail has room for a part of it only."""

    @property
    def page(self) -> tuple[Block, ...]:
        """The blocks of the full page."""
        return self.whole or (*self.blocks, *self.detail)


@dataclass(frozen=True, slots=True)
class DigestView:
    """A whole digest."""

    flow: Flow
    title: str
    brand: str
    date_line: str
    as_of: datetime
    subject: str
    preheader: str
    headline: str
    lead: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
    palette: Palette
    appendix: tuple[Section, ...] = ()
    """Sections of the full page only, behind the others."""

    @property
    def has_page(self) -> bool:
        """Whether there is more to say than the mail does, so that a full page goes with it."""
        return bool(self.appendix) or any(section.page != section.blocks for section in self.sections)

    @property
    def charts(self) -> tuple[ChartBlock, ...]:
        """The charts of all sections' mail, in order."""
        return tuple(b for one in self.sections for b in one.blocks if isinstance(b, ChartBlock))

    @property
    def sparks(self) -> tuple[Spark, ...]:
        """The small lines beside figures of the mail, in order."""
        blocks = (block for section in self.sections for block in section.blocks if isinstance(block, Facts))
        lines = [figure.spark for figure in self.figures]
        lines += [fact.spark for block in blocks for fact in block.facts]
        return tuple(line for line in lines if line is not None)
