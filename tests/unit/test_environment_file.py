"""Secrets in an environment file are read as they are by those who load it, and as they were written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployments.accounts import keep_in_file, kept_in_file


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("TOKEN=abc#def", "abc#def"),
        ("export TOKEN=abc", "abc"),
        ("TOKEN=abc # the brand's own", "abc"),
        ("TOKEN='a#b c'", "a#b c"),
        ('TOKEN="a \\"b\\" #c" # said', 'a "b" #c'),
        ("TOKEN='it'\"'\"'s'", "it's"),
        ("TOKEN=", None),
        ("TOKEN= # none yet", None),
        ("TOKEN='never closed", None),
        ("#TOKEN=abc", None),
        ("OTHER_TOKEN=abc", None),
        ("TOKEN=old\nTOKEN=new", "new"),
    ],
)
def test_a_secret_is_read_as_a_shell_reads_it(tmp_path: Path, line: str, value: str | None) -> None:
    path = tmp_path / ".env"
    path.write_text(f"OTHER=1\n{line}\n", encoding="utf-8")

    found = kept_in_file(path, "TOKEN")

    assert (found.get_secret_value() if found else None) == value


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_what_was_kept_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    path = tmp_path_factory.getbasetemp() / "kept.env"
    keep_in_file(path, "TOKEN", value)

    found = kept_in_file(path, "TOKEN")

    assert found is not None
    assert found.get_secret_value() == value
