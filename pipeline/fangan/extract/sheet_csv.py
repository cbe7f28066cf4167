"""Reads tables of separated values (CSV, TSV)."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from fangan.errors import DamagedFileError, UnknownKindError
from fangan.extract.decoding import damage, decode
from fangan.extract.raw import Reading
from fangan.extract.sheet import Sheet, check_count, make_reading, one_line

_SEPARATORS = ",\t;，"
_HEAD = 50


def read(path: Path) -> Reading:
    """Read the table at ``path``; the file's own name stands for a sheet's.

    Raises:
        DamagedFileError: a field never ends.
        UnknownKindError: the encoding cannot be told.
        TooLargeError: it holds too many cells.
    """
    text = decode(path.read_bytes())
    if text is None:
        raise UnknownKindError(f"文件 {path.name} 的文字编码无法识别，请用 UTF-8 编码另存后再试。")
    sheet = Sheet(path.stem)
    count = 0
    try:
        for row, values in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text.splitlines()))
        ):
            for column, value in enumerate(values):
                text_shown = one_line(value)
                if text_shown:
                    count += 1
                    check_count(path, count)
                    sheet.cells[row, column] = text_shown
    except csv.Error as error:
        raise DamagedFileError(
            f"文件 {path.name} 的分隔格式有误，请用 Excel 或 WPS 打开后另存为 XLSX 再试。"
        ) from error
    reading = make_reading([sheet])
    return replace(reading, warnings=(*reading.warnings, *damage(text)))


def _separator(lines: list[str]) -> str:
    """The sign that parts most lines alike."""
    head = [line for line in lines if line.strip()][:_HEAD]

    def agreement(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in head]
        usual = max(set(counts) - {0}, key=counts.count, default=0)
        return (counts.count(usual) if usual else 0), -_SEPARATORS.index(sign)

    return max(_SEPARATORS, key=agreement)
