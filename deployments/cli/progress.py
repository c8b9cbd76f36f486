"""Progress that is visible in a terminal and in a log: each step says that it began, that it goes on, its time."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.markup import escape

from deployments.cli.common import err

_EVERY_SECONDS = 5.0


class Steps:
    """Named steps, one after the other, each with its seconds when it is done."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        """How long each step took, by its name."""

    @contextmanager
    def step(self, name: str, detail: Callable[[], str] | None = None) -> Iterator[None]:
        """Show `name` while the block runs; `detail` is asked now and then for how far it has come."""
        begun = time.monotonic()
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(name, detail, begun, done), daemon=True)
        watcher.start()
        try:
            yield
        except BaseException:
            done.set()
            watcher.join()
            err.print(f"[red]✗[/] {escape(name)}")
            raise
        done.set()
        watcher.join()
        self.seconds[name] = time.monotonic() - begun
        err.print(f"[green]✓[/] {escape(name)} [dim]{self.seconds[name]:.1f} s[/]")


def _watch(name: str, detail: Callable[[], str] | None, begun: float, done: threading.Event) -> None:
    if not err.is_terminal:
        while not done.wait(_EVERY_SECONDS):
            err.print(f"[dim]… {_line(name, detail, begun)}[/]")
        return
    with err.status(escape(name)) as status:
        while not done.wait(1.0):
            status.update(_line(name, detail, begun))


def _line(name: str, detail: Callable[[], str] | None, begun: float) -> str:
    words = detail() if detail else ""
    return escape(f"{name} {time.monotonic() - begun:.0f} s{', ' if words else ''}{words}")
