"""`rapport up`: database, Prefect server with its UI, all deployments and a worker, until Ctrl-C."""

import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from connectors.errors import ConfigError
from deployments.cli.common import EXIT_FAILED, Context, complain, context_of, err, note, out
from deployments.cli.progress import Steps

if TYPE_CHECKING:
    from deployments.apply import Scheduled

STOP_SECONDS = 20


def up(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Where Prefect's UI and API listen, on 127.0.0.1.")] = 4200,
    workers: Annotated[int, typer.Option(help="How many flow runs may go on at once.", min=1)] = 2,
) -> None:
    """Run everything here: PostgreSQL, Prefect with its UI, every brand's schedules, and a worker.

    Ctrl-C stops all of it. With $PREFECT_API_URL only the deployments and the worker are started.
    """
    from deployments import apply
    from deployments.embedded import PrefectApi
    from deployments.pipeline import services

    shared = context_of(context)
    settings = shared.settings
    brands = shared.brands(None)
    steps, api = Steps(), PrefectApi(settings.home)
    with ExitStack() as stack:
        with steps.step("PostgreSQL and Prefect's server"):
            stack.enter_context(services(api, lambda: shared.engine, port, with_services=True))
        with steps.step("Deployments and worker"):
            apply.ensure_pool()
            worker = stack.enter_context(Worker(shared, workers))
            count = apply.apply(settings)
        with steps.step("Schedules"):
            runs = apply.next_runs(brand.slug for brand in brands)
        _show(shared, api.api_url, count, runs)
        ended = worker.wait()
    if ended:
        where = "above" if shared.verbose else f"in {settings.home / 'worker.log'}"
        complain(f"The worker ended by itself; its log is {where}.")
        raise typer.Exit(EXIT_FAILED)


class Worker:
    """A process worker as a child: its flow runs are its children, and none outlives `rapport up`."""

    def __init__(self, shared: Context, limit: int) -> None:
        self._shared = shared
        self._limit = limit
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Worker":
        from deployments.apply import WORK_POOL

        command = [
            sys.executable,
            "-m",
            "prefect",
            "worker",
            "start",
            "--pool",
            WORK_POOL,
            "--type",
            "process",
        ]
        command += ["--limit", str(self._limit)]
        log = self._shared.settings.home / "worker.log"
        with log.open("ab") as sink:
            self._child = subprocess.Popen(  # noqa: S603  (our own command)
                command,
                stdin=subprocess.DEVNULL,
                stdout=None if self._shared.verbose else sink,
                stderr=None if self._shared.verbose else subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us first, and we stop the worker before its API
            )
        return self

    def wait(self) -> bool:
        """Until Ctrl-C (False), or until the worker ends by itself (True)."""
        try:
            while self._child is not None and self._child.poll() is None:
                time.sleep(0.5)
        except KeyboardInterrupt:
            err.print("Stopping …")
            return False
        return True

    def __exit__(self, *_: object) -> None:
        import psutil

        if self._child is None or self._child.poll() is not None:
            return
        children = psutil.Process(self._child.pid).children(recursive=True)
        self._child.send_signal(signal.SIGTERM)
        try:
            self._child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        for child in children:
            if child.is_running():
                child.terminate()
        _, alive = psutil.wait_procs(children, timeout=5)
        for child in alive:
            child.kill()


def _show(shared: Context, api_url: str, count: int, runs: "list[Scheduled]") -> None:
    out.print(f"\nPrefect's UI: [bold]{escape(api_url.removesuffix('/api'))}[/]   ({count} deployments)")
    zones = {brand.slug: ZoneInfo(brand.timezone) for brand in shared.settings.brands}
    out.print("Scheduled next:")
    for run in runs:
        here = run.starts_at.astimezone(zones[run.deployment.rsplit("/", 1)[1]])
        out.print(f"  {here:%a %d %b %H:%M} {here.tzname():<5} {escape(run.deployment)}")
    if not runs:
        raise ConfigError(
            "Prefect's scheduler has laid out no run; its log is in $RAPPORT_HOME/prefect/server.log"
        )
    note(f"The worker's log: {shared.settings.home / 'worker.log'}. Ctrl-C stops everything.")
