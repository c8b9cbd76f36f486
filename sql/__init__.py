"""SQL only, one model a file; `load` reads a model's text."""

from functools import cache
from importlib import resources


@cache
def load(name: str) -> str:
    """The text of the SQL file `name`, a path inside this package such as ``merge/profile.sql``."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
