"""The house's order, read from the imports: one way only, a pure core, flows that shadow nothing."""

import ast
import importlib.util
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = ("connectors", "sql", "expectations", "tasks", "flows", "deployments")
"""Each may import itself and what stands to its left."""

SQL_READER = frozenset({"sql"})
"""`sql` is text and a reader of text: what stands to its left may ask it for a model."""

CORE_MAY_USE = frozenset(
    {"connectors.records", "connectors.config", "connectors.config_rules", "connectors.errors", "tasks.core"}
)
"""Our own modules that the pure core may import: plain data, no behaviour beyond it."""

IMPURE_MODULES = frozenset(
    {
        "prefect", "sqlalchemy", "great_expectations", "psycopg2", "alembic", "httpx", "requests", "urllib.request",
        "fsspec", "smtplib", "socket", "subprocess", "os", "io", "shutil", "tempfile", "glob", "sqlite3", "time",
        "secrets", "uuid", "threading", "asyncio", "logging", "pandas", "matplotlib",
    }
)  # fmt: skip
IMPURE_CALLS = frozenset(
    {
        "open", "print", "input", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "Path.cwd",
        "random.random", "random.choice", "random.choices", "random.shuffle", "random.sample", "random.randint",
        "random.uniform", "random.gauss", "random.seed", "Random",
    }
)  # fmt: skip
"""Calls that read the outside, the clock or chance. `Random()` is impure only without a seed."""
IMPURE_METHODS = frozenset(
    {"read_text", "write_text", "read_bytes", "write_bytes", "open", "unlink", "mkdir"}
)


def imports_of(tree: ast.Module, module: str, *, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything `module` imports, wherever in it; not what only type checkers see."""
    package = module if is_package else module.rpartition(".")[0]
    for node in _walk_runtime(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parent = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parent, *([base] if base else [])])
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def _walk_runtime(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _walk_runtime(child)


def backward_arrows(root: Path) -> list[str]:
    """Imports that run from a package to one on its right."""
    found = []
    for path, module in modules(root):
        own = ORDER.index(module.split(".")[0])
        for line, name in imports_of(parse(path), module, is_package=path.name == "__init__.py"):
            package = name.split(".")[0]
            if package in ORDER and ORDER.index(package) > own and package not in SQL_READER:
                found.append(f"{path.relative_to(root)}:{line} imports {name}")
    return found


def impurities(root: Path) -> list[str]:
    """What a module of tasks/core does that is neither data in nor data out."""
    found = []
    for path, module in modules(root):
        if not module.startswith("tasks.core"):
            continue
        tree = parse(path)
        where = path.relative_to(root)
        for line, name in imports_of(tree, module, is_package=path.name == "__init__.py"):
            if is_one_of(name, IMPURE_MODULES) or (
                name.split(".")[0] in ORDER and not is_one_of(name, CORE_MAY_USE)
            ):
                found.append(f"{where}:{line} imports {name}")
        found += [f"{where}:{line} calls {call}" for line, call in impure_calls(tree)]
    return found


def impure_calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, name) of calls that read or write the outside, the clock or chance."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        last_two = ".".join(name.split(".")[-2:])
        is_seeded = name.endswith("Random") and bool(node.args or node.keywords)
        if is_seeded:
            continue
        if (
            name in IMPURE_CALLS
            or last_two in IMPURE_CALLS
            or name.split(".")[-1] in IMPURE_METHODS | {"Random"}
        ):
            yield node.lineno, name


def is_one_of(name: str, modules_: frozenset[str]) -> bool:
    """Whether `name` is one of `modules_` or inside one."""
    return any(name == one or name.startswith(f"{one}.") for one in modules_)


def shadows(root: Path) -> list[str]:
    """Files of flows/ that would replace a module: Prefect puts flows/ first on sys.path when it loads one."""
    taken = set(sys.stdlib_module_names) | set(packages_distributions())
    own = set(ORDER)
    return [
        f"flows/{path.name} shadows the module {path.stem}"
        for path in sorted((root / "flows").glob("*.py"))
        if path.stem != "__init__" and (path.stem in taken - own or path.stem in own)
    ]


def flow_classes(root: Path) -> list[str]:
    """Classes in flow files: loaded by path they exist twice, and isinstance fails between the two."""
    return [
        f"{path.relative_to(root)}:{node.lineno} class {node.name}"
        for path, module in modules(root)
        if module.startswith("flows")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ClassDef)
    ]


def modules(root: Path) -> Iterator[tuple[Path, str]]:
    """(file, dotted name) of every module of ours."""
    for package in ORDER:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            yield path, ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parse(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def test_imports_run_one_way() -> None:
    assert backward_arrows(ROOT) == []


def test_the_core_is_pure() -> None:
    assert impurities(ROOT) == []


def test_no_flow_file_shadows_a_module() -> None:
    assert shadows(ROOT) == []


def test_flow_files_hold_no_classes() -> None:
    assert flow_classes(ROOT) == []


def test_every_package_of_the_order_can_be_found() -> None:
    assert [name for name in ORDER if importlib.util.find_spec(name) is None] == []
    assert len(list(modules(ROOT))) > 40


def made_up(root: Path, name: str, source: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("connectors/a.py", "from tasks.core import items"),
        ("connectors/a.py", "def f():\n    import flows.chain\n"),
        ("tasks/a.py", "from deployments import embedded"),
        ("expectations/__init__.py", "import tasks"),
    ],
)
def test_an_arrow_that_runs_back_is_found(tmp_path: Path, name: str, source: str) -> None:
    assert len(backward_arrows(made_up(tmp_path, name, source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from connectors.records import Page",
        "from .core import items",
        "import typing\nif typing.TYPE_CHECKING:\n    from flows import chain\n",
    ],
)
def test_an_arrow_that_runs_left_or_is_only_for_types_is_fine(tmp_path: Path, source: str) -> None:
    assert backward_arrows(made_up(tmp_path, "tasks/a.py", source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from prefect import task",
        "import sqlalchemy as sa",
        "from tasks import board",
        "from connectors import warehouse",
        "import datetime\ndef f():\n    return datetime.datetime.now(datetime.UTC)\n",
        "from datetime import date\nx = date.today()\n",
        "import random\nx = random.random()\n",
        "from random import Random\nx = Random()\n",
        "from pathlib import Path\nx = Path('a').read_text()\n",
        "x = open('a')",
    ],
)
def test_an_impure_core_module_is_found(tmp_path: Path, source: str) -> None:
    assert len(impurities(made_up(tmp_path, "tasks/core/a.py", source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from connectors.records import Post\nfrom tasks.core.items import Tier\n",
        "from random import Random\ndef f(seed: int):\n    return Random(seed).random()\n",
        "from datetime import datetime\ndef f(now: datetime):\n    return now.date()\n",
    ],
)
def test_a_pure_core_module_is_left_alone(tmp_path: Path, source: str) -> None:
    assert impurities(made_up(tmp_path, "tasks/core/a.py", source)) == []


@pytest.mark.parametrize("name", ["email.py", "prefect.py", "tasks.py"])
def test_a_flow_file_that_shadows_a_module_is_found(tmp_path: Path, name: str) -> None:
    assert len(shadows(made_up(tmp_path, f"flows/{name}", ""))) == 1


def test_a_class_in_a_flow_file_is_found(tmp_path: Path) -> None:
    assert len(flow_classes(made_up(tmp_path, "flows/a.py", "class A:\n    pass\n"))) == 1
