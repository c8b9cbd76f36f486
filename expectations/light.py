"""Great Expectations without what it brings along and we never use: a third of the memory it takes.

Two of its metrics and one of its expectations (Kolmogorov-Smirnov, Kullback-Leibler) import SciPy's statistics and
Altair at their heads, and every process that validates anything carried their 80 MB. Pandas, and a model for each of
its readers, are 35 MB more: our rules are asked in SQL, where little is asked of it.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from importlib import import_module, metadata
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """A module that is imported when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # who looks around in modules asks for these: it wants nothing of it
        return getattr(import_module(self.__name__), name)


class PandasForSql(Later):
    """Pandas, as much of it as Great Expectations asks for where rules are asked in SQL; the rest is imported then.

    Its types are others of the same names: nothing is an instance of them, and who makes one gets a real one.
    """

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return metadata.version(self.__name__)
        if not name[0].isupper():
            return super().__getattr__(name)
        make_real = partial(_made, self.__name__, name)
        found = type(name, (), {"__module__": self.__name__, "__new__": make_real})
        setattr(self, name, found)
        return found

    @staticmethod
    def isnull(value: object) -> bool:
        """Whether a single value is none or not a number."""
        return value is None or (isinstance(value, (float, Decimal)) and math.isnan(value))


def _made(module: str, name: str, _: type, *arguments: Any, **named: Any) -> Any:
    return getattr(import_module(module), name)(*arguments, **named)


@contextmanager
def put_off(modules: dict[str, Any], *names: str, kind: type[Later] = Later) -> Iterator[None]:
    """Who imports one of `names` while the block runs gets it as a `kind`; what was imported before stays as it is.

    `modules` is `sys.modules`. After the block the names are free again: others import the real modules.
    """
    later = {name: kind(name) for name in names if name not in modules}
    modules.update(later)
    try:
        yield
    finally:
        for name, module in later.items():
            if modules.get(name) is module:
                del modules[name]
