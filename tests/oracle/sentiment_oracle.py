"""How the inbound messages sound, over again: plain, slow, from the definition and not from the SQL."""

from collections.abc import Mapping

from community import Community
from metrics_oracle import Rates, Truth, days, rate

NAMES = ("positive", "neutral", "negative", "unknown")


def called(sentiment: float | None) -> str:
    if sentiment is None:
        return "unknown"
    return "positive" if sentiment > 0.1 else "negative" if sentiment < -0.1 else "neutral"


def sentiment(
    c: Community, as_of: object, felt: Mapping[int, float | None], spoken: Mapping[int, str | None]
) -> Rates:
    """`felt`: the sentiment of each item that was assigned one; `spoken`: the language each is said to be in."""
    truth, out = Truth(c), Rates()
    for w in days(c, as_of):  # type: ignore[arg-type]
        texts = [
            i
            for i in c.items
            if i.is_inbound
            and i.is_message
            and i.text.strip()
            and c.day(i.at) == w.first
            and truth.counts(i, w)
        ]
        cells: dict[tuple[str, str], list[str]] = {("all", "all"): []}
        for item in texts:
            name = called(felt.get(item.id))
            platform = item.account.split(":")[0]
            for cell in (
                ("all", "all"),
                ("language", spoken.get(item.id) or "unsaid"),
                ("tier", item.tier or "unassigned"),
                ("platform", platform),
            ):
                cells.setdefault(cell, []).append(name)
        for cell, found in cells.items():
            for name in NAMES:
                out[(w.first, f"sentiment_{name}", *cell)] = rate(found.count(name), len(found))
    return out
