"""Reads XLS, the workbook of Excel 97 and of 表格 in WPS (.et)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from fangan.errors import DamagedFileError, EncryptedFileError
from fangan.extract.raw import Reading
from fangan.extract.sheet import Sheet, check_count, make_reading, one_line
from fangan.extract.sheet_format import GENERAL, shown

Foreign = Any
"""An object of xlrd, which has no types."""


def read(path: Path) -> Reading:
    """Read the workbook at ``path``.

    Raises:
        DamagedFileError: it is broken.
        EncryptedFileError: it asks for a password.
        TooLargeError: it holds too many cells.
    """
    import xlrd

    data = path.read_bytes()
    try:
        _refuse_circles(data)
        # xlrd remarks on what it finds odd; without a log of ours these go to stdout.
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            raise EncryptedFileError(
                f"文件 {path.name} 设有打开密码，请取消密码后再试。"
            ) from error
        _damaged(path, error)
    except Exception as error:  # noqa: BLE001 — broken records fail in xlrd anywhere
        _damaged(path, error)
    return make_reading(_sheets(path, book))


def _refuse_circles(data: bytes) -> None:
    """Raise where the chain of a short stream comes back to itself: xlrd would go round for ever.

    Of the chains of long streams it takes care itself.
    """
    from xlrd.compdoc import SIGNATURE, CompDoc

    if not data.startswith(SIGNATURE):
        return
    follows = CompDoc(data, logfile=io.StringIO()).SSAT
    done = [False] * len(follows)
    for start in range(len(follows)):
        chain: set[int] = set()
        at = start
        while 0 <= at < len(follows) and not done[at]:
            if at in chain:
                raise ValueError("a chain of sectors has no end")
            chain.add(at)
            at = follows[at]
        for passed in chain:
            done[passed] = True


def _damaged(path: Path, error: Exception) -> NoReturn:
    raise DamagedFileError(
        f"XLS 文件 {path.name} 不完整或已损坏，请用 Excel 或 WPS 打开后另存为 XLSX 再试。"
    ) from error


def _sheets(path: Path, book: Foreign) -> Iterator[Sheet]:
    count = 0
    for foreign in book.sheets():
        sheet = Sheet(foreign.name, hidden=foreign.visibility != 0)
        sheet.hidden_rows = {i for i, info in foreign.rowinfo_map.items() if info.hidden}
        sheet.hidden_columns = {i for i, info in foreign.colinfo_map.items() if info.hidden}
        sheet.merges = [
            (top, left, bottom - 1, right - 1) for top, bottom, left, right in foreign.merged_cells
        ]
        for row in range(foreign.nrows):
            for column, cell in enumerate(foreign.row(row)):
                text = one_line(_shown(book, cell))
                if text:
                    count += 1
                    check_count(path, count)
                    sheet.cells[row, column] = text
        yield sheet


def _shown(book: Foreign, cell: Foreign) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype not in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return ""
    return shown(float(cell.value), _code(book, cell), from_1904=bool(book.datemode))


def _code(book: Foreign, cell: Foreign) -> str:
    try:
        key = book.xf_list[cell.xf_index].format_key
        return str(book.format_map[key].format_str)
    except (IndexError, KeyError, TypeError):
        return GENERAL
