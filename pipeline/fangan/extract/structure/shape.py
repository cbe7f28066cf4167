"""How the words after a heading number look: a title alone, one that runs on, a clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Form = Literal["alone", "dot", "run_in", "colon", "clause", "long"]

LONGEST_TITLE: Final = 60
_LONGEST_LABEL: Final = 20
_LONGEST_FRAGMENT: Final = 40
_OPENING = "（(《〈“‘〔【["
_CLOSING = "）)》〉”’〕】]"
_STOPS = "。！？!?"
_NOTE = re.compile(
    r"[（(【\[][^（()）]*[）)】\]]|"
    r"(?:牵头|责任|配合|主办|协办|参与|负责|完成|主管|实施)(?:考核)?(?:单位|部门|领导|时限|人)?(?:[：:])[^。]*"
)
_LETTERS = re.compile(r"[\w]")


@dataclass(frozen=True, slots=True)
class Shape:
    """The title of a paragraph: ``text[start:end]``, the heading up to ``heading_end``."""

    form: Form
    start: int
    end: int
    heading_end: int

    @property
    def length(self) -> int:
        """Characters of the title."""
        return self.end - self.start


def first_stop(text: str, start: int, stops: str) -> int:
    """Offset of the first of ``stops`` outside brackets and quotation marks, or -1.

    Brackets that are never closed are passed over after 60 characters.
    """
    depth = 0
    opened = start
    for offset in range(start, len(text)):
        char = text[offset]
        if char in _OPENING:
            depth += 1
            opened = offset
        elif char in _CLOSING:
            depth = max(depth - 1, 0)
        elif char in stops and (depth == 0 or offset - opened > LONGEST_TITLE):
            return offset
    return -1


def substance(text: str) -> int:
    """Letters in ``text`` that are not a note in brackets or the name of who is in charge."""
    return len(_LETTERS.findall(_NOTE.sub("", text)))


def shape_of(text: str, start: int) -> Shape:
    """The shape of ``text`` from ``start``, where a heading number ends."""
    stop = first_stop(text, start, _STOPS)
    semicolon = first_stop(text, start, "；;")
    if semicolon >= 0 and (stop < 0 or semicolon < stop):
        return _colon(text, start, semicolon) or _fragment(text, start, "clause")
    if stop < 0:
        short = len(text) - start <= LONGEST_TITLE
        return (None if short else _colon(text, start, len(text))) or _unstopped(text, start)
    if found := _colon(text, start, stop):
        return found
    rest = substance(text[stop + 1 :])
    if stop - start > LONGEST_TITLE:
        return _fragment(text, start, "long")
    if rest < 8:
        return Shape("dot", start, stop, len(text) if stop - start <= 45 and not rest else stop + 1)
    return Shape("run_in", start, stop, stop + 1)


def _unstopped(text: str, start: int) -> Shape:
    last = text[-1:] if len(text) > start else ""
    end = len(text)
    if last in "：:":
        end -= 1
    if last in "，,、" or end - start > LONGEST_TITLE:
        return _fragment(text, start, "long")
    return Shape("alone", start, len(text[:end].rstrip()), len(text))


def _colon(text: str, start: int, stop: int) -> Shape | None:
    """A short label, a colon, and a sentence after it."""
    colon = first_stop(text, start, "：:，,、")
    if colon < 0 or text[colon] not in "：:" or colon >= stop:
        return None
    if colon - start > _LONGEST_LABEL or colon == start:
        return None
    if not text[colon + 1 :].strip():
        return None
    return Shape("colon", start, colon, colon + 1)


def _fragment(text: str, start: int, form: Form) -> Shape:
    """The first clause, to name a section whose paragraph has no title of its own."""
    cut = first_stop(text, start, "，,；;：:。！？")
    if 0 <= cut - start <= _LONGEST_FRAGMENT:
        return Shape(form, start, cut, cut + 1)
    return Shape(form, start, start, start)
