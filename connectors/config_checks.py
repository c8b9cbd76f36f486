"""What single values of a configuration must look like. Each check returns the value or raises ValueError
with what is expected, in words for the operator."""

import difflib
import re
from datetime import time
from email.utils import parseaddr
from ipaddress import ip_address
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_ADDRESS = re.compile(r"[^\s@<>(),;:\"\\]+@[^\s@<>(),;:\"\\]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def slug(value: str) -> str:
    """A brand's name in the warehouse (the schema's core.slug)."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,62}", value):
        raise ValueError("expected lower-case letters, digits, - and _, at most 63, a letter or digit first")
    return value


def one_line(value: str) -> str:
    """Text without line breaks or control characters, not empty: it ends in mail headers and logs."""
    if not value.strip() or _CONTROL.search(value):
        raise ValueError("expected text on one line, not empty")
    return value


def zone(value: str) -> str:
    """An IANA time zone."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        near = difflib.get_close_matches(value, available_timezones(), n=1, cutoff=0.6)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f'expected an IANA time zone such as "Europe/London"{hint}') from error
    return value


def locale(value: str) -> str:
    """A locale that Babel knows, such as ``en_GB``."""
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(value.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError('expected a locale such as "en_GB" or "de_DE"') from error
    return value.replace("-", "_")


def language(value: str) -> str:
    """An ISO 639 language code."""
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise ValueError('expected a language code of two or three letters, such as "en"')
    return value


def holidays(value: str) -> str:
    """A country (with subdivision) whose public holidays are known."""
    from holidays import list_supported_countries

    country, _, part = value.partition("-")
    known: dict[str, list[str]] = list_supported_countries(include_aliases=True)
    if country not in known:
        raise ValueError(
            'expected a country code such as "GB", with a subdivision if wanted ("GB-ENG", "DE-BY")'
        )
    if part and part not in known[country]:
        raise ValueError(
            f"expected one of the subdivisions of {country}: {', '.join(known[country]) or 'none'}"
        )
    return value


def address(value: str) -> str:
    """One bare mail address."""
    if not _ADDRESS.fullmatch(value):
        raise ValueError('expected a mail address such as "manager@example.org"')
    return value


def sender(value: str) -> str:
    """A mail address, with a name or without."""
    if _CONTROL.search(value) or not _ADDRESS.fullmatch(parseaddr(value)[1]):
        raise ValueError('expected "Name <name@example.org>"')
    return value


def colour(value: str) -> str:
    """A colour as six hexadecimal digits."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError('expected a colour of six hexadecimal digits, such as "#1f5fbf"')
    return value


def web_address(value: str) -> str:
    """An http(s) address without credentials: those come by environment or Secret block only."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError('expected an address such as "https://bsky.social"')
    if parts.username or parts.password:
        raise ValueError("an address must not hold a user or password; name a secret instead")
    return value.rstrip("/")


def calendar(value: str) -> str:
    """A path, or an http(s) address; webcal is what calendars call https."""
    value = re.sub(r"^webcals?://", "https://", one_line(value).strip())
    if "://" in value:
        web_address(value)
    return value


def link_template(value: str) -> str:
    """An http(s) address with ``{id}`` in it, and no other slot."""
    if "{id}" not in value or re.search(r"[{}]", value.replace("{id}", "")):
        raise ValueError('expected an address with {id} in it, such as "https://example.org/status/{id}"')
    web_address(value.replace("{id}", "0"))
    return value


def hashtag(value: str) -> str:
    """A hashtag without its #."""
    if not re.fullmatch(r"\w+", value):
        raise ValueError('expected a hashtag without #, such as "mykitchen"')
    return value


def secret_name(value: str) -> str:
    """The name of an environment variable or Prefect Secret block."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,127}", value):
        raise ValueError(
            "expected the name of an environment variable or Prefect Secret block, never the secret itself"
        )
    return value


def day_end(value: object) -> object:
    """ "24:00", the end of the day, as the 00:00 that `datetime.time` can hold; other times as they are."""
    if not isinstance(value, str):
        return value
    try:
        return time(0) if value in {"24:00", "24:00:00"} else time.fromisoformat(value)
    except ValueError as error:
        raise ValueError('expected a time such as "17:00", or "24:00"') from error


def wall_time(value: time) -> time:
    """A time of day without an offset: it is in the brand's zone."""
    if value.tzinfo is not None:
        raise ValueError('expected a time of the brand\'s zone without an offset, such as "09:00"')
    return value


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
