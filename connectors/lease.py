"""A share in something that several processes use and the last of them stops (a database, a server).

Each process holds a shared lock on a file as long as it lives: the kernel frees it however the process
ends, so a killed one is never counted.
"""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Lease:
    """This process's share in the thing that `path` stands for; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.RLock()
        self._lock: int | None = None
        self._owner = 0

    def take(self) -> bool:
        """Hold a share from now on, if it is not held already; waits while the last one is stopping it.

        Returns whether nobody held one before.
        """
        with self._guard:
            if self._lock is not None and self._owner == os.getpid():
                return False
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            self._owner = os.getpid()
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                return False
            finally:
                fcntl.flock(self._lock, fcntl.LOCK_SH)

    def let_go(self, last: Callable[[], object]) -> bool:
        """Give up the share, calling `last` first if nobody else holds one; returns whether it was called.

        Nothing happens without a share of this very process (a fork has none).
        """
        with self._guard:
            if self._lock is None or self._owner != os.getpid():
                return False
            lock, self._lock = self._lock, None
            try:
                # Leave before asking to be alone: of two that leave at once, the later one then is.
                fcntl.flock(lock, fcntl.LOCK_UN)
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                last()
            except BlockingIOError:
                return False
            finally:
                os.close(lock)
            return True

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One process at a time: for starting and stopping the thing itself."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._guard, self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
