"""What each kind of digest hands to the view: its words and sections, before head and subject."""

from dataclasses import dataclass

from tasks.core.digest.view import Figure, Section


@dataclass(frozen=True, slots=True)
class Mail:
    """One digest's words. `fact` goes into the subject, `second` into the preheader."""

    title: str
    fact: str
    second: str
    headline: str
    lead: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
    appendix: tuple[Section, ...] = ()
    """Sections of the full page alone."""
