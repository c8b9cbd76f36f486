"""A process that is killed in the middle of a step, as by SIGKILL or a power cut."""

import os
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from killing import die_at


@pytest.fixture
def killed_at() -> Callable[..., None]:
    """`killed_at(work, owner, name, call=1)`: run `work` in a forked process that SIGKILLs itself when
    `owner.name` is called for the `call`-th time. Fails unless the process died so."""

    def run(work: Callable[[], object], owner: Any, name: str, call: int = 1) -> None:
        child = os.fork()
        if child == 0:
            try:  # whatever happens here: never a second process that goes on with the tests
                die_at(owner, name, call)
                work()
            finally:
                traceback.print_exc()
                os._exit(1)  # it was to be killed before this
        _, status = _wait(child)
        assert os.WIFSIGNALED(status), (
            f"{name} was not reached: exit code {os.waitstatus_to_exitcode(status)}"
        )
        assert os.WTERMSIG(status) == signal.SIGKILL

    return run


def _wait(child: int) -> tuple[int, int]:
    for _ in range(1200):
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return pid, status
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    raise AssertionError("the forked process did not end within a minute")
