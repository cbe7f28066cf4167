"""On which line of a TOML file each key stands.

``tomllib`` gives values without their places; a person who mends a file needs
the line. Framework files are flat (top-level keys and arrays of tables), so a
scan of headers and keys is enough; it is made only when there is a fault to name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<name>[^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*(?P<key>[A-Za-z0-9_\-]+|\"[^\"]*\"|'[^']*')\s*(?:\.|=)")
_TOKEN = re.compile(r"\"\"\"|'''|\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*|[\[\]{}]")


@dataclass
class Places:
    """Line numbers, from 1: of each table's header, and of each key in it.

    The top level is table ``("", 0)``; the third ``[[items]]`` is ``("items", 2)``.
    """

    headers: dict[tuple[str, int], int] = field(default_factory=dict)
    keys: dict[tuple[str, int, str], int] = field(default_factory=dict)

    def line(self, table: str, index: int, key: str = "") -> int:
        """The line of ``key``; of the table's header where the key is not there; else 0."""
        return self.keys.get((table, index, key)) or self.headers.get((table, index), 0)


def places(text: str) -> Places:
    """Scan a TOML file that ``tomllib`` accepts."""
    found = Places()
    table, index = "", 0
    counts: dict[str, int] = {}
    depth, quote = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        if depth == 0 and not quote:
            if header := _HEADER.match(line):
                table = header["name"].strip("\"'")
                index = counts.get(table, 0)
                counts[table] = index + 1
                found.headers[table, index] = number
                continue
            if key := _KEY.match(line):
                found.keys.setdefault((table, index, key["key"].strip("\"'")), number)
        depth, quote = _state_after(line, depth, quote)
    return found


def _state_after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Bracket depth and open multi-line quote at the end of ``line``."""
    position = 0
    while position < len(line):
        if quote:
            end = line.find(quote, position)
            if end < 0:
                return depth, quote
            position, quote = end + 3, ""
            continue
        token = _TOKEN.search(line, position)
        if token is None:
            break
        position = token.end()
        if token[0] in ('"""', "'''"):
            quote = token[0]
        elif token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
    return max(depth, 0), quote
