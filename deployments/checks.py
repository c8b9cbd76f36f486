"""What `rapport doctor` tries: each check says what it found and, if that is not well, what to do."""

import shutil
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

from connectors import icalendar, secrets
from connectors.base import Check
from connectors.config import Account, Brand, Mail, Settings
from connectors.errors import ConfigError, ConnectorError
from connectors.settings import where
from deployments.accounts import kept_in_file, loading

MIN_FREE_BYTES = 1_000_000_000
MIN_POSTGRES = 15
MAIL_SECONDS = 15
RULES_DAYS = 90


def check_all(settings: Settings) -> Iterator[Check]:
    """Every check, in the order in which a failure explains the next ones."""
    yield Check("configuration", True, f"{settings.config_path}, {len(settings.brands)} brand(s)")
    yield check_disk(settings)
    yield from check_database(settings)
    for brand in settings.brands:
        for number, account in enumerate(brand.accounts):
            yield from check_account(settings, brand, number, account)
        yield from check_rules(settings, brand)
        yield from check_calendar(settings, brand)
    yield from check_mail(settings)


def check_disk(settings: Settings) -> Check:
    """Whether state can be written, and a gigabyte is free."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(settings.home).free
    except OSError as error:
        return Check(
            "disk", False, f"{settings.home}: {error.strerror}", "set RAPPORT_HOME to a folder of yours"
        )
    return Check(
        "disk",
        free >= MIN_FREE_BYTES,
        f"{free / 1e9:.1f} GB free under {settings.home}",
        "free some space, or set RAPPORT_HOME to another disk",
    )


def check_database(settings: Settings) -> Iterator[Check]:
    """Connects, and looks at the server's version and the schema's."""
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    from connectors import embedded_postgres, warehouse

    name = "database" if settings.database_url else "database (embedded)"
    try:
        engine = warehouse.engine(embedded_postgres.database_url(settings))
        with engine.connect() as connection:
            version = int(connection.execute(text("show server_version_num")).scalar_one()) // 10_000
            current, newest = warehouse.schema_revisions(connection)
            is_empty = connection.execute(text("select to_regnamespace('core') is null")).scalar_one()
    except ConfigError as error:
        yield Check(name, False, str(error), "see its log; or set RAPPORT_DATABASE_URL")
        return
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).strip()
        yield Check(
            name, False, reason, "check RAPPORT_DATABASE_URL, and that the server runs and lets you in"
        )
        return
    yield Check(
        name,
        version >= MIN_POSTGRES,
        f"PostgreSQL {version}",
        f"Rapport needs PostgreSQL {MIN_POSTGRES} or newer",
    )
    if is_empty:
        yield Check("schema", True, f"none yet: the first run or backfill makes it, at {newest}")
        return
    is_newer = current is not None and current > newest
    advice = "it is of a newer Rapport: update this one" if is_newer else "run `rapport db migrate`"
    yield Check("schema", current == newest, f"at {current or 'nothing'}, newest {newest}", advice)


def check_account(settings: Settings, brand: Brand, number: int, account: Account) -> Iterator[Check]:
    """The account's secret, then what its connector says of credentials and permissions."""
    from connectors.registry import connector_for

    name = f"{brand.slug} · {account.key}"
    if account.secret is not None:
        try:
            secrets.resolve(account.secret)
        except ConfigError as error:
            place = where(settings, "brands", brand.slug, "accounts", number, "secret")
            yield Check(f"{name} · secret", False, f"{place}: {error}", _to_load(settings, account))
            return
    try:
        with closing(connector_for(account, brand, secret=secrets.resolve)) as connector:
            checks = connector.check()
    except ConfigError as error:  # another secret than `secret`, or one that cannot be kept
        yield Check(f"{name} · credentials", False, str(error), _to_load(settings, account))
        return
    for check in checks:
        title = check.name if account.key in check.name else f"{name} · {check.name}"
        yield Check(title, check.is_ok, check.detail, check.advice, check.is_warning)


