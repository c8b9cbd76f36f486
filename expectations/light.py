"""Great Expectations without what it brings along and we never use: a third of the memory it takes.

Two of its metrics and one of its expectations (Kolmogorov-Smirnov, Kullback-Leibler) import SciPy's statistics and
Altair at their heads, and every process that validates anything carried their 80 MB.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """A module that is imported when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # who looks around in modules asks for these: it wants nothing of it
        return getattr(import_module(self.__name__), name)


@contextmanager
def put_off(modules: dict[str, Any], *names: str) -> Iterator[None]:
    """Who imports one of `names` while the block runs gets it as a `Later`; what was imported before stays as it is.

    `modules` is `sys.modules`. After the block the names are free again: others import the real modules.
    """
    later = {name: Later(name) for name in names if name not in modules}
    modules.update(later)
    try:
        yield
    finally:
        for name, module in later.items():
            if modules.get(name) is module:
                del modules[name]
