"""A process that gets a signal when it comes to a place that a test names: SIGKILL, as in a power cut, or another."""

import os
import signal
from importlib import import_module
from typing import Any


def die_at(owner: Any, name: str, call: int = 1, number: int = signal.SIGKILL) -> None:
    """Let this process send itself the signal when `owner.name` is called for the `call`-th time."""
    real = getattr(owner, name)
    calls = 0

    def dying(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            os.kill(os.getpid(), number)
        return real(*args, **kwargs)

    setattr(owner, name, dying)


def die_at_place(place: str, call: int = 1, number: int = signal.SIGKILL) -> None:
    """The same for a place as words: ``package.module:Class.method`` or ``package.module:function``."""
    module, _, path = place.partition(":")
    owner: Any = import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    die_at(owner, name, call, number)
