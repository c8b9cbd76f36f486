"""Writing an account into rapport.toml and its secrets beside it: whole or not at all, and checked before."""

import json
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from pydantic import SecretStr

from connectors import secrets
from connectors.config import Account, Settings
from connectors.errors import ConfigError
from connectors.settings import DEMO_CONFIG, config_path, load_settings
from connectors.toml_lines import locate

_STRING_LINE = re.compile(
    r"""(?P<indent>\s*)[A-Za-z0-9_-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|'[^']*')(?P<rest>\s*(?:\#.*)?)""", re.VERBOSE
)
"""A line with a key whose value is a string, and perhaps a comment."""
_ASSIGNED = re.compile(
    r"""\s*(?:export\s+)?(?P<name>\w+)=(?P<value>(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])*)(?=\s|$)"""
)
"""A line of an environment file: a name, and a word as a shell reads it."""


def place_of(config: Path | None) -> Path:
    """The rapport.toml that accounts are written into; it may not exist yet."""
    found = config_path(config)
    return Path("rapport.toml").resolve() if found == DEMO_CONFIG else found


def first_brand(name: str) -> str:
    """A rapport.toml of one brand called `name`, without accounts."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:63]
    return f"[brands.{slug or 'brand'}]\nname = {_quoted(name)}\n"


def with_account(text: str, brand: str, values: Mapping[str, str]) -> str:
    """The configuration `text` with one more account of `brand` at its end; nothing before that changes."""
    lines = "\n".join(f"{key} = {_quoted(value)}" for key, value in values.items())
    return f"{text.rstrip()}\n\n[[brands.{brand}.accounts]]\n{lines}\n"


def with_fields(text: str, brand: str, number: int, values: Mapping[str, str]) -> str:
    """The configuration `text` in which account `number` (from 0) of `brand` has `values`, a line each: in the place
    of what was there, else below the account's handle. ConfigError where the account is written otherwise.
    """
    for key, value in values.items():
        places, account = locate(text), ("brands", brand, "accounts", number)
        is_new = (*account, key) not in places
        line = places[(*account, "handle" if is_new else key)] - 1
        lines = text.split("\n")
        found = _STRING_LINE.fullmatch(lines[line])
        if found is None:
            raise ConfigError(
                f"line {line + 1} of rapport.toml cannot be changed: write {key} = {_quoted(value)} there yourself"
            )
        if is_new:
            lines.insert(line + 1, f"{found['indent']}{key} = {_quoted(value)}")
        else:
            lines[line] = f"{found['indent']}{key} = {_quoted(value)}{found['rest']}"
        text = "\n".join(lines)
    return text


def settings_of(place: Path, text: str) -> Settings:
    """The settings that `text` would make as the file at `place`. ConfigError when it is no valid configuration."""
    draft = _private(place, text)
    try:
        return load_settings(draft)
    except ConfigError as error:
        raise ConfigError(str(error).replace(str(draft), str(place))) from error
    finally:
        draft.unlink()


def write(place: Path, text: str) -> None:
    """Make `text` the file at `place`, in one step; who may read it stays as it was."""
    draft = _private(place, text)
    draft.chmod(place.stat().st_mode & 0o777 if place.exists() else 0o644)
    draft.replace(place)


def account_named(settings: Settings, brand: str, key: str) -> Account | None:
    """The account of `brand` whose key is `key`, if it is configured."""
    return next((account for account in settings.brand(brand).accounts if account.key == key), None)


@contextmanager
def in_environment(named: Mapping[str, SecretStr]) -> Iterator[None]:
    """While this lasts, the secrets stand where they will be looked for later."""
    before = {name: os.environ.get(name) for name in named}
    os.environ.update({name: secret.get_secret_value() for name, secret in named.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def keep_in_file(path: Path, name: str, value: str) -> None:
    """Put the secret `name` into the environment file at `path`, in the place of an older one; only its owner may
    read it. The form is the shell's, which systemd and `docker --env-file` read alike for what tokens consist of.
    """
    before = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in before if not re.match(rf"\s*(export\s+)?{re.escape(name)}\s*=", line)]
    _private(path, "\n".join([*kept, f"{name}={shlex.quote(value)}", ""])).replace(path)


def kept_in_file(path: Path, name: str) -> SecretStr | None:
    """The secret `name` as the environment file at `path` has it; None when it has none, or cannot be read.

    It is read as a shell does: up to the first blank, and what stands behind `#` is a comment only after a blank.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    found = [match["value"] for line in lines if (match := _ASSIGNED.match(line)) and match["name"] == name]
    value = "".join(shlex.split(found[-1])) if found else ""
    return SecretStr(value) if value else None


def loading(path: Path) -> str:
    """The line for a shell that loads an environment file."""
    return f"set -a; . {shlex.quote(str(path))}; set +a"


def need_blocks() -> None:
    """ConfigError where no Prefect server keeps blocks: said before trying a token that trying may use up."""
    if not os.environ.get("PREFECT_API_URL"):
        raise ConfigError("--block needs PREFECT_API_URL: the Prefect server that keeps the blocks")


def keep_in_block(name: str, value: str) -> str:
    """Put the secret `name` into the Prefect Secret block it is looked for in; its name. ConfigError: no Prefect."""
    need_blocks()
    block = name.lower().replace("_", "-")
    secrets.to_block(block, value)
    return block


def _private(place: Path, text: str) -> Path:
    """A new file beside `place` that only its owner may read, holding `text`."""
    try:
        handle, path = mkstemp(prefix=f".{place.name}.", suffix=".new", dir=place.parent)
    except OSError as error:
        raise ConfigError(f"{place.parent} cannot be written: {error.strerror}") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return Path(path)


def _quoted(value: str) -> str:
    """A TOML basic string: JSON's, but that TOML knows no surrogate pairs."""
    return json.dumps(value, ensure_ascii=False)
