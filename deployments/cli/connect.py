"""`rapport connect`: from a handle to an account in rapport.toml whose credentials have been tried."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import SecretStr

from deployments.cli.common import EXIT_FAILED, context_of, note, out, shown
from deployments.cli.doctor import tell

if TYPE_CHECKING:
    from connectors.base import Guide
    from connectors.config import Account, Brand, Settings

Secrets = dict[str, SecretStr]
"""What was typed, by the name it is to be kept under."""


def connect(
    context: typer.Context,
    platform: Annotated[
        str,
        typer.Argument(help="Which network, such as mastodon; another word lists them.", metavar="PLATFORM"),
    ],
    brand: Annotated[
        str | None,
        typer.Option("--brand", "-b", help="Which brand; needed when there are several.", show_default=False),
    ] = None,
    handle: Annotated[str | None, typer.Option(help="The account's handle; else asked for.")] = None,
    service: Annotated[str | None, typer.Option(help="The account's server; else asked for.")] = None,
    env_file: Annotated[
        Path | None, typer.Option(help="Where secrets go; else .env beside rapport.toml.", show_default=False)
    ] = None,
    block: Annotated[
        bool, typer.Option("--block", help="Keep secrets in Prefect Secret blocks (needs PREFECT_API_URL).")
    ] = False,
) -> None:
    """Guide through getting credentials, try them, and write the account into rapport.toml.

    Nothing is written before the network has accepted them; secrets never go into rapport.toml. An account that is
    there already gets new secrets, and whatever else is answered otherwise now.
    """
    from connectors.registry import guide_of
    from deployments import accounts

    guide = guide_of(platform)
    if block:
        accounts.need_blocks()
    place = accounts.place_of(context_of(context).config)
    text = place.read_text(encoding="utf-8") if place.exists() else _first_brand(place)
    slug = _brand(accounts.settings_of(place, text), brand).slug
    answers, secrets = _asked(guide, slug, {"handle": handle, "service": service})
    key = f"{platform}:{answers['handle']}"
    before = accounts.settings_of(place, text)
    known = accounts.account_named(before, slug, key)
    secrets = _under_their_names(guide, known, answers, secrets)
    if known is None:
        text = accounts.with_account(text, slug, {"platform": platform, **answers})
    else:
        number = before.brand(slug).accounts.index(known)
        text = accounts.with_fields(text, slug, number, _changed(guide, known, answers))
    settings, kept = accounts.settings_of(place, text), env_file or place.parent / ".env"
    with accounts.in_environment({} if block else secrets):
        secrets = _try(settings, slug, key, secrets, kept)
    _keep(secrets, kept, is_block=block)
    accounts.write(place, text)
    out.print(f"[green]✓[/] {shown(key)} is in {shown(str(place))}; `rapport doctor` tries everything")


def _first_brand(place: Path) -> str:
    """The beginning of a new rapport.toml."""
    from deployments import accounts

    note(f"There is no {place} yet: it begins with one brand.")
    return accounts.first_brand(typer.prompt("The brand's name"))


def _brand(settings: "Settings", asked: str | None) -> "Brand":
    if asked is not None or len(settings.brands) == 1:
        return settings.brand(asked or settings.brands[0].slug)
    names = ", ".join(brand.slug for brand in settings.brands)
    raise typer.BadParameter(f"there are several brands: name one of {names}", param_hint="--brand")


def _asked(guide: "Guide", brand: str, given: dict[str, str | None]) -> tuple[dict[str, str], Secrets]:
    """The account's fields, and its secrets by the names that the fields give them."""
    answers: dict[str, str] = {}
    secrets: Secrets = {}
    out.print(f"[bold]{shown(guide.label)}[/]")
    for question in (q for q in guide.questions if not q.is_secret):
        default = question.suggestion(answers) or ("" if question.is_optional else None)
        answer = given.get(question.key) or typer.prompt(
            question.words, default=default, show_default=bool(default)
        )
        if answer.strip() or not question.is_optional:
            answers[question.key] = answer.strip()
    for number, step in enumerate(guide.steps, 1):
        out.print(f"  {number}. {shown(step.format(**answers))}")
    for question in (q for q in guide.questions if q.is_secret):
        words, empty = f"{question.words} (not shown)", "" if question.is_optional else None
        typed = typer.prompt(words, hide_input=True, default=empty, show_default=False).strip()
        if typed:
            name = f"{brand}_{question.suffix}".upper().replace("-", "_")
            answers[question.key] = name
            secrets[name] = SecretStr(typed)
    return answers, secrets


def _under_their_names(
    guide: "Guide", account: "Account | None", answers: dict[str, str], secrets: Secrets
) -> Secrets:
    """The secrets by the names that the account has for them: one that was there keeps its own."""
    keys = {answers[q.key]: q.key for q in guide.questions if q.is_secret and q.key in answers}
    return {getattr(account, keys[name], None) or name: secret for name, secret in secrets.items()}


def _changed(guide: "Guide", account: "Account", answers: dict[str, str]) -> dict[str, str]:
    """What the account that is there lacks, or has otherwise. Its secrets keep their names, its defaults go unsaid."""
    changed = {}
    for question in guide.questions:
        answer, there = answers.get(question.key), getattr(account, question.key)
        is_unsaid = there is None and not question.is_secret and answer == question.suggestion(answers)
        is_same = there is not None and (question.is_secret or str(there) == answer)
        if answer and not is_same and not is_unsaid:
            changed[question.key] = answer
    return changed


def _try(settings: "Settings", brand: str, key: str, secrets: Secrets, kept: Path) -> Secrets:
    """Let the connector try what was typed; ends the command, nothing written, when it does not work.

    Returns the secrets as they are then: trying may use one up, and put another in its place.
    """
    from connectors.base import Replacing
    from connectors.registry import connector_for
    from connectors.secrets import is_in_environment, resolve
    from deployments import accounts

    account = accounts.account_named(settings, brand, key)
    if account is None:
        raise typer.BadParameter(f"{key} is no account", param_hint="--handle")

    def lookup(name: str) -> SecretStr:
        """What was not typed again the account may have from before."""
        there = None if is_in_environment(name) else accounts.kept_in_file(kept, name)
        return secrets.get(name) or there or resolve(name)

    with closing(connector_for(account, settings.brand(brand), secret=lookup)) as connector:
        checks = connector.check()
        for check in checks:
            tell(check)
        if not all(check.is_ok for check in checks):
            note("Nothing was written.")
            raise typer.Exit(EXIT_FAILED)
        return secrets | (connector.replaced() if isinstance(connector, Replacing) else {})


def _keep(secrets: Secrets, env_file: Path, *, is_block: bool) -> None:
    from deployments import accounts

    for name, secret in secrets.items():
        if is_block:
            block = accounts.keep_in_block(name, secret.get_secret_value())
            out.print(f"[green]✓[/] {name} is in the Prefect Secret block {block}")
        else:
            accounts.keep_in_file(env_file, name, secret.get_secret_value())
            out.print(f"[green]✓[/] {name} is in {shown(str(env_file))}, which only you can read")
    if secrets and not is_block:
        out.print(f"    → load it before `rapport` runs: {shown(accounts.loading(env_file))}")
