"""What spreadsheets of every format have in common: sheets become headings and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fangan.document import Notice
from fangan.errors import TooLargeError
from fangan.extract import lines as plain
from fangan.extract.raw import Element, Fragment, Paragraph, Reading
from fangan.extract.tables import make_table
from fangan.settings import settings

_SAMPLE = 20

Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass
class Sheet:
    """One sheet as its file has it; only cells that hold something are kept.

    ``merges`` are ``(top, left, bottom, right)``, the last row and column included.
    """

    name: str
    hidden: bool = False
    cells: dict[Place, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unseen: list[str] = field(default_factory=list)
    unknown: list[Place] = field(default_factory=list)


def make_reading(sheets: Iterable[Sheet], notices: Iterable[Notice] = ()) -> Reading:
    """The reading of a workbook: each sheet a heading and its tables."""
    elements: list[Element] = []
    warnings: list[Notice] = []
    for sheet in sheets:
        _hide(sheet)
        if sheet.cells:
            elements.append(Paragraph((Fragment(sheet.name),), level=1))
            elements.extend(_elements(sheet))
        warnings.extend(_notices(sheet))
    return Reading(tuple(elements), warnings=(*warnings, *notices))


def check_count(path: Path, count: int) -> None:
    """Refuse a workbook of too many cells while it is being read.

    Raises:
        TooLargeError: there are more than the limit.
    """
    limit = settings().max_cells
    if count > limit:
        raise TooLargeError(
            f"表格文件 {path.name} 的单元格超过 {limit} 个的上限；"
            "请删去与方案无关的工作表，或用环境变量 FANGAN_MAX_CELLS 调高上限。"
        )


def one_line(text: str) -> str:
    """The text of a cell without its line breaks; items of a list stay apart."""
    whole = ""
    for line in text.replace("\r", "\n").split("\n"):
        piece = plain.clean(line)
        if piece:
            gap = " " if whole and plain.opens_item(piece) else plain.glue(whole, piece)
            whole += gap + piece
    return whole


def _hide(sheet: Sheet) -> None:
    """Take out what the sheet does not show, and what merged cells cover."""
    for top, left, bottom, right in sheet.merges:
        covered = (bottom - top + 1) * (right - left + 1)
        places: Iterable[Place] = (
            [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
            if covered < len(sheet.cells)
            else [(r, c) for r, c in sheet.cells if top <= r <= bottom and left <= c <= right]
        )
        for place in places:
            if place != (top, left):
                sheet.cells.pop(place, None)
    if sheet.hidden:
        sheet.unseen.extend(sheet.cells.values())
        sheet.cells = {}
        return
    for place in [
        (r, c) for r, c in sheet.cells if r in sheet.hidden_rows or c in sheet.hidden_columns
    ]:
        sheet.unseen.append(sheet.cells.pop(place))


def _elements(sheet: Sheet) -> Iterator[Element]:
    spans = {(top, left): right - left + 1 for top, left, _, right in sheet.merges}
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in sorted(sheet.cells.items()):
        rows.setdefault(row, {})[column] = text
    for block in _blocks(rows, sheet.hidden_rows):
        yield from _block(block, rows, spans)


def _blocks(rows: dict[int, dict[int, str]], hidden: set[int]) -> Iterator[list[int]]:
    """Rows that belong together: a title after an empty row begins a new table."""
    block: list[int] = []
    tabular = False
    for row, cells in rows.items():
        if tabular and len(cells) == 1 and not _adjoin(block[-1], row, hidden):
            yield block
            block, tabular = [], False
        block.append(row)
        tabular = tabular or len(cells) > 1
    yield block


def _adjoin(upper: int, lower: int, hidden: set[int]) -> bool:
    """Whether no empty row is seen between two rows."""
    between = lower - upper - 1
    return between == 0 or (
        between <= len(hidden) and all(row in hidden for row in range(upper + 1, lower))
    )


def _block(
    block: Sequence[int], rows: dict[int, dict[int, str]], spans: dict[Place, int]
) -> Iterator[Element]:
    """A table with the lines above and below it that are no rows of it."""
    first = next((i for i, row in enumerate(block) if len(rows[row]) > 1), len(block))
    last = len(block)
    columns = sorted({column for row in block[first:] for column in rows[row]})
    while last > first and _is_remark(block[last - 1], rows, spans, len(columns)):
        last -= 1
    for row in block[:first]:
        for text in rows[row].values():
            # Over a table it names it; where no table follows it is text.
            kind = "caption" if first < len(block) else None
            yield Paragraph((Fragment(text),), kind=kind)  # type: ignore[arg-type]
    columns = sorted({column for row in block[first:last] for column in rows[row]})
    if first < last:
        yield make_table([[rows[row].get(c, "") for c in columns] for row in block[first:last]])
    for row in block[last:]:
        for text in rows[row].values():
            yield Paragraph((Fragment(text),), kind="note")


def _is_remark(
    row: int, rows: dict[int, dict[int, str]], spans: dict[Place, int], width: int
) -> bool:
    """Whether a row under a table is one text over its whole width."""
    if len(rows[row]) != 1:
        return False
    (column,) = rows[row]
    return spans.get((row, column), 1) >= max(width, 2)


def _notices(sheet: Sheet) -> Iterator[Notice]:
    if sheet.unseen:
        count = sum(len(text) for text in sheet.unseen)
        sample = sheet.unseen[0][:_SAMPLE]
        where = "是隐藏的" if sheet.hidden else "有隐藏的行、列或看不见的文字"
        yield Notice(
            "hidden_text",
            f"工作表“{sheet.name}”{where}，共 {count} 字，如“{sample}”，未作为正文。",
        )
    if sheet.unknown and not sheet.hidden:
        place = name_of(sheet.unknown[0])
        yield Notice(
            "formula_without_value",
            f"工作表“{sheet.name}”有 {len(sheet.unknown)} 个公式没有保存计算结果（如 {place}），"
            "请用 Excel 或 WPS 打开并保存后再试。",
        )


def name_of(place: Place) -> str:
    """A cell by the name that its user knows (``B3``)."""
    row, column = place
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
