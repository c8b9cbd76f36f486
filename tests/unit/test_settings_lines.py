"""The line of every key, whatever TOML a person writes."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.toml_lines import Path, line_of, locate

ODD = '''\
# comment with = and [brackets]
title = "a # not a comment"

[ a . "b.c" ]
'literal key' = \'\'\'
multi = [line]
\'\'\'
text = """
x = 1 \\""" still
"""
last = 1
[[list]]
one = [ 1, # first
  { k = "v", deep = [ [ 2 ] ] },
  "]",
]
[[list]]
two.three = 2026-11-22T10:00:00Z
[list.sub]
four = {}
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("a", "b.c"), 4),
        (("a", "b.c", "literal key"), 5),
        (("a", "b.c", "text"), 8),
        (("a", "b.c", "last"), 11),
        (("list", 0), 12),
        (("list", 0, "one", 0), 13),
        (("list", 0, "one", 1, "deep", 0, 0), 14),
        (("list", 0, "one", 2), 15),
        (("list", 1), 17),
        (("list", 1, "two", "three"), 18),
        (("list", 1, "sub"), 19),
        (("list", 1, "sub", "four"), 20),
    ],
)
def test_a_key_is_found_at_its_line(path: Path, line: int) -> None:
    tomllib.loads(ODD)
    assert locate(ODD)[path] == line


def test_a_key_that_is_not_there_is_said_to_be_at_its_table() -> None:
    assert line_of(locate(ODD), ("list", 1, "sub", "absent")) == 19


def test_a_key_of_nothing_is_at_the_first_line() -> None:
    assert line_of(locate(""), ("brands", "acme")) == 1


KEYS = st.text("abcd-_ .#='[]é", min_size=1, max_size=6).map(lambda s: f'"{s}"')
SCALARS = st.one_of(
    st.integers().map(str),
    st.booleans().map(lambda b: str(b).lower()),
    st.text("ab \"'#[]{},=\\\n\t", max_size=8).map(
        lambda s: '"' + s.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    ),
    st.text('ab #[]{},="\\\n', max_size=8).map(lambda s: f"'''{s}'''"),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3).map(lambda v: "[\n" + ", # c ]\n".join(v) + "\n]")
)


@given(st.lists(st.tuples(KEYS, VALUES), max_size=5, unique_by=lambda pair: pair[0]))
def test_every_key_that_the_parser_finds_is_located_where_it_was_written(
    pairs: list[tuple[str, str]],
) -> None:
    lines, text = {}, "[t]\n"
    for key, value in pairs:
        lines[key[1:-1]] = text.count("\n") + 1
        text += f"{key} = {value}\n"
    table: dict[str, Any] = tomllib.loads(text)["t"]
    found = locate(text)
    assert {path[1]: line for path, line in found.items() if len(path) == 2} == lines
    assert set(table) == set(lines)
