"""Tables as plain rows of strings, as text, Markdown and web pages hold them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fangan.extract.raw import Cell, Fragment, Table

_DELIMITER = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?")
_PIPE = re.compile(r"(?<!\\)\|")
_FRAME = re.compile(r"[\s─━┄┅┈┉┌┏┐┓└┗┘┛├┣┤┫┬┳┴┻┼╋═╔╗╚╝╠╣╦╩╬+\-=|│┃║]+")
_UPRIGHT = str.maketrans("│┃║", "|||")


def make_table(rows: Sequence[Sequence[str]]) -> Table:
    """A table of ``rows``; short rows are filled with empty cells."""
    width = max(len(row) for row in rows)
    return Table(
        tuple(
            tuple(
                Cell((Fragment(text),)) if text else Cell()
                for text in (*row, *[""] * (width - len(row)))
            )
            for row in rows
        )
    )


def is_delimiter(line: str) -> bool:
    """Whether ``line`` is the rule below the head of a pipe table (|---|---|)."""
    return _DELIMITER.fullmatch(line.strip()) is not None


def is_frame(line: str) -> bool:
    """Whether ``line`` is a drawn border of a table, with no words in it."""
    return len(line.strip()) > 2 and _FRAME.fullmatch(line) is not None


def pipe_cells(line: str, *, bare: bool = False) -> list[str] | None:
    """The cells of a line of a pipe table, or None when it is none.

    With ``bare`` the outer pipes may be left out, as Markdown allows.
    """
    line = line.translate(_UPRIGHT).strip()
    if not bare and not (len(line) > 2 and line.startswith("|") and line.endswith("|")):
        return None
    cells = _PIPE.split(line.removeprefix("|").removesuffix("|"))
    if len(cells) < 2:
        return None
    return [cell.replace("\\|", "|").strip() for cell in cells]
