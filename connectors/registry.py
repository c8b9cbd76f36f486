"""Which connector speaks for which platform. Connectors are imported when they are needed."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from pydantic import SecretStr

from connectors.base import Connector, Guide, Stream
from connectors.capabilities import Capabilities
from connectors.config import Account, Brand
from connectors.errors import ConfigError

_CLASSES: dict[str, tuple[str, str]] = {
    "sandbox": ("connectors.sandbox", "Sandbox"),
    "export": ("connectors.exported.account", "FileExport"),
    "bluesky": ("connectors.bluesky", "Bluesky"),
    "mastodon": ("connectors.mastodon", "Mastodon"),
    "instagram": ("connectors.instagram", "Instagram"),
    "x": ("connectors.x", "X"),
    "linkedin": ("connectors.linkedin", "LinkedIn"),
}
_SIMULATED = frozenset({"sandbox"})
_WITHOUT_SECRETS = frozenset({"sandbox", "export"})

PLATFORMS: tuple[str, ...] = tuple(_CLASSES)
"""The platforms an account can be configured for."""


def connector_for(account: Account, brand: Brand, *, secret: Callable[[str], SecretStr]) -> Connector:
    """A connector for `account`; `secret` looks up a secret by name, and only when it is needed.

    Raises ConfigError for an unknown platform.
    """
    connector_class = _class_of(account.platform)
    made: Connector = (
        connector_class(account, brand)
        if account.platform in _WITHOUT_SECRETS
        else connector_class(account, brand, secret=secret)
    )
    return made


def streams_of(platform: str) -> tuple[Stream, ...]:
    """The streams of a platform; ConfigError when it is unknown."""
    streams: tuple[Stream, ...] = _class_of(platform).streams
    return streams


def declaring() -> tuple[str, ...]:
    """The platforms whose connectors declare what the platform gives, networks first: all but the simulated one."""
    return tuple(sorted((p for p in PLATFORMS if p not in _SIMULATED), key=lambda p: not is_networked(p)))


def guide_of(platform: str) -> Guide:
    """How to connect an account of `platform`; ConfigError when it is unknown, or needs no connecting."""
    if platform not in _CLASSES:
        networks = ", ".join(sorted(filter(is_networked, _CLASSES)))
        raise ConfigError(f"unknown platform {platform!r}; there are to connect: {networks}")
    guide: Guide | None = getattr(_class_of(platform), "guide", None)
    if guide is None:
        raise ConfigError(
            f"{platform} needs no connecting: rapport.example.toml shows what goes in rapport.toml"
        )
    return guide


def capabilities_of(platform: str) -> Capabilities:
    """What the platform gives, as its connector declares it; ConfigError when it is unknown, or declares nothing."""
    declared: Capabilities | None = getattr(_class_of(platform), "capabilities", None)
    if declared is None:
        raise ConfigError(f"{platform} declares no capabilities")
    return declared


def is_networked(platform: str) -> bool:
    """Whether the platform is asked over a network (and so has a rate to keep to)."""
    return platform not in _WITHOUT_SECRETS


def _class_of(platform: str) -> Any:
    if platform not in _CLASSES:
        raise ConfigError(f"unknown platform {platform!r}; there are: {', '.join(PLATFORMS)}")
    module, name = _CLASSES[platform]
    return getattr(import_module(module), name)
