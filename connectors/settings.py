"""The only reader of the environment and of rapport.toml; what it returns is `connectors.config.Settings`.

rapport.toml is checked whole before anything runs: every wrong key, type or value is named with its line.
The values go through JSON into pydantic's strict mode, because that is the mode in which "5" is not a number
and yet a TOML array may become a tuple and a TOML date a date.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, SecretStr, ValidationError

from connectors.config import Account, Brand, Settings
from connectors.config_campaigns import repeated
from connectors.config_errors import Problem, problems_of, raise_problems
from connectors.config_rules import repeated_or_unknown
from connectors.errors import ConfigError
from connectors.toml_lines import line_of, locate

DEMO_CONFIG = Path(str(resources.files("connectors").joinpath("demo.toml")))
"""The configuration that stands in when there is none: one brand on the sandbox platform."""

_GIVEN = frozenset({"home", "config_path", "database_url"})
"""Fields of Settings that come from the environment, never from the file."""

_Table = TypeVar("_Table", bound=BaseModel)


def load_settings(config: Path | str | None = None) -> Settings:
    """Read the configuration and the environment.

    The file is `config`, else $RAPPORT_CONFIG, else ./rapport.toml if there is one, else the demo's.
    Relative paths of accounts are relative to the file. Raises ConfigError: all that is wrong, by line.
    """
    path = config_path(config)
    text = _read(path)
    raw = _parse(path, text)
    problems: list[Problem] = [
        ((key,), "is not a known key; it comes from the environment") for key in sorted(raw.keys() & _GIVEN)
    ]
    brands = _brands(raw.pop("brands", {}), path.parent, problems)
    given = {"home": str(home())}
    rest = _validate(Settings, {k: v for k, v in raw.items() if k not in _GIVEN} | given, (), problems)
    raise_problems(str(path), locate(text), problems)
    return (rest or Settings(home=home())).model_copy(
        update={"config_path": path, "database_url": database_url_from_environment(), "brands": tuple(brands)}
    )


def config_path(config: Path | str | None = None) -> Path:
    """The absolute path of the configuration file that `load_settings` reads."""
    named = config or os.environ.get("RAPPORT_CONFIG")
    if named:
        return Path(named).expanduser().resolve()
    here = Path("rapport.toml").resolve()
    return here if here.exists() else DEMO_CONFIG


def home() -> Path:
    """Where state is kept: $RAPPORT_HOME, else ``.rapport`` here. Absolute; may not exist yet."""
    return Path(os.environ.get("RAPPORT_HOME") or ".rapport").expanduser().resolve()


def database_url_from_environment() -> SecretStr | None:
    """$RAPPORT_DATABASE_URL as SQLAlchemy wants it (``postgresql+psycopg2://``); None when it is not set.

    A bare ``postgresql://`` means psycopg 3 to SQLAlchemy 2.1, hence the driver's name.
    """
    url = os.environ.get("RAPPORT_DATABASE_URL", "").strip()
    if not url:
        return None
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg2"}:
        raise ConfigError(
            "RAPPORT_DATABASE_URL is not the address of a PostgreSQL; expected "
            "postgresql://user:password@host:5432/database"
        )
    return SecretStr(f"postgresql+psycopg2://{rest}")


def where(settings: Settings, *path: str | int) -> str:
    """File and line of a key, for messages: ``where(s, "brands", "acme", "accounts", 0, "secret")``."""
    if settings.config_path is None:
        return "the configuration"
    lines = locate(_read(settings.config_path))
    return f"{settings.config_path}, line {line_of(lines, path)}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f"there is no {path}; rapport.example.toml shows what goes in it") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: is not UTF-8; save the file as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line = found[1] if found else str(text.rstrip().count("\n") + 1)
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise ConfigError(f"{path}, line {line}: is not TOML: {what}") from error


def _brands(tables: object, folder: Path, problems: list[Problem]) -> list[Brand]:
    if not isinstance(tables, Mapping):
        problems.append((("brands",), "expected tables such as [brands.acme]"))
        return []
    if not tables:
        problems.append(((), "has no brand; expected a table such as [brands.acme]"))
    brands: list[Brand] = []
    for slug, table in tables.items():
        prefix = ("brands", slug)
        if not isinstance(table, Mapping):
            problems.append((prefix, f"expected a table: [brands.{slug}]"))
        elif "slug" in table:
            problems.append(((*prefix, "slug"), "is not a known key; the table's name is the slug"))
        else:
            brand = _validate(Brand, {**table, "slug": slug}, prefix, problems)
            if brand is not None:
                problems += _repeated_accounts(brand, prefix)
                problems += [
                    ((*prefix, *path), words)
                    for path, words in (
                        *repeated_or_unknown(brand.rules, brand.topics),
                        *repeated(brand.campaigns, brand.contests),
                    )
                ]
                brands.append(_with_absolute_paths(brand, folder))
    return brands


def _validate(
    model: type[_Table], data: Mapping[str, Any], prefix: tuple[str, ...], problems: list[Problem]
) -> _Table | None:
    try:
        return model.model_validate_json(json.dumps(data, default=str), strict=True)
    except ValidationError as error:
        problems += problems_of(error, model, prefix)
        return None


def _repeated_accounts(brand: Brand, prefix: tuple[str, ...]) -> list[Problem]:
    keys = [account.key for account in brand.accounts]
    return [
        ((*prefix, "accounts", index), f"{key} is configured twice; expected one table an account")
        for index, key in enumerate(keys)
        if key in keys[:index]
    ]


def _with_absolute_paths(brand: Brand, folder: Path) -> Brand:
    calendar = brand.calendar
    if calendar and "://" not in calendar:
        calendar = str((folder / Path(calendar).expanduser()).resolve())
    accounts = tuple(_absolute(account, folder) for account in brand.accounts)
    return brand.model_copy(update={"accounts": accounts, "calendar": calendar})


def _absolute(account: Account, folder: Path) -> Account:
    found: dict[str, Path | str] = {}
    if account.path:
        found["path"] = (folder / account.path.expanduser()).resolve()
    if account.preset and account.preset.endswith(".toml"):
        found["preset"] = str((folder / Path(account.preset).expanduser()).resolve())
    return account.model_copy(update=found) if found else account