def _to_load(settings: Settings, account: Account) -> str:
    """What to do about a secret of an account that is not there: it may stand in .env, and nobody loaded it."""
    kept = settings.config_path.parent / ".env" if settings.config_path else None
    for name in filter(
        None, (account.secret, account.refresh_secret, account.client_secret, account.app_secret)
    ):
        try:
            secrets.resolve(name)
        except ConfigError:
            if kept is not None and kept_in_file(kept, name):
                return f"it is in {kept}; load it: {loading(kept)}"
            return f"set {name} in the environment, or `rapport connect {account.platform}` again"
    return "mend the account in rapport.toml"


def check_rules(settings: Settings, brand: Brand) -> Iterator[Check]:
    """The brand's rules: those that never fire or always come too late are warned of."""
    from sqlalchemy.exc import SQLAlchemyError

    from connectors import embedded_postgres, warehouse
    from tasks.explain import report_rules

    if not brand.rules:
        return
    try:
        with warehouse.engine(embedded_postgres.database_url(settings)).connect() as connection:
            found = report_rules(connection, brand, RULES_DAYS, datetime.now(UTC))
    except (ConfigError, SQLAlchemyError):
        return  # said of the database above; rules are checked against what came in
    wanting = [told for told in found.rules if told.is_wanting and found.messages]
    yield Check(
        f"{brand.slug} · rules",
        True,
        f"{len(found.rules)} rule(s), {sum(told.fired > 0 for told in found.rules)} fired in {RULES_DAYS} days",
        "; ".join(f"'{told.name}' {told.words}" for told in wanting),
        is_warning=bool(wanting),
    )


def check_calendar(settings: Settings, brand: Brand) -> Iterator[Check]:
    """Reads the iCalendar file or address, where the brand has one."""
    if brand.calendar is None:
        return
    name, today = f"{brand.slug} · calendar", datetime.now(brand.zone).date()
    try:
        text = icalendar.read(brand.calendar)
    except ConnectorError as error:
        yield Check(name, False, str(error), f"see {where(settings, 'brands', brand.slug, 'calendar')}")
        return
    year = timedelta(days=365)
    found = icalendar.events(text, brand.zone, today - year, today + year)
    yield Check(name, True, f"{len(found)} event(s) within a year of today")


def check_mail(settings: Settings) -> Iterator[Check]:
    """Connects to the mail server, secures the line and logs in; sends nothing."""
    mail = settings.mail
    if mail.host is None:
        yield Check("mail", True, "no host in [mail]: digests go to a folder only")
        return
    name = f"mail {mail.host}:{mail.port}"
    try:
        with _smtp(mail) as server:
            server.ehlo()
            if mail.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if mail.user and mail.password_secret:
                server.login(mail.user, secrets.resolve(mail.password_secret).get_secret_value())
    except ConfigError as error:
        yield Check(name, False, str(error), f"{where(settings, 'mail', 'password_secret')} names it")
    except smtplib.SMTPAuthenticationError as error:
        reason = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else ""
        yield Check(name, False, f"refuses the login: {reason}", "check user and the password's secret")
    except (smtplib.SMTPException, ssl.SSLError) as error:
        yield Check(
            name, False, f"{type(error).__name__}: {error}", 'check security ("starttls" or "tls") and port'
        )
    except OSError as error:
        yield Check(name, False, str(error), "check host and port, and that a firewall lets you out")
    else:
        words = f"answers, {mail.security}, {'logged in' if mail.user else 'no login'}"
        yield Check(name, True, words)


def _smtp(mail: Mail) -> smtplib.SMTP:
    if mail.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(mail.host or "", mail.port, timeout=MAIL_SECONDS, context=context)
    return smtplib.SMTP(mail.host or "", mail.port, timeout=MAIL_SECONDS)
