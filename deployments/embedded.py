"""A Prefect API of our own: the real server as a child process, its state under RAPPORT_HOME.

Started the way Prefect starts its own temporary server (uvicorn on the app factory), which saves one import
of Prefect over `prefect server start`. Processes of one RAPPORT_HOME share it: the last one stops it.
With PREFECT_API_URL set, that API is used and nothing is started.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.errors import ConfigError
from connectors.lease import Lease

START_SECONDS = 180
STOP_SECONDS = 15


class PrefectStartError(ConfigError):
    """The embedded Prefect server did not come up."""


@dataclass(frozen=True)
class _State:
    """What a running embedded server left in its state file."""

    pid: int
    port: int
    has_services: bool

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"


class PrefectApi:
    """Prefect's API for this process: `begin`, do something else meanwhile, `wait`, work, `end`."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "prefect"
        self._lease = Lease(self._folder / "server.users")
        self._child: subprocess.Popen[bytes] | None = None
        self._state: _State | None = None
        self.api_url = os.environ.get("PREFECT_API_URL", "")
        self.is_given = bool(self.api_url)
        """Whether the API is somebody else's (PREFECT_API_URL)."""
        self.alone_since: datetime | None = None
        """When this process began to use the API, if nobody used it then (UTC): what ran before was killed."""

    def begin(self, port: int | None = None, *, with_services: bool = False) -> str:
        """Start the server, or find the one that runs, and set this process's environment to it.

        Must be called before Prefect is imported. Returns the API's address; `wait` says when it answers.
        `port`: None means a free one. `with_services`: with scheduler and UI, else the API alone.
        Raises PrefectStartError when `port` is taken.
        """
        _set_environment(self._folder)
        if self.is_given:
            return self.api_url
        begun_at = datetime.now(UTC)
        if self._lease.take():
            self.alone_since = begun_at
        with self._lease.alone():
            state = self._state = _read_state(self._folder) or self._start(port, with_services)
            if port not in {None, state.port} or (with_services and not state.has_services):
                raise PrefectStartError(
                    f"a Prefect API of this home already runs on port {self._state.port}, started by another "
                    "`rapport`; wait until that one has ended"
                )
        self.api_url = os.environ["PREFECT_API_URL"] = state.api_url
        return self.api_url

    def wait(self) -> None:
        """Return when the API answers; PrefectStartError with the end of its log when it does not."""
        deadline = time.monotonic() + START_SECONDS
        while not is_healthy(self.api_url):
            if self._child is not None and self._child.poll() is not None:
                raise PrefectStartError(f"Prefect's server ended while starting:\n{self._end_of_log()}")
            if time.monotonic() > deadline:
                raise PrefectStartError(
                    f"Prefect's API at {self.api_url} does not answer\n{self._end_of_log()}"
                )
            time.sleep(0.1)

    def end(self) -> None:
        """Let go of the server; the last one stops it. Safe to call twice."""
        if not self.is_given:
            self._lease.let_go(self._stop)

    def _start(self, port: int | None, with_services: bool) -> _State:
        chosen = port or _free_port()
        if port is not None and not _is_free(port):
            raise PrefectStartError(f"port {port} is taken by another program; choose another with --port")
        environment = os.environ | {"PREFECT_API_URL": f"http://127.0.0.1:{chosen}/api"}
        environment["PREFECT__SERVER_FINAL"] = "1"
        if not with_services:
            environment |= {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT_SERVER_UI_ENABLED": "false"}
        command = [sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app"]
        command += [
            "--host",
            "127.0.0.1",
            "--port",
            str(chosen),
            "--log-level",
            "warning",
            "--lifespan",
            "on",
        ]
        with (self._folder / "server.log").open("wb") as log:
            self._child = subprocess.Popen(  # noqa: S603  (our own command)
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us first: the flow still reports its end to the API
            )
        state = _State(self._child.pid, chosen, with_services)
        (self._folder / "server.json").write_text(json.dumps(vars(state)), encoding="utf-8")
        return state

    def _stop(self) -> None:
        state = self._state or _read_state(self._folder)
        (self._folder / "server.json").unlink(missing_ok=True)
        if state is not None:
            _terminate(state.pid, self._child)

    def _end_of_log(self) -> str:
        log = self._folder / "server.log"
        return log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""


def is_healthy(api_url: str) -> bool:
    """Whether a Prefect API answers at `api_url`."""
    if not api_url.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(f"{api_url}/health", timeout=2) as answer:  # noqa: S310  (scheme checked)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _set_environment(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PrefectStartError(
            f"{folder}: {error.strerror}; set RAPPORT_HOME to a folder that can be written"
        ) from error
    defaults = {
        "RAPPORT_HOME": str(folder.parent),  # absolute: flow runs of a worker begin in another folder
        "PREFECT_HOME": str(folder),
        "PREFECT_LOCAL_STORAGE_PATH": str(folder / "storage"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "DO_NOT_TRACK": "1",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    os.environ["RAPPORT_HOME"] = defaults["RAPPORT_HOME"]


def _read_state(folder: Path) -> _State | None:
    """The embedded server that runs; None when there is none, or only a dead one's state file."""
    try:
        state = _State(**json.loads((folder / "server.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return state if _is_our_server(state.pid) else None


def _is_our_server(pid: int) -> bool:
    """Whether `pid` is still the server, and not a later process that was given its number."""
    import psutil

    try:
        return "prefect.server.api.server:create_app" in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False


def _terminate(pid: int, child: subprocess.Popen[bytes] | None) -> None:
    import psutil

    if not _is_our_server(pid):
        return
    process = psutil.Process(pid)
    process.send_signal(signal.SIGTERM)
    try:
        _ = child.wait(STOP_SECONDS) if child else process.wait(STOP_SECONDS)
    except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
        process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
