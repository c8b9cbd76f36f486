"""Where each key of a TOML text stands.

`tomllib` and `tomlkit` give values without positions, yet an operator needs the line of a wrong key. This
small scanner walks a text that tomllib has already accepted (so it may trust the syntax) and remembers the
line of every table header, key and array element. It reads structure only: values come from tomllib.
"""

from collections.abc import Mapping

Path = tuple[str | int, ...]


def locate(text: str) -> Mapping[Path, int]:
    """The line (from 1) of every key path in a valid TOML `text`, as ``("brands", "acme", "accounts", 0)``.

    The path of a table stands for its header's line; a table only implied by a longer header has none.
    """
    return _Scanner(text).run()


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest table around it; 1 when even that has no line of its own."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}

    def run(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip_blank():
            if self._peek("["):
                table = self._header()
            else:
                self._pair(table)
        return self._lines

    def _header(self) -> Path:
        line = self._line()
        is_array = self._peek("[[")
        self._at += 2 if is_array else 1
        keys = self._key()
        self._at += 2 if is_array else 1
        path = self._resolve(keys[:-1]) + keys[-1:]
        if is_array:
            index = self._counts.get(path, 0)
            self._counts[path] = index + 1
            self._lines.setdefault(path, line)
            path = (*path, index)
        self._lines[path] = line
        return path

    def _resolve(self, keys: tuple[str, ...]) -> Path:
        """`keys` with the index of the newest element after each array of tables on the way."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table + self._key()
        self._lines[path] = line
        self._at += 1  # the equals sign
        self._value(path)

    def _key(self) -> tuple[str, ...]:
        """A dotted key, up to the ``=`` or ``]`` that ends it."""
        parts: list[str] = []
        while True:
            self._skip_spaces()
            if self._text[self._at] in "\"'":
                parts.append(self._string())
            else:
                start = self._at
                while self._text[self._at].isalnum() or self._text[self._at] in "-_":
                    self._at += 1
                parts.append(self._text[start : self._at])
            self._skip_spaces()
            if not self._peek("."):
                return tuple(parts)
            self._at += 1

    def _value(self, path: Path) -> None:
        self._skip_spaces()
        if self._peek("["):
            self._array(path)
        elif self._peek("{"):
            self._inline_table(path)
        elif self._peek('"') or self._peek("'"):
            self._string()
        else:
            while self._at < len(self._text) and self._text[self._at] not in ",]}\n#":
                self._at += 1

    def _array(self, path: Path) -> None:
        self._at += 1
        index = 0
        while self._skip_blank() and not self._peek("]"):
            if self._peek(","):
                self._at += 1
                continue
            self._lines[(*path, index)] = self._line()
            self._value((*path, index))
            index += 1
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while self._skip_blank() and not self._peek("}"):
            if self._peek(","):
                self._at += 1
                continue
            self._pair(path)
        self._at += 1

    def _string(self) -> str:
        quote = self._text[self._at]
        mark = quote * 3 if self._text.startswith(quote * 3, self._at) else quote
        start = self._at = self._at + len(mark)
        while not self._peek(mark):
            self._at += 2 if quote == '"' and self._peek("\\") else 1
        end = self._at
        self._at += len(mark)
        while len(mark) == 3 and self._peek(quote):  # a multi-line string may end in five quotes
            self._at += 1
        return self._text[start:end]

    def _skip_spaces(self) -> None:
        while self._peek(" ") or self._peek("\t"):
            self._at += 1

    def _skip_blank(self) -> bool:
        """Skip white space, line ends and comments; False at the end of the text."""
        while self._at < len(self._text):
            if self._text[self._at] == "#":
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
            elif self._text[self._at].isspace():
                self._at += 1
            else:
                return True
        return False

    def _peek(self, token: str) -> bool:
        return self._text.startswith(token, self._at)

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1
