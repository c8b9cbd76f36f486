"""Puts a digest together: its words, its head, its subject."""

from collections.abc import Callable

from tasks.core.digest.colours import palette
from tasks.core.digest.evening import evening
from tasks.core.digest.material import Material
from tasks.core.digest.midday import midday
from tasks.core.digest.morning import morning
from tasks.core.digest.parts import brand_name
from tasks.core.digest.texts import one_line
from tasks.core.digest.view import DigestView, Flow
from tasks.core.digest.weekly import weekly
from tasks.core.digest.words import Mail

_MAILS: dict[Flow, Callable[[Material], Mail]] = {
    "morning-scan": morning,
    "midday-block": midday,
    "evening-check": evening,
    "weekly-review": weekly,
}
SUBJECT_LIMIT, PREHEADER_LIMIT = 140, 160


def build(flow: Flow, material: Material) -> DigestView:
    """The digest of `flow` from `material`. Pure: the same material gives the same view."""
    mail = _MAILS[flow](material)
    brand, clock = brand_name(material), material.clock
    return DigestView(
        flow=flow,
        title=mail.title,
        brand=brand,
        date_line=f"{clock.full_date(clock.today)}, {clock.time(material.as_of)}",
        as_of=material.as_of,
        subject=one_line(f"{mail.title}: {mail.fact} · {brand}", SUBJECT_LIMIT),
        preheader=one_line(mail.second, PREHEADER_LIMIT),
        headline=mail.headline,
        lead=mail.lead,
        figures=mail.figures,
        sections=mail.sections,
        footer=mail.footer,
        palette=palette(material.brand.look.accent),
        appendix=mail.appendix,
    )
