"""Secrets, by name: from the environment, else from a Prefect Secret block. Never a file, never logged."""

import os
from collections.abc import Callable

from pydantic import SecretStr

from connectors.config import Account
from connectors.errors import ConfigError


def resolve(name: str) -> SecretStr:
    """The secret called `name`; the environment variable wins over the Prefect Secret block.

    A block's name may only hold lower-case letters, digits and dashes, so ``TESCO_PASSWORD`` is looked for
    as the block ``acme-password``. Raises ConfigError, which names `name` and never a value.
    """
    value = os.environ.get(name)
    if value:
        return SecretStr(value)
    block = name.lower().replace("_", "-")
    try:
        value = from_block(block)
    except ConfigError as error:
        raise ConfigError(f"secret {name} is not in the environment, and {error}") from error
    if not value:
        raise ConfigError(
            f"secret {name} is missing: set the environment variable {name}, or make a Prefect Secret block "
            f"called {block!r}"
        )
    return SecretStr(value)


def of_account(account: Account, lookup: Callable[[str], SecretStr], what: str = "the access token") -> str:
    """The text of an account's `secret`, which `lookup` finds by its name. ConfigError: none is named or found."""
    if account.secret is None:
        raise ConfigError(f"account {account.key}: `secret` is missing: it names {what}")
    return lookup(account.secret).get_secret_value()


def is_in_environment(name: str) -> bool:
    """Whether `resolve` takes the secret called `name` from the environment (else it is a Prefect Secret block's)."""
    return bool(os.environ.get(name))


def can_be_kept(name: str) -> bool:
    """Whether what becomes of the secret called `name` can be kept: beside the environment, or in a block of a Prefect
    server that is there (else writing one would start a server of its own)."""
    return is_in_environment(name) or bool(os.environ.get("PREFECT_API_URL"))


def from_block(name: str) -> str | None:
    """The text of the Secret block `name`; None when there is none. ConfigError: Prefect cannot be asked.

    Without PREFECT_API_URL nothing is asked: Prefect would start a server of its own for this one look.
    """
    from prefect.settings import PREFECT_API_URL

    if not PREFECT_API_URL.value():
        return None
    import httpx
    from prefect.blocks.system import Secret
    from prefect.exceptions import PrefectException

    try:
        block = Secret.load(name, _sync=True)  # type: ignore[call-arg]  # of the decorator, not the signature
    except ValueError:  # Prefect's word for: no such block
        return None
    except (httpx.HTTPError, PrefectException, OSError) as error:
        raise ConfigError(
            f"Prefect's API cannot be asked for the block {name!r} ({type(error).__name__})"
        ) from error
    found = block.get() if isinstance(block, Secret) else None
    return found if isinstance(found, str) else None


def to_block(name: str, value: str) -> None:
    """Make `value` the text of the Secret block `name`. ConfigError: it cannot be written."""
    import httpx
    from prefect.blocks.system import Secret
    from prefect.exceptions import PrefectException

    try:
        Secret(value=value).save(name, overwrite=True)
    except (httpx.HTTPError, PrefectException, OSError) as error:
        raise ConfigError(f"the block {name!r} cannot be written ({type(error).__name__})") from error
