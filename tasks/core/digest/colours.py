"""The brand's accent, made readable: WCAG 2.2 contrast, light and dark; and the colours of the tiers."""

import re
from dataclasses import dataclass

from tasks.core.items import Tier

AA = 4.5
"""WCAG 2.2, 1.4.3: contrast of text with its ground, level AA."""
DEFAULT_ACCENT = "#1f5fbf"
PAPER, PAPER_DARK = "#ffffff", "#1c1c1f"

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@dataclass(frozen=True, slots=True)
class Palette:
    """The accent as given, for surfaces, with the ink for them; and as text on light and dark paper."""

    accent: str
    on_accent: str
    link: str
    link_dark: str


TIER_COLOURS: dict[Tier, tuple[str, str]] = {
    "T1": ("#a63f00", "#ff9d5c"),
    "T2": ("#0a5c99", "#7fbdf2"),
    "T3": ("#8c3f73", "#e8a8cf"),
    "T4": ("#5c5c64", "#b4b4bd"),
    "none": ("#5c5c64", "#b4b4bd"),
}
"""Text colours on light and dark paper, all at least AA; hues of Okabe and Ito's colour-blind safe set."""


def palette(accent: str) -> Palette:
    """The colours of a brand whose accent is `accent` (#rgb or #rrggbb; anything else gives the default)."""
    surface = normal(accent) or DEFAULT_ACCENT
    on_accent = max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, surface))
    return Palette(
        accent=surface,
        on_accent=on_accent,
        link=readable(surface, PAPER),
        link_dark=readable(surface, PAPER_DARK),
    )


def readable(colour: str, ground: str, wanted: float = AA) -> str:
    """`colour`, moved toward black or white, away from `ground`, until the contrast is `wanted`."""
    target = "#000000" if contrast(ground, "#000000") > contrast(ground, "#ffffff") else "#ffffff"
    for step in range(21):
        mixed = _mix(colour, target, step / 20)
        if contrast(mixed, ground) >= wanted:
            return mixed
    return target


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two #rrggbb colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def normal(colour: str) -> str | None:
    """`colour` as lower-case #rrggbb; None when it is not a hex colour."""
    if not _HEX.fullmatch(colour):
        return None
    digits = colour[1:].lower()
    return "#" + ("".join(2 * digit for digit in digits) if len(digits) == 3 else digits)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _mix(colour: str, target: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_channels(colour), _channels(target), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
