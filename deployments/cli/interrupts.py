"""Ctrl-C and SIGTERM while a flow runs: obeyed even where the exception they raise does not come through.

Python raises it wherever the main thread happens to be. Inside a callback of the database's driver it becomes an
error of the database; while a query runs it waits for the answer; inside somebody's lock it may leave the lock held.
"""

import os
import signal
import socket
import threading
from types import TracebackType

from deployments.cli.common import note

PATIENCE_SECONDS = 8.0
"""How long an orderly end may take. Less than the ten that containers are given before SIGKILL."""
_HEEDED = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """While the block runs in the main thread: `number` is the signal that asked to end, None so far.

    When the block has not ended PATIENCE_SECONDS later, the process does, at once: every step is safe to be killed in.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._is_over = threading.Event()

    def __enter__(self) -> "Interrupts":
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        # Hears of every signal, whoever handles it: Prefect sets a handler of its own for SIGTERM.
        self._before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        signal.set_wakeup_fd(self._before)
        self._writer.close()

    def _listen(self) -> None:
        with self._reader:
            while heard := self._reader.recv(1):
                if heard[0] in _HEEDED:
                    self.number = heard[0]
                    if not self._is_over.wait(PATIENCE_SECONDS):
                        say_how_to_go_on()
                        os._exit(exit_code(self.number))


def exit_code(number: int) -> int:
    """What a shell expects of a process that ended because of signal `number`."""
    return 128 + number


def say_how_to_go_on() -> None:
    """What an operator who stopped a flow needs to know."""
    note("Interrupted. The same command goes on where this one stopped.")
