"""Sentences of Chinese text, found by their final marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[。！？!?]+[”’」』）)]*|\n")
_SEMICOLON = re.compile(r"[；;]")


def sentences(
    text: str, start: int = 0, end: int | None = None, *, semicolons: bool = False
) -> Iterator[tuple[int, int]]:
    """Half-open spans of the sentences in ``text[start:end]``, final mark included.

    A line end closes a sentence. With ``semicolons`` the parts between semicolons
    count as sentences of their own. White space around a sentence is left out.
    """
    stop = len(text) if end is None else end
    position = start
    while position < stop:
        match = _END.search(text, position, stop)
        if semicolons:
            semicolon = _SEMICOLON.search(text, position, match.start() if match else stop)
            match = semicolon or match
        until = match.end() if match else stop
        yield from _trimmed(text, position, until)
        position = until


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
