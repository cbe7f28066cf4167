"""Reads plain text: a line a paragraph, wrapped lines joined, tables of tabs or pipes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fangan.errors import UnknownKindError
from fangan.extract import lines as plain
from fangan.extract import tables
from fangan.extract.decoding import damage, decode
from fangan.extract.pinyin import pinyin_lines, without_pinyin
from fangan.extract.raw import Aside, Element, Fragment, Paragraph, Reading, Table


def read(path: Path) -> Reading:
    """Read a text file in any of the encodings that Chinese offices use."""
    text = decode(path.read_bytes())
    if text is None:
        raise UnknownKindError(f"文件 {path.name} 的文字编码无法识别，请用 UTF-8 编码另存后再试。")
    lines = [without_pinyin(line) for line in text.rstrip("\x1a\x00").splitlines()]
    readings = pinyin_lines(lines)
    elements = _elements([line for index, line in enumerate(lines) if index not in readings])
    return Reading(tuple(elements), warnings=damage(text))


def _elements(lines: Sequence[str]) -> list[Element]:
    numbers = plain.page_numbers(lines)
    kept = _without_pages(lines, numbers)
    found = _tables([lines[index] for index in kept])
    in_table = [False] * len(kept)
    for start, (end, _) in found.items():
        in_table[start:end] = [True] * (end - start)
    goes_on = plain.continues([lines[index] for index in kept], fixed=in_table)

    elements: list[Element] = []
    pieces: list[str] = []

    def flush() -> None:
        whole = plain.join(pieces)
        if whole:
            elements.append(Paragraph((Fragment(whole),)))
        pieces.clear()

    following = 0
    for position, index in enumerate(kept):
        if not goes_on[position]:
            flush()
        while following < index:
            if following in numbers:
                elements.append(Aside("page_number", lines[following].strip()))
            following += 1
        if position in found:
            elements.append(found[position][1])
        elif not in_table[position]:
            pieces.append(plain.clean(lines[index]))
    flush()
    elements.extend(
        Aside("page_number", lines[index].strip())
        for index in sorted(numbers)
        if index >= following
    )
    return elements


def _without_pages(lines: Sequence[str], numbers: frozenset[int]) -> list[int]:
    """Positions of the lines that are text; the blanks around a page number go with it."""
    dropped = set(numbers)
    for number in numbers:
        for step in (-1, 1):
            index = number + step
            while 0 <= index < len(lines) and not lines[index].strip():
                dropped.add(index)
                index += step
    return [index for index in range(len(lines)) if index not in dropped]


def _tables(lines: Sequence[str]) -> dict[int, tuple[int, Table]]:
    """Tables by the position of their first line, each with the position after its last."""
    found: dict[int, tuple[int, Table]] = {}
    index = 0
    while index < len(lines):
        rows: list[list[str]] = []
        end = index
        while end < len(lines):
            cells = _cells(lines[end])
            if cells is None and not tables.is_frame(lines[end]):
                break
            if cells and not tables.is_delimiter(lines[end]):
                if rows and "\t" in lines[end] and len(cells) != len(rows[0]):
                    break
                rows.append(cells)
            end += 1
        if len(rows) >= 2:
            found[index] = (end, tables.make_table(rows))
        index = max(end, index + 1)
    return found


def _cells(line: str) -> list[str] | None:
    cells = tables.pipe_cells(line)
    if cells is not None:
        return cells
    if "\t" not in line.strip():
        return None
    return [plain.clean(cell) for cell in line.strip("\r\n ").split("\t")]
